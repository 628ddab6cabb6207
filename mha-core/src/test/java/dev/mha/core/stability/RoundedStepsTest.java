package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Four samples of one token, and steps of 0.6 units in the last place of the decoder: with all samples each is rounded
 * up to a whole one, without a sample it is 0.45 and rounded to nothing.
 */
class RoundedStepsTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(1, 1, 1);
    private static final float[] START = {0.25f, 1.5f};
    private static final int STEPS = 20;
    private final Workspace work = Workspace.serial();
    private final Training training = new Training(SHAPE,
            PackedSamples.pack(new float[]{0.1f, 0.1f, -0.1f, -0.1f}, 4, 1, 1, null), new float[]{1, 1, -1, -1}, START,
            0.6 * Math.ulp(START[1]) * (1 + Math.exp(0.15)) / 0.1, STEPS);

    private TrainingPath path() {
        PathRecorder recorder = new PathRecorder(training.loss(work), START, training.step(), List.of());
        TrainingRun ignored = training.run(null, work, recorder);
        return recorder.path();
    }

    @Test
    void theBoundAllowsForTheRoundingOfEveryStep() {
        List<Retraining> leftOut = new Retrainer(training, work).leaveOut(new int[]{0, 1, 2, 3}, done -> {});
        StabilityBound bound = StabilityBound.of(training, path(), leftOut);
        assertTrue(bound.proved());
        double most = 0;
        for (Retraining one : leftOut) {
            assertEquals(STEPS * Math.ulp(START[1]), one.distance());
            most += one.gap() / 4;
        }
        double distance = leftOut.getFirst().distance();
        assertTrue(distance <= bound.meanDistance(), () -> distance + " beyond " + bound.meanDistance());
        assertTrue(distance <= bound.distance(path().largestSampleLossSum(0)));
        assertTrue(most <= bound.gap(), most + " beyond " + bound.gap());
        // and for little more: half a unit of the larger decoders is 2/3 of 2^-24 of them
        assertTrue(bound.meanDistance() < 2 * distance, () -> "" + bound.meanDistance());
    }

    @Test
    void theGradientOfThePathIsNotTheRoundedStep() {
        double bound = StabilityBound.of(training, path(), List.of()).bounds().gradient();
        double measured = path().selfBound();
        assertTrue(measured <= bound, () -> measured + " beyond " + bound);
        // one token: attention is 1, and the gradient 0.1 / (1 + exp(m))
        double slope = 1 / (1 + Math.exp(0.15));
        assertEquals(0.1, bound, 1e-3);
        assertEquals(0.1 * slope / (1 - Math.exp(-Math.log1p(Math.exp(-0.15)))), measured, 1e-8);
    }
}
