package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.verify.numeric.Errors;
import dev.mha.verify.numeric.Precision;
import java.util.Arrays;

/**
 * What a Hessian-vector product may err by, head by head, in W and in U: in float twice the largest error of plain
 * float loops over several orders of their sums, and some units of the product and of what roundings add up to, since
 * all of those may be lucky; in double eight times 2^-29 of that, since there the reference rounds as well.
 */
final class ProductTolerance {
    /** Orders of sums that plain loops take. */
    private static final int TWINS = 4;
    private static final double U = Errors.ULP / 2;
    private static final double DOUBLE_PER_FLOAT = 0x1p-29;

    private final ClassifierShape shape;
    private final HessianPart part;
    private final double[] exact;
    private final double[] size;
    private final double[][] twins = new double[TWINS][];

    ProductTolerance(ClassifierProblem problem, float[] vector, HessianPart part) {
        shape = problem.shape;
        this.part = part;
        double[] theta = Errors.widen(problem.theta);
        double[] direction = Errors.widen(vector);
        ReferenceProduct reference = new ReferenceProduct(problem, theta, direction, Precision.DOUBLE, 0);
        exact = of(reference.gaussNewton, reference.residual);
        size = of(reference.gaussNewtonSize, reference.residualSize);
        for (int order = 0; order < TWINS; order++) {
            ReferenceProduct twin = new ReferenceProduct(problem, theta, direction, Precision.SINGLE, order);
            twins[order] = of(twin.gaussNewton, twin.residual);
        }
    }

    private double[] of(double[] gaussNewton, double[] residual) {
        double[] sum = new double[residual.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (part == HessianPart.RESIDUAL ? 0 : gaussNewton[i])
                    + (part == HessianPart.GAUSS_NEWTON ? 0 : residual[i]);
        }
        return sum;
    }

    /** What is wrong with a product in float; empty when nothing is. */
    String verdict(float[] product) {
        return verdict(Errors.widen(product), 1, Float.MIN_VALUE);
    }

    /** The same of one in double. */
    String verdict(double[] product) {
        return verdict(product, 8 * DOUBLE_PER_FLOAT, Double.MIN_VALUE);
    }

    private String verdict(double[] product, double scale, double least) {
        StringBuilder verdict = new StringBuilder();
        for (int h = 0; h < shape.heads(); h++) {
            int w = shape.attentionOffset(h);
            int u = shape.decoderOffset(h);
            check("W of head " + h, w, u, product, scale, least, verdict);
            check("U of head " + h, u, w + shape.headParameters(), product, scale, least, verdict);
        }
        return verdict.toString();
    }

    private void check(String name, int from, int to, double[] product, double scale, double least,
            StringBuilder verdict) {
        double[] right = Arrays.copyOfRange(exact, from, to);
        double largest = 0;
        for (double[] twin : twins) {
            largest = Math.max(largest, Errors.norm(right, Arrays.copyOfRange(twin, from, to)));
        }
        double error = Errors.norm(right, Arrays.copyOfRange(product, from, to));
        double units = Errors.norm(Arrays.copyOfRange(size, from, to), new double[to - from]);
        double norm = Errors.norm(right, new double[to - from]);
        double allowed = scale * (2 * largest + 16 * U * (units + norm)) + (to - from) * least;
        if (!(error <= allowed && allowed < Double.POSITIVE_INFINITY)) {
            verdict.append(name).append(" is off by ").append(error).append(", allowed ").append(allowed)
                    .append(", twins ").append(largest).append(", norm ").append(norm).append("; ");
        }
    }
}
