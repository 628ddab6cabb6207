package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.DoubleClassifierKernel;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.verify.classifier.ClassifierProblem.Result;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of the classifier's options, by a covering array and not by luck: gradients in float and Hessian-vector
 * products in float and in double against the double reference, and their bits on one thread and on three.
 */
class ClassifierOptionsTest {
    private static final int[] HEADS = {1, 2, 3, 9};
    /**
     * Samples and tokens: plain loops; the tokens in the lanes, within a block of queries, of keys, and beyond; one
     * sample a lane, in part of a group, in several chunks, of one token and of many.
     */
    private static final int[][] SIZES = {{1, 3}, {1, 10}, {1, 33}, {2, 100}, {3, 66}, {17, 10}, {35, 7}, {70, 4},
            {17, 33}, {16, 1}, {150, 5}};
    private static final int[] FEATURES = {1, 5, 16, 33};
    private static final List<String> LENGTHS = List.of("all", "random", "one token in some");
    private static final List<String> WEIGHTS = List.of("equal", "random", "zeros");
    private static final List<Values> VALUES = List.of(Values.values());
    private static final List<HessianPart> PARTS = List.of(HessianPart.values());
    /** One, some, and more than share a pass. */
    private static final int[] VECTORS = {1, 2, 9};
    private static final int[] THREADS = {1, 3};

    /** One row of the covering array. */
    record Options(int row, ClassifierShape shape, int samples, String lengths, String weights, Values values,
            HessianPart part, int vectors, int threads) {
        ClassifierProblem problem() {
            ClassifierProblem any = ClassifierProblem.random(shape, samples, lengths.equals("random"), values, row);
            int[] counts = any.lengths;
            if (lengths.equals("one token in some")) {
                counts = new int[samples];
                for (int i = 0; i < samples; i++) {
                    counts[i] = i % 2 == 0 ? shape.tokens() : 1;
                    int from = (i * shape.tokens() + counts[i]) * shape.features();
                    Arrays.fill(any.x, from, (i + 1) * shape.tokens() * shape.features(), Float.NaN);
                }
            }
            double[] weight = null;
            if (!weights.equals("equal")) {
                weight = new SplittableRandom(row).doubles(samples, 0, 2.0 / samples).toArray();
            }
            if (weights.equals("zeros")) {
                for (int i = 1; i < samples; i += 2) {
                    weight[i] = 0;
                }
            }
            return new ClassifierProblem(shape, samples, any.x, counts, any.labels, weight, any.theta);
        }
    }

    static Stream<Options> rows() {
        List<Options> options = new ArrayList<>();
        for (int[] row : Pairwise.rows(HEADS.length, SIZES.length, FEATURES.length, LENGTHS.size(),
                WEIGHTS.size(), VALUES.size(), PARTS.size(), VECTORS.length, THREADS.length)) {
            options.add(new Options(options.size(),
                    new ClassifierShape(HEADS[row[0]], SIZES[row[1]][1], FEATURES[row[2]]), SIZES[row[1]][0],
                    LENGTHS.get(row[3]), WEIGHTS.get(row[4]), VALUES.get(row[5]), PARTS.get(row[6]), VECTORS[row[7]],
                    THREADS[row[8]]));
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
        Workspace work = Threads.workspace(options.threads());
        Workspace other = Threads.workspace(4 - options.threads());
        Result result = problem.run(work);
        assertEquals("", tolerance.verdict(result));
        assertArrayEquals(result.gradient(), problem.run(other).gradient());
        float[][] vectors = vectors(options, problem);
        float[][] products = products(options, problem, vectors, work);
        double[][] wide = wideProducts(options, problem, vectors, work);
        for (int v = 0; v < vectors.length; v++) {
            ProductTolerance ofProduct = new ProductTolerance(problem, vectors[v], options.part());
            assertEquals("", ofProduct.verdict(products[v]), "in float, vector " + v);
            assertEquals("", ofProduct.verdict(wide[v]), "in double, vector " + v);
        }
        assertArrayEquals(products, products(options, problem, vectors, other));
        assertArrayEquals(wide, wideProducts(options, problem, vectors, other));
    }

    /** What one part of one head may not be off by: a thousandth. */
    @ParameterizedTest
    @CsvSource({"1,10,1,5", "2,100,3,16", "17,10,9,16", "70,4,3,33", "17,33,2,5"})
    void aThousandthInOnePartOfOneHeadIsFound(int samples, int tokens, int heads, int features) {
        ClassifierShape shape = new ClassifierShape(heads, tokens, features);
        ClassifierProblem problem = ClassifierProblem.random(shape, samples, false, Values.NORMAL, 3);
        for (HessianPart part : HessianPart.values()) {
            Options options = new Options(3, shape, samples, "all", "equal", Values.NORMAL, part, 1, 1);
            float[][] vectors = vectors(options, problem);
            ProductTolerance tolerance = new ProductTolerance(problem, vectors[0], part);
            float[] product = products(options, problem, vectors, Workspace.serial())[0];
            double[] wide = wideProducts(options, problem, vectors, Workspace.serial())[0];
            int last = heads - 1;
            int[][] blocks = {{shape.attentionOffset(last), shape.decoderOffset(last)},
                    {shape.decoderOffset(0), shape.headParameters()}};
            for (int[] block : blocks) {
                float[] off = product.clone();
                double[] wideOff = wide.clone();
                for (int k = block[0]; k < block[1]; k++) {
                    off[k] *= 1.001f;
                    wideOff[k] *= 1 + 1e-9;
                }
                assertNotEquals("", tolerance.verdict(off), part + ", from " + block[0]);
                assertNotEquals("", tolerance.verdict(wideOff), part + ", in double, from " + block[0]);
            }
        }
    }

    /** {@code u' H v = v' H u}, in double within 2^-40 of what either could be. */
    @ParameterizedTest
    @EnumSource(HessianPart.class)
    void productsAreSymmetric(HessianPart part) {
        for (int[] size : SIZES) {
            ClassifierShape shape = new ClassifierShape(3, size[1], 5);
            ClassifierProblem problem = ClassifierProblem.random(shape, size[0], true, Values.NORMAL, size[1]);
            Options options = new Options(size[1], shape, size[0], "random", "random", Values.NORMAL, part, 2, 1);
            float[][] vectors = vectors(options, problem);
            double[][] wide = wideProducts(options, problem, vectors, Workspace.serial());
            assertEquals(dot(vectors[0], wide[1]), dot(vectors[1], wide[0]),
                    0x1p-40 * norm(vectors[0]) * norm(wide[1]));
            float[][] products = products(options, problem, vectors, Workspace.serial());
            assertEquals(dot(vectors[0], Errors.widen(products[1])), dot(vectors[1], Errors.widen(products[0])),
                    0x1p-17 * norm(vectors[0]) * norm(wide[1]));
            if (part == HessianPart.GAUSS_NEWTON) {
                assertTrue(dot(vectors[0], wide[0]) > 0);
            }
        }
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(float[] a) {
        return norm(Errors.widen(a));
    }

    private static double norm(double[] a) {
        return Errors.norm(a, new double[a.length]);
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
