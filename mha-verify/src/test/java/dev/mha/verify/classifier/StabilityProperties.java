package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.verify.numeric.Threads;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Leaving out a sample moves a training no further than the bound, where that is proved ({@code docs/theory.md}, 6).
 */
class StabilityProperties {
    @Property(tries = 40)
    void whereTheStepIsSmallEnoughTheBoundHolds(@ForAll long seed) {
        TheoremCase one = TheoremCase.of(seed);
        Assume.that(one != null);
        Training training = new Training(one.shape(), one.samples(), one.labels(), one.start(), one.step(),
                one.iterations());
        Workspace work = Threads.workspace(2);
        PathRecorder recorder = new PathRecorder(training.loss(work), one.start(), one.step(), List.of());
        TrainingRun ignored = training.run(null, work, recorder);
        TrainingPath path = recorder.path();
        int count = one.labels().length;
        Retrainer retrainer = new Retrainer(training, work);
        List<Retraining> leftOut = retrainer.leaveOut(Retrainer.choose(count, count, 1), done -> {});
        StabilityBound bound = StabilityBound.of(training, path, leftOut);
        assertTrue(bound.proved());

        for (int i = 0; i < count; i++) {
            Retraining without = leftOut.get(i);
            assertEquals(i, without.sample());
            double allowed = bound.distance(path.sampleLossSums()[i]);
            assertTrue(without.distance() <= allowed, () -> without + " beyond " + allowed);
            assertTrue(without.gap() <= bound.bounds().gradient() * allowed);
        }
        assertMeansWithin(bound, leftOut);
        // over all samples, and only there, the bound is at most that by the sum of the losses
        assertTrue(bound.gap() <= Math.exp(bound.exponent())
                * (bound.indicator() + bound.bounds().gradient() * bound.rounding()) * (1 + 1e-11));

        // the two samples that may move the training furthest
        double[] sums = path.sampleLossSums();
        int[] largest = IntStream.range(0, count).boxed().sorted(Comparator.comparingDouble(i -> -sums[i])).limit(2)
                .mapToInt(Integer::intValue).sorted().toArray();
        List<Retraining> two = Arrays.stream(largest).mapToObj(leftOut::get).toList();
        StabilityBound ofTwo = StabilityBound.of(training, path, two);
        assertMeansWithin(ofTwo, two);
        double allowed = Arrays.stream(largest).mapToDouble(i -> ofTwo.distance(path.largestSampleLossSum(i))).average()
                .orElseThrow();
        assertEquals(allowed, ofTwo.meanDistance(), 1e-11 * allowed);
    }

    private static void assertMeansWithin(StabilityBound bound, List<Retraining> leftOut) {
        double distance = leftOut.stream().mapToDouble(Retraining::distance).average().orElseThrow();
        double gap = leftOut.stream().mapToDouble(Retraining::gap).average().orElseThrow();
        assertTrue(distance <= bound.meanDistance());
        assertTrue(gap <= bound.gap());
    }
}
