package dev.mha.kernels.classifier;

import dev.mha.kernels.KernelCheck;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Machine;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The self-test of products with the classifier's Hessian, in float and in double. The plain loops in double are taken
 * as exact: a kernel in float may err twice as much as the plain loops in float do, one in double 2^-29 of 16 times
 * what those do, with some units of the last place where they are right by luck.
 */
public final class HessianCheck {
    private static final int CASES = 40;

    private final SplittableRandom random = new SplittableRandom(2);
    private final Crew crew = new Crew(null, 1);
    private double floatError;
    private double doubleError;
    private double twinError;

    private HessianCheck() {}

    /** Solves 40 small problems with every kernel; errors are means over them, relative to the norm of the product. */
    public static List<KernelCheck> run() {
        HessianCheck check = new HessianCheck();
        for (int i = 0; i < CASES; i++) {
            check.one();
        }
        double inFloat = 2 * check.twinError + 16 * 0x1p-24;
        double inDouble = 16 * 0x1p-29 * check.twinError + 32 * 0x1p-53;
        return List.of(
                new KernelCheck("classifier Hessian product", CASES, check.floatError, inFloat,
                        check.floatError <= inFloat),
                new KernelCheck("classifier Hessian product in double", CASES, check.doubleError, inDouble,
                        check.doubleError <= inDouble));
    }

    private void one() {
        ClassifierShape shape = new ClassifierShape(random.nextInt(1, 4), random.nextInt(1, 13),
                random.nextInt(1, 13));
        int n = random.nextInt(1, 50);
        int[] lengths = random.nextBoolean() ? random.ints(n, 1, shape.tokens() + 1).toArray() : null;
        PackedSamples samples = PackedSamples.pack(uniform(n * shape.tokens() * shape.features()), n, shape.tokens(),
                shape.features(), lengths);
        float[] theta = uniform(shape.parameters());
        float[] labels = new float[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
        float[][] vector = {uniform(theta.length)};
        double[][] wide = {widen(vector[0])};
        double[][] exact = new double[1][theta.length];
        DoublePlainClassifierHessian.run(shape, samples, widen(theta), widen(labels), null, HessianPart.WHOLE, wide, 0,
                1, exact, null, null, crew);
        double[][] doubles = new double[1][theta.length];
        DoubleClassifierKernel.hessianProducts(shape, samples, widen(theta), widen(labels), null, HessianPart.WHOLE,
                wide, doubles, crew);
        doubleError += error(exact[0], doubles[0]) / CASES;
        float[][] product = new float[1][theta.length];
        PlainClassifierHessian.run(shape, samples, theta, labels, null, HessianPart.WHOLE, vector, 0, 1, product, null,
                null, crew);
        twinError += error(exact[0], widen(product[0])) / CASES;
        ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE, vector, product, crew);
        double error = error(exact[0], widen(product[0]));
        if (Machine.VECTOR) {
            TokenLaneHessian.run(shape, samples, theta, labels, null, HessianPart.WHOLE, vector, 0, 1, product, null,
                    null, crew);
            error = Math.max(error, error(exact[0], widen(product[0])));
        }
        floatError += error / CASES;
    }

    private float[] uniform(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** Distance of two vectors as a share of the first one's norm; what is no number is infinitely far away. */
    private static double error(double[] exact, double[] other) {
        double squares = 0;
        double size = 0;
        for (int i = 0; i < exact.length; i++) {
            squares += (exact[i] - other[i]) * (exact[i] - other[i]);
            size += exact[i] * exact[i];
        }
        double error = Math.sqrt(squares / size);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
