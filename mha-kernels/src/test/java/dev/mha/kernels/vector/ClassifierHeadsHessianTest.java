package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierHeadsHessianTest {
    private static final int TOKENS = 130;
    private static final int FEATURES = 5;
    private static final int HEADS = 3;
    private static final int HEAD = FEATURES * FEATURES + TOKENS * FEATURES;

    /**
     * What is kept saves time, and changes no bit: two directions and the gradient, a sample shorter than the longest.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 1000})
    void bitsDoNotDependOnHowManyBlocksAreKept(int blocks) {
        float[][] expected = products(new ClassifierHeadsHessian(TOKENS, FEATURES, HEADS));
        float[][] products = products(
                new ClassifierHeadsHessian(TOKENS, FEATURES, HEADS, 4L * blocks * (TOKENS * Lanes.WIDTH + 5 * 16)));
        assertArrayEquals(expected, products);
        assertNotEquals(0, products[1][HEAD]);
        assertNotEquals(0, products[2][HEAD]);
    }

    private static float[][] products(ClassifierHeadsHessian kernel) {
        SplittableRandom random = new SplittableRandom(1);
        int count = TOKENS - 7;
        float[] x = normal(random, TOKENS * FEATURES);
        float[] theta = normal(random, HEADS * HEAD);
        float[][] directions = {normal(random, HEADS * HEAD), normal(random, HEADS * HEAD)};
        float[] slab = new float[kernel.length];
        Arrays.fill(slab, Float.NaN);
        for (int h = 0; h < HEADS; h++) {
            double phi = kernel.attend(slab, x, 0, count, theta, h * HEAD, h * HEAD + FEATURES * FEATURES, h);
            assertEquals(phi, kernel.attend(slab, x, 0, count, theta, h * HEAD, h * HEAD + FEATURES * FEATURES, h));
        }
        float[][] products = new float[3][HEADS * HEAD];
        for (int h = 0; h < HEADS; h++) {
            kernel.gradient(slab, x, 0, count, theta, h * HEAD, h * HEAD + FEATURES * FEATURES, h, 0.5, products[2],
                    0);
        }
        for (int v = 0; v < 2; v++) {
            double phiDot = 0;
            for (int h = 0; h < HEADS; h++) {
                phiDot += kernel.tangent(slab, x, 0, count, theta, directions[v], h * HEAD,
                        h * HEAD + FEATURES * FEATURES, h);
            }
            for (int h = 0; h < HEADS; h++) {
                kernel.pull(slab, x, 0, count, theta, directions[v], h * HEAD, h * HEAD + FEATURES * FEATURES, h,
                        phiDot, 0.5, products[v], 0);
            }
        }
        return products;
    }

    private static float[] normal(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
