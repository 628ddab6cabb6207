package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.DoubleClassifierKernel;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.verify.classifier.ClassifierProblem.Values;
import dev.mha.verify.classifier.ReferenceClassifier.Parameters;
import dev.mha.verify.numeric.Errors;
import dev.mha.verify.numeric.Pairwise;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of the classifier's options, by a covering array and not by luck: gradient and Hessian-vector products, in
 * float and in double, against the double reference; symmetry; bits for any number of threads.
 */
class ClassifierOptionsTest {
    private static final int[] HEADS = {1, 2, 3, 9};
    /** One, a token a lane or a sample a lane, panels, more keys than a block. */
    private static final int[] TOKENS = {1, 4, 7, 10, 33, 66};
    private static final int[] FEATURES = {1, 5, 16, 33};
    private static final int[] SAMPLES = {1, 3, 17, 35};
    private static final List<String> LENGTHS = List.of("all", "random", "one");
    private static final List<String> WEIGHTS = List.of("equal", "random", "zeros");
    private static final List<Values> VALUES = List.of(Values.values());
    private static final List<HessianPart> PARTS = List.of(HessianPart.values());
    private static final int[] VECTORS = {1, 2, 5};
    private static final int[] THREADS = {1, 3};
    /** Plain float loops to take the largest error of: the same sums in so many orders. */
    private static final int TWINS = 4;

    /** One row of the covering array. */
    record Options(int row, ClassifierShape shape, int samples, String lengths, String weights, Values values,
            HessianPart part, int vectors, int threads) {
        ClassifierProblem problem() {
            ClassifierProblem any = ClassifierProblem.random(shape, samples, lengths.equals("random"), values, row);
            int[] counts = any.lengths;
            if (lengths.equals("one")) {
                counts = new int[samples];
                Arrays.fill(counts, 1);
            }
            double[] weight = null;
            if (!weights.equals("equal")) {
                weight = new SplittableRandom(row).doubles(samples, 0, 2.0 / samples).toArray();
                for (int i = 0; weights.equals("zeros") && i < samples; i += 2) {
                    weight[i] = 0;
                }
            }
            return new ClassifierProblem(shape, samples, any.x, counts, any.labels, weight, any.theta);
        }
    }

    static Stream<Options> rows() {
        List<Options> options = new ArrayList<>();
        for (int[] row : Pairwise.rows(HEADS.length, TOKENS.length, FEATURES.length, SAMPLES.length, LENGTHS.size(),
                WEIGHTS.size(), VALUES.size(), PARTS.size(), VECTORS.length, THREADS.length)) {
            options.add(new Options(options.size(),
                    new ClassifierShape(HEADS[row[0]], TOKENS[row[1]], FEATURES[row[2]]), SAMPLES[row[3]],
                    LENGTHS.get(row[4]), WEIGHTS.get(row[5]), VALUES.get(row[6]), PARTS.get(row[7]), VECTORS[row[8]],
                    THREADS[row[9]]));
        }
        return options.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradientAndProductsAreRight(Options options) {
        ClassifierProblem problem = options.problem();
        ClassifierTolerance tolerance = new ClassifierTolerance(problem,
                new ReferenceClassifier(problem, Precision.DOUBLE),
                new ReferenceClassifier(problem, Precision.SINGLE));
        assertEquals("", tolerance.verdict(problem.run(Threads.workspace(options.threads()))));
        float[][] vectors = vectors(options, problem);
        float[][] products = products(options, problem, vectors, Threads.workspace(options.threads()));
        double[][] wide = wideProducts(options, problem, vectors, Threads.workspace(options.threads()));
        double[] allowed = new double[vectors.length];
        double[] allowedWide = new double[vectors.length];
        double[] theta = Errors.widen(problem.theta);
        for (int v = 0; v < vectors.length; v++) {
            double[] vector = Errors.widen(vectors[v]);
            ReferenceProduct reference = new ReferenceProduct(problem, theta, vector, Precision.DOUBLE, 0);
            double[] exact = part(options, reference);
            double twins = 0;
            for (int order = 0; order < TWINS; order++) {
                twins = Math.max(twins, Errors.norm(exact,
                        part(options, new ReferenceProduct(problem, theta, vector, Precision.SINGLE, order))));
            }
            double size = Errors.norm(reference.size, new double[exact.length]);
            allowed[v] = 2 * twins + Errors.ULP / 2 * size + exact.length * Float.MIN_VALUE;
            // the reference rounds as well, and a rounding in double is 2^-29 of one in float
            allowedWide[v] = 4 * 0x1p-29 * twins + 0x1p-52 * size + exact.length * Double.MIN_VALUE;
            double error = Errors.norm(exact, Errors.widen(products[v]));
            assertTrue(error <= allowed[v],
                    () -> "float is off by " + error + ", allowed in " + Arrays.toString(allowed)
                            + ", size " + size);
            double wideError = Errors.norm(exact, wide[v]);
            assertTrue(wideError <= allowedWide[v], () -> "double is off by " + wideError + ", allowed in "
                    + Arrays.toString(allowedWide) + ", size " + size);
        }
        for (int v = 1; v < vectors.length; v++) {
            assertSymmetric(vectors[0], vectors[v], Errors.widen(products[0]), Errors.widen(products[v]), allowed[0],
                    allowed[v]);
            assertSymmetric(vectors[0], vectors[v], wide[0], wide[v], allowedWide[0], allowedWide[v]);
        }
        Workspace other = Threads.workspace(4 - options.threads());
        assertArrayEquals(products, products(options, problem, vectors, other));
        assertArrayEquals(wide, wideProducts(options, problem, vectors, other));
    }

    /** {@code u' H v = v' H u}, within what both products may err by. */
    private static void assertSymmetric(float[] u, float[] v, double[] ofU, double[] ofV, double allowedU,
            double allowedV) {
        double difference = dot(u, ofV) - dot(v, ofU);
        double size = norm(u) * Errors.norm(ofV, new double[ofV.length]);
        double allowed = norm(u) * allowedV + norm(v) * allowedU + u.length * 0x1p-52 * size;
        assertTrue(Math.abs(difference) <= allowed, () -> "u'Hv - v'Hu is " + difference + ", allowed " + allowed);
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(float[] a) {
        return Math.sqrt(dot(a, Errors.widen(a)));
    }

    private static double[] part(Options options, ReferenceProduct product) {
        double[] sum = new double[product.residual.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (options.part() == HessianPart.RESIDUAL ? 0 : product.gaussNewton[i])
                    + (options.part() == HessianPart.GAUSS_NEWTON ? 0 : product.residual[i]);
        }
        return sum;
    }

    private static float[][] vectors(Options options, ClassifierProblem problem) {
        SplittableRandom random = new SplittableRandom(~options.row());
        float[][] vectors = new float[options.vectors()][problem.theta.length];
        for (float[] vector : vectors) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    private static float[][] products(Options options, ClassifierProblem problem, float[][] vectors, Workspace work) {
        float[][] products = new float[vectors.length][problem.theta.length];
        ClassifierKernel.hessianProducts(problem.shape, problem.pack(), problem.theta, problem.labels, problem.weights,
                options.part(), vectors, products, work);
        return products;
    }

    private static double[][] wideProducts(Options options, ClassifierProblem problem, float[][] vectors,
            Workspace work) {
        double[][] wide = new double[vectors.length][];
        for (int v = 0; v < wide.length; v++) {
            wide[v] = Errors.widen(vectors[v]);
        }
        double[][] products = new double[vectors.length][problem.theta.length];
        PackedSamples packed = problem.pack();
        DoubleClassifierKernel.hessianProducts(problem.shape, packed, Errors.widen(problem.theta),
                Errors.widen(problem.labels), problem.weights, options.part(), wide, products, work);
        return products;
    }

    /** The reference of the products is itself the derivative of the reference of the gradient. */
    @Test
    void theReferenceIsTheDerivativeOfTheGradient() {
        ClassifierProblem problem = ClassifierProblem.random(new ClassifierShape(2, 5, 4), 6, true, Values.NORMAL, 1);
        double[] theta = Errors.widen(problem.theta);
        double[] vector = new SplittableRandom(2).doubles(theta.length, -1, 1).toArray();
        ReferenceProduct product = new ReferenceProduct(problem, theta, vector, Precision.DOUBLE, 0);
        double step = 1e-3;
        double[] difference = new double[theta.length];
        for (int k : new int[]{-2, -1, 1, 2}) {
            double[] gradient = new ReferenceClassifier(problem, new Parameters(theta).plus(k * step, vector),
                    Precision.DOUBLE).gradient;
            double factor = (Math.abs(k) == 1 ? 8 : -1) * Math.signum(k) / (12 * step);
            for (int i = 0; i < difference.length; i++) {
                difference[i] += factor * gradient[i];
            }
        }
        double[] sum = new double[theta.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = product.gaussNewton[i] + product.residual[i];
        }
        assertEquals(0, Errors.norm(difference, sum), 1e-9 * Errors.norm(sum, new double[sum.length]));
    }
}
