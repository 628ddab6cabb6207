package dev.mha.core.guarantee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.PartStore;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import org.junit.jupiter.api.Test;

/** One token of one feature, 3 and -2, labelled by its sign: {@code Phi = x sum_h u_h / sqrt(H)}, the margin is 2. */
class StartReportTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(3, 1, 1);
    private static final PackedSamples SAMPLES = PackedSamples.pack(new float[]{3, -2}, 2, 1, 1, null);
    private static final float[] LABELS = {1, -1};
    private static final int SEED = 9;

    @Test
    void measuresHeadsAndScoresOfAStartThatIsNotZero() {
        float[] start = Initialization.GAUSS.create(SHAPE, SAMPLES, LABELS, 1, SEED);
        double[] heads = new double[3];
        double sum = 0;
        for (int head = 0; head < 3; head++) {
            heads[head] = Math.hypot(start[2 * head], start[2 * head + 1]);
            sum += start[2 * head + 1];
        }
        StartReport report = StartReport.of(new Training(SHAPE, SAMPLES, LABELS, start, 1, 1), Initialization.GAUSS, 1,
                SEED, Workspace.serial(), share -> {}, () -> false, PartStore.NONE);
        // with this seed neither the first nor the last head is the largest, and the largest score is below 0
        assertTrue(heads[1] > Math.max(heads[0], heads[2]) && sum < 0,
                () -> heads[0] + " " + heads[1] + " " + heads[2]);
        assertEquals(heads[1], report.largestHead(), 1e-15);
        double score = -3 * sum / Math.sqrt(3);
        assertEquals(score, report.largestScore(), 1e-14);
        assertEquals(2, report.margin().lower(), 1e-5);
        assertEquals((score + 0.5 + Math.log(2)) / report.margin().lower(), report.reach(), 1e-14);
    }
}
