package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.metric.PairedDifference;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import org.junit.jupiter.api.Test;

class FreshTest {
    /** One token of one feature, Phi = x: the losses are log(1 + e^2) and log(1 + e), both above the training loss. */
    @Test
    void aLossAboveThatOfTheTrainingIsAGapAboveZero() {
        Fresh fresh = new Fresh(PackedSamples.pack(new float[]{2, -1}, 2, 1, 1, null), new float[]{-1, 1});
        PairedDifference gap = fresh.gap(new ClassifierShape(1, 1, 1), new float[]{0, 1}, 0.25, Workspace.serial());
        assertEquals(2, gap.pairs());
        assertEquals((Math.log1p(Math.exp(2)) + Math.log1p(Math.E)) / 2 - 0.25, gap.mean(), 1e-14);
        assertTrue(gap.low() < gap.mean() && gap.mean() < gap.high());
    }
}
