package dev.mha.cli.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class CertifyProgressTest {
    private static final int SAMPLES = 60;
    private static final int LEFT_OUT = 50;
    private static final int STEPS = 1000;

    private final List<Double> shares = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();

    /** That of a training without samples and perhaps with some replaced, where an earlier run left some. */
    private CertifyProgress progress(int leftOut, int replaced, ToIntFunction<Part> known) {
        ClassifierShape shape = new ClassifierShape(8, 16, 9);
        float[] labels = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
        }
        Training training = new Training(shape, PackedSamples.pack(new float[SAMPLES * 16 * 9], SAMPLES, 16, 9, null),
                labels, new float[shape.parameters()], 1, STEPS);
        return new CertifyProgress((task, share) -> {
            tasks.add(task);
            shares.add(share);
        }, training, new StabilitySettings(leftOut, 0, replaced, 1), replaced, known);
    }

    /** All that is told of a training from its first iterate to its last. */
    private static void train(CertifyProgress progress, Part part) {
        for (int k = 0; k <= STEPS; k++) {
            progress.step(part);
        }
    }

    private static void before(CertifyProgress progress) {
        progress.training(0.5);
        progress.training(1);
        progress.starts(1);
        train(progress, Part.LEAVE_ONE_OUT);
    }

    private static void after(CertifyProgress progress) {
        progress.stability(Part.KERNEL_UNROLL, 0.5);
        progress.stability(Part.KERNEL_UNROLL, 1);
    }

    private void assertRisesToTheEnd() {
        assertEquals(shares.stream().sorted().toList(), shares);
        assertEquals(1, shares.getLast(), 1e-9);
    }

    @Test
    void risesToTheEnd() {
        CertifyProgress progress = progress(LEFT_OUT, 0, part -> 0);
        before(progress);
        double start = shares.getLast();
        for (int k = 1; k <= LEFT_OUT; k++) {
            double told = shares.getLast();
            train(progress, Part.LEAVE_ONE_OUT);
            progress.stability(Part.LEAVE_ONE_OUT, (double) k / LEFT_OUT);
            assertTrue(shares.getLast() > told);
        }
        double end = shares.getLast();
        after(progress);
        assertRisesToTheEnd();
        assertTrue(end - start > 0.2, () -> end + " - " + start);
        assertTrue(tasks.contains("training again"));
    }

    /** All iterates of the trainings are told before the last one has ended, and make no more than that. */
    @Test
    void hasTheShareOfTheIteratesThatWereTold() {
        CertifyProgress progress = progress(2, 0, part -> 0);
        before(progress);
        double start = shares.getLast();
        train(progress, Part.LEAVE_ONE_OUT);
        double half = shares.getLast();
        train(progress, Part.LEAVE_ONE_OUT);
        double whole = shares.getLast();
        progress.stability(Part.LEAVE_ONE_OUT, 1);
        double end = shares.getLast();
        assertEquals(0.5, (half - start) / (end - start), 0.02);
        assertEquals(1, (whole - start) / (end - start), 0.02);
        assertTrue(shares.stream().distinct().count() > 100, shares::toString);
    }

    /** What an earlier run left takes no time: were it counted, little would seem to be left as soon as it is read. */
    @Test
    void trainingsOfAnEarlierRunAreNoWork() {
        CertifyProgress all = progress(LEFT_OUT, 0, part -> LEFT_OUT);
        before(all);
        double start = shares.getLast();
        for (int k = 1; k <= LEFT_OUT; k++) {
            all.stability(Part.LEAVE_ONE_OUT, (double) k / LEFT_OUT);
        }
        assertEquals(start, shares.getLast(), 1e-3);
        after(all);
        assertRisesToTheEnd();
        shares.clear();
        before(progress(LEFT_OUT, 0, part -> 0));
        assertTrue(start > shares.getLast(), () -> start + " and " + shares.getLast());
    }

    /** One that diverges after a few steps has ended all the same, and those after it move the line at once. */
    @Test
    void movesWhereTrainingsDiverge() {
        CertifyProgress progress = progress(LEFT_OUT, 0, part -> 0);
        before(progress);
        double start = shares.getLast();
        for (int k = 1; k <= LEFT_OUT / 2; k++) {
            progress.step(Part.LEAVE_ONE_OUT);
            progress.stability(Part.LEAVE_ONE_OUT, (double) k / LEFT_OUT);
        }
        double half = shares.getLast();
        int told = shares.size();
        train(progress, Part.LEAVE_ONE_OUT);
        assertTrue(shares.size() > told + 40);
        assertTrue(shares.stream().skip(told).distinct().count() > 40, shares::toString);
        progress.stability(Part.LEAVE_ONE_OUT, 1);
        assertEquals(0.5, (half - start) / (shares.getLast() - start), 0.02);
        after(progress);
        assertRisesToTheEnd();
    }

    /** Trainings with a sample replaced take as long as those without one. */
    @Test
    void movesWithinATrainingWithASampleReplaced() {
        CertifyProgress progress = progress(2, 2, part -> 0);
        before(progress);
        double start = shares.getLast();
        progress.stability(Part.LEAVE_ONE_OUT, 1);
        double out = shares.getLast();
        train(progress, Part.REPLACE_ONE);
        train(progress, Part.REPLACE_ONE);
        assertEquals(out - start, shares.getLast() - out, 0.02 * (out - start));
        progress.stability(Part.REPLACE_ONE, 1);
        after(progress);
        assertRisesToTheEnd();
    }

    /** One that is known but of another training is made again. */
    @Test
    void staysWithinTheWholeWhenMoreAreTrainedThanWereToBe() {
        CertifyProgress progress = progress(LEFT_OUT, 0, part -> LEFT_OUT / 2);
        before(progress);
        for (int k = 1; k <= LEFT_OUT; k++) {
            train(progress, Part.LEAVE_ONE_OUT);
            progress.stability(Part.LEAVE_ONE_OUT, (double) k / LEFT_OUT);
        }
        double whole = shares.getLast();
        after(progress);
        assertRisesToTheEnd();
        assertTrue(whole < 1, () -> Double.toString(whole));
    }
}
