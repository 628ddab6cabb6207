package dev.mha.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Planted;
import dev.mha.core.theory.CurvaturePath;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CurvatureRecorderTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private CurvatureRecorder recorder() {
        return recorder(1);
    }

    private CurvatureRecorder recorder(double step) {
        Dataset data = new Planted(2, 3, 3).train(10, 1);
        PackedSamples samples = PackedSamples.pack(data.x(), data.samples(), data.tokens(), data.features(), null);
        ClassifierLoss loss = new ClassifierLoss(new ClassifierShape(2, 3, 3), samples, data.labels(), null,
                Workspace.serial());
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 60);
        ProgressLine line = new ProgressLine(screen, "training", () -> clock.addAndGet(1_000_000_000L), () -> false);
        return new CurvatureRecorder(new CurvaturePath(loss, 20, 1e-4, 1, Set.of()), 1, 9, step, loss, line);
    }

    /** A loss that is no quadratic may come down with a larger step. */
    @Test
    void saysOfWhichLossALargeStepIsUnstable() {
        float[] theta = new float[new ClassifierShape(2, 3, 3).parameters()];
        Arrays.fill(theta, 0.5f);
        CurvatureRecorder large = recorder(1e6);
        large.see(0, 1, theta);
        assertTrue(large.words().endsWith("; above 2 a step is unstable on a quadratic loss"), large.words());
        CurvatureRecorder small = recorder(1e-6);
        small.see(0, 1, theta);
        assertTrue(small.words().endsWith("; not above 2 at any iterate measured"), small.words());
    }

    /** What an earlier run measured is no progress of this one: the share would go back once times are known. */
    @Test
    void showsTheProgressOfThisRunAlone() {
        CurvatureRecorder earlier = recorder();
        float[] theta = new float[new ClassifierShape(2, 3, 3).parameters()];
        for (int k = 0; k < 8; k++) {
            assertTrue(earlier.see(k, 1, theta));
        }
        CurvatureRecorder later = recorder();
        later.restore(DoubleBuffer.wrap(earlier.state()));
        err.reset();
        later.see(8, 1, theta);
        String drawn = err.toString(StandardCharsets.UTF_8);
        int percent = Integer.parseInt(drawn.substring("\rtraining ".length(), drawn.indexOf('%')).strip());
        assertTrue(percent < 10, drawn);
        assertEquals(9, later.rows().size());
        assertTrue(later.measuringSeconds() > earlier.measuringSeconds());
    }
}
