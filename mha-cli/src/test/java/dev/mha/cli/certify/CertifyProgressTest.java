package dev.mha.cli.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CertifyProgressTest {
    private static final int SAMPLES = 60;
    private static final int LEFT_OUT = 50;

    /** Percentages shown by a run that trains without a sample where no earlier one did, or finds some done. */
    private static List<Integer> shown(ToIntFunction<Part> known) {
        // trainings so long that nearly all of the work is in them
        ClassifierShape shape = new ClassifierShape(8, 16, 9);
        Training training = new Training(shape, PackedSamples.pack(new float[SAMPLES * 16 * 9], SAMPLES, 16, 9, null),
                labels(), new float[shape.parameters()], 1, 100_000);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (CertifyProgress progress = new CertifyProgress(line(err), training,
                new StabilitySettings(LEFT_OUT, 0, 0, 1), 0, known)) {
            progress.training(0.5);
            progress.training(1);
            progress.starts(1);
            for (int done = 1; done <= LEFT_OUT; done++) {
                progress.stability(Part.LEAVE_ONE_OUT, (double) done / LEFT_OUT);
            }
            progress.stability(Part.KERNEL_UNROLL, 0.5);
            progress.stability(Part.KERNEL_UNROLL, 1);
        }
        return shares(err);
    }

    private static ProgressLine line(ByteArrayOutputStream err) {
        AtomicLong clock = new AtomicLong();
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 100);
        return new ProgressLine(screen, "training", () -> clock.addAndGet(2_000_000_000L), () -> false);
    }

    private static List<Integer> shares(ByteArrayOutputStream err) {
        List<Integer> shares = new ArrayList<>();
        for (MatchResult found : Pattern.compile("(\\d+) % ").matcher(err.toString(StandardCharsets.UTF_8)).results()
                .toList()) {
            shares.add(Integer.parseInt(found.group(1)));
        }
        return shares;
    }

    private static float[] labels() {
        float[] labels = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
        }
        return labels;
    }

    private static void assertRisesToTheEnd(List<Integer> shares) {
        assertEquals(3 + LEFT_OUT + 2, shares.size());
        assertEquals(shares.stream().sorted().toList(), shares);
        assertEquals(100, shares.getLast());
    }

    @Test
    void risesToTheEnd() {
        List<Integer> shares = shown(part -> 0);
        assertRisesToTheEnd(shares);
        assertTrue(shares.get(3 + LEFT_OUT - 1) - shares.get(3) > 20, () -> shares.toString());
    }

    /** What an earlier run left takes no time: were it counted, little would seem to be left as soon as it is read. */
    @Test
    void trainingsOfAnEarlierRunAreNoWork() {
        List<Integer> all = shown(part -> LEFT_OUT);
        assertRisesToTheEnd(all);
        assertEquals(all.get(3), all.get(3 + LEFT_OUT - 1));
        List<Integer> none = shown(part -> 0);
        assertTrue(all.get(2) > none.get(2), () -> all + " and " + none);
    }

    /** The training that the others are held against takes as long as some of them, and then each of them does. */
    @Test
    void movesWithinATraining() {
        ClassifierShape shape = new ClassifierShape(8, 16, 9);
        Training training = new Training(shape, PackedSamples.pack(new float[SAMPLES * 16 * 9], SAMPLES, 16, 9, null),
                labels(), new float[shape.parameters()], 1, 1000);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (CertifyProgress progress = new CertifyProgress(line(err), training, new StabilitySettings(2, 0, 0, 1), 0,
                part -> 0)) {
            progress.starts(1);
            for (int k = 0; k < 3000; k++) {
                progress.step(Part.LEAVE_ONE_OUT);
            }
            progress.stability(Part.KERNEL_UNROLL, 0);
        }
        List<Integer> shares = shares(err);
        assertEquals(shares.stream().sorted().toList(), shares);
        assertTrue(shares.stream().distinct().count() > 20, shares::toString);
        assertEquals(1 + 150 + 1, shares.size());
    }

    /** Trainings with a sample replaced take as long as those without one. */
    @Test
    void movesWithinATrainingWithASampleReplaced() {
        ClassifierShape shape = new ClassifierShape(8, 16, 9);
        Training training = new Training(shape, PackedSamples.pack(new float[SAMPLES * 16 * 9], SAMPLES, 16, 9, null),
                labels(), new float[shape.parameters()], 1, 1000);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (CertifyProgress progress = new CertifyProgress(line(err), training, new StabilitySettings(2, 0, 2, 1), 2,
                part -> 0)) {
            progress.stability(Part.LEAVE_ONE_OUT, 1);
            for (int k = 0; k < 2000; k++) {
                progress.step(Part.REPLACE_ONE);
            }
            progress.stability(Part.KERNEL_UNROLL, 0);
        }
        List<Integer> shares = shares(err);
        assertEquals(shares.stream().sorted().toList(), shares);
        assertTrue(shares.stream().distinct().count() > 10, shares::toString);
    }

    /** One that is known but of another training is made again. */
    @Test
    void staysWithinTheWholeWhenMoreAreTrainedThanWereToBe() {
        assertRisesToTheEnd(shown(part -> LEFT_OUT / 2));
    }
}
