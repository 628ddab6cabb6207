package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One token and a decoder of 0: the slope is 1/2, {@code Hess L = mean_i x_i x_i' / 4} in the decoder and 0 in W. */
class InfluenceTest {
    /** {@code eta = 1/2} and {@code K = 4}: a damping of 1/2. */
    private static Influence influence(float[] x, int features, int... samples) {
        ClassifierShape shape = new ClassifierShape(1, 1, features);
        float[] start = new float[shape.parameters()];
        Training training = new Training(shape, PackedSamples.pack(x, 2, 1, features, null), new float[]{1, -1}, start,
                0.5, 4);
        return Influence.of(training, new double[start.length], samples, Workspace.serial(), done -> {});
    }

    /** Directions of 220 sizes between them take more than the 200 products that a system gets. */
    @Test
    void countsTheSystemsThatWereNotSolved() {
        int n = 220;
        float[] x = new float[n * n];
        float[] labels = new float[n];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
        }
        ClassifierShape shape = new ClassifierShape(1, 1, n);
        for (double step : new double[]{1e-2, 1e12}) {
            Training training = new Training(shape, PackedSamples.pack(x, n, 1, n, null), labels,
                    new float[shape.parameters()], step, 1);
            Influence influence = Influence.of(training, new double[shape.parameters()], new int[]{0, 7},
                    Workspace.serial(), done -> {});
            boolean solved = step < 1;
            assertEquals(solved ? 0 : 2, influence.unsolved(), influence::toString);
            assertEquals(solved, influence.largestResidual() <= 2e-4, influence::toString);
        }
    }

    /** The curvature is (4 + 1)/8 = 5/8, with the damping 9/8; the gradients are 1 and 1/2 long. */
    @Test
    void dampsByTheStepTimesTheirNumber() {
        Influence influence = influence(new float[]{2, -1}, 1, 0, 1);
        assertEquals(0.5, influence.damping());
        assertArrayEquals(new double[]{4.0 / 9, 1.0 / 9}, influence.gaps(), 1e-12);
    }

    /**
     * Tokens (1, 0) and (e, 2): each gradient is an eigenvector but for e, so that one product is enough and leaves the
     * sine of the angle that it turns the gradient by, for (1, 0) that of (5 + e^2, 2 e)/8. The other is e/16, but for
     * a share of e^2.
     */
    @Test
    void namesTheLargestResidual() {
        double e = 0x1p-13;
        float[] x = {1, 0, (float) e, 2};
        double larger = 2 * e / Math.hypot(5 + e * e, 2 * e);
        double smaller = e / 16;
        assertEquals(smaller, influence(x, 2, 1).largestResidual(), 1e-6 * smaller);
        for (int[] samples : new int[][]{{0}, {0, 1}, {1, 0}}) {
            assertEquals(larger, influence(x, 2, samples).largestResidual(), 1e-6 * larger);
        }
    }
}
