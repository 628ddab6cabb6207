package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.verify.numeric.Threads;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Leaving out a sample moves a training no further than the bound, where that is proved ({@code docs/theory.md}, 6). */
class StabilityProperties {
    private static final double U = 0x1p-24;

    @Property(tries = 40)
    void whereTheStepIsSmallEnoughTheBoundHolds(@ForAll long seed) {
        TheoremCase one = TheoremCase.of(seed);
        Assume.that(one != null);
        Training training = new Training(one.shape(), one.samples(), one.labels(), one.start(), one.step(),
                one.iterations());
        Workspace work = Threads.workspace(2);
        PathRecorder recorder = new PathRecorder(training.loss(work), one.start(), one.step(), List.of());
        TrainingRun run = training.run(null, work, recorder);
        TrainingPath path = recorder.path();
        int count = one.labels().length;
        Retrainer retrainer = new Retrainer(training, work);
        List<Retraining> leftOut = retrainer.leaveOut(Retrainer.choose(count, count, 1), done -> {});
        StabilityBound bound = StabilityBound.of(training, TokenGeometry.of(one.samples()), path, leftOut);
        assertTrue(bound.proved());

        double size = 0;
        for (float value : run.theta()) {
            size += (double) value * value;
        }
        // both runs round their parameters to float once a step
        double rounding = 2 * one.iterations() * U * Math.sqrt(size);
        double distances = 0;
        double gaps = 0;
        for (int i = 0; i < count; i++) {
            Retraining without = leftOut.get(i);
            assertEquals(i, without.sample());
            double allowed = bound.distance(path.sampleLossSums()[i]);
            assertTrue(without.distance() <= allowed + rounding, () -> without + " beyond " + allowed);
            assertTrue(without.gap() <= bound.bounds().gradient() * (without.distance() + rounding));
            distances += without.distance() / count;
            gaps += without.gap() / count;
        }
        assertTrue(distances <= bound.meanDistance() + rounding);
        assertTrue(gaps <= bound.gap() + bound.bounds().gradient() * rounding);
        assertTrue(bound.indicator() <= bound.gap());
        assertTrue(bound.bounds().gradient() * bound.meanDistance() <= bound.gap() * (1 + 1e-12));
    }
}
