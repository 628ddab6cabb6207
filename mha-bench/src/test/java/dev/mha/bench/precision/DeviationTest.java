package dev.mha.bench.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.api.Test;

class DeviationTest {
    /** In the second row 4 is the largest: its last place is 2^-21, the error of 2^-22 half of it. */
    @Test
    void measuresErrorsInTheLastPlaceOfTheLargestValueOfTheRow() {
        Deviation deviation = Deviation.of(new double[]{1, 0, 0x1p-22, 4}, new float[]{1, 0, 0, 4}, 2);
        assertEquals(0.5, deviation.ulps());
        assertEquals(0x1p-22 / Math.sqrt(17 + 0x1p-44), deviation.norm(), 1e-20);
    }

    @Test
    void rowsThatCancelToNothingAreHeldToTheTypicalValue() {
        double[] exact = {0, 0, 4, 4};
        float[] values = {0x1p-24f, 0, 4, 4};
        assertEquals(0x1p-24 / Math.ulp((float) Math.sqrt(8)), Deviation.of(exact, values, 2).ulps());
        assertEquals(0x1p-24 / Float.MIN_VALUE, Deviation.of(exact, values, 1).ulps());
    }

    @Test
    void aValueThatIsNoNumberIsNoSmallError() {
        assertTrue(Double.isNaN(Deviation.of(new double[]{1, 2}, new float[]{1, Float.NaN}, 2).ulps()));
    }

    /**
     * The references and the kernels have no code in common: floats explain the difference, another formula does not.
     */
    @Test
    void theReferencesComputeWhatTheKernelsDo() {
        for (boolean causal : new boolean[]{false, true}) {
            AttentionRun run = new AttentionRun(2, 3, 11, 7, causal, true);
            AttentionRun.Data data = run.data();
            float[][] results = Contender.MHA.attention(run, data);
            DoubleAttention exact = new DoubleAttention(run, data);
            assertEquals(0, Deviation.of(exact.out, results[0], 7).norm(), 1e-6);
            assertEquals(0, Deviation.of(exact.queryGrad, results[1], 7).norm(), 1e-6);
            assertEquals(0, Deviation.of(exact.keyGrad, results[2], 7).norm(), 1e-6);
            assertEquals(0, Deviation.of(exact.valueGrad, results[3], 7).norm(), 1e-6);
        }
        ClassifierRun run = new ClassifierRun(9, new ClassifierShape(3, 5, 4));
        ClassifierRun.Data data = run.data();
        assertEquals(0,
                Deviation.of(new DoubleClassifier(run, data).gradient, Contender.MHA.classifier(run, data)[0], 4)
                        .norm(),
                1e-6);
    }
}
