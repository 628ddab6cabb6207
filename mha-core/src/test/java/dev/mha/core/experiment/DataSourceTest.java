package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DataSourceTest {
    private static final int SAMPLES = 30;

    /** One token of one feature, the number of the sample; the last ten are the test part. */
    private static Dataset counted(boolean apart) {
        float[] x = new float[SAMPLES];
        float[] labels = new float[SAMPLES];
        boolean[] test = new boolean[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = i;
            labels[i] = i % 2 == 0 ? 1 : -1;
            test[i] = i >= 20;
        }
        return new Dataset("counted", SAMPLES, 1, 1, x, null, labels, "odd", "even", apart ? test : null);
    }

    @Test
    void trainsOnTheTrainingPartAlone() {
        EncodedSplit split = new RealSource(counted(true)).draw(15, 4);

        assertEquals(15, split.train().samples());
        assertEquals(10, split.test().samples());
        float[] expected = new float[10];
        for (int i = 0; i < 10; i++) {
            expected[i] = i % 2 == 0 ? 1 : -1;
        }
        assertArrayEquals(expected, split.testLabels());
    }

    @Test
    void testsOnAllOthersWhereNoPartIsNamed() {
        EncodedSplit split = new RealSource(counted(false)).draw(12, 4);

        assertEquals(12, split.train().samples());
        assertEquals(18, split.test().samples());
        assertFalse(Arrays.equals(split.trainLabels(), new RealSource(counted(false)).draw(12, 5).trainLabels()));
    }

    @Test
    void refusesMoreSamplesThanThereAre() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new RealSource(counted(true)).draw(20, 1))
                .getMessage().contains("counted has 20 samples to train on"));
    }

    @Test
    void widensAHeadToTheParametersOfMany() {
        assertEquals(5, WideHead.width(1, 5, 5));
        for (int heads = 2; heads <= 64; heads *= 2) {
            int width = WideHead.width(heads, 5, 7);
            double wanted = heads * 7 * (7 + 5.0);
            assertTrue(Math.abs(width * (width + 5.0) - wanted) <= Math.abs((width + 1) * (width + 6.0) - wanted));
            assertTrue(Math.abs(width * (width + 5.0) - wanted) <= Math.abs((width - 1) * (width + 4.0) - wanted));
        }
    }

    @Test
    void leavesAsManyFunctionsWithZerosAndMoreWithRectifiedFeatures() {
        Descent none = Descent.of(1, 0);
        Descent some = Descent.of(1, 20);
        DataSource source = new DataSource.OfMixture(MixtureExperiments.hard(8), 50);
        // from zero, zeros change nothing at all: their gradients are zero
        double[] one = new FixedStep(source, 40, Start.ZERO, some).measure(1, 3, Workspace.serial());
        double[] padded = new WideHead(source, 40, WideHead.Features.LINEAR, Start.ZERO, some)
                .measure(8, 3, Workspace.serial());
        double[] rectified = new WideHead(source, 40, WideHead.Features.RECTIFIED, Start.ZERO, some)
                .measure(8, 3, Workspace.serial());

        assertEquals(one[0], padded[0], 1e-6 * one[0]);
        assertTrue(Math.abs(one[0] - rectified[0]) > 1e-2 * one[0]);
        assertEquals(Math.log(2), new WideHead(source, 40, WideHead.Features.RECTIFIED, Start.ZERO, none)
                .measure(8, 3, Workspace.serial())[0], 1e-12);
    }

    @Test
    void choosesTheStepOfTheLeastTrainingLoss() {
        DataSource source = new DataSource.OfMixture(MixtureExperiments.easy(), 50);
        double[] best = new BestStep(source, 40, Start.GAUSS, BestStep.STEPS, 20).measure(2, 3, Workspace.serial());

        for (double step : BestStep.STEPS) {
            double[] fixed = new FixedStep(source, 40, Start.GAUSS, Descent.of(step, 20))
                    .measure(2, 3, Workspace.serial());
            assertTrue(best[0] <= fixed[0], step + ": " + fixed[0] + " is below " + best[0]);
            assertEquals(step == best[4], best[0] == fixed[0]);
        }
    }
}
