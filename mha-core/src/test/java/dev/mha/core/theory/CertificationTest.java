package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Flat;
import dev.mha.core.MemoryStore;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The "small case" of the theory: T = d = 6, M = 3, zeta = 1/3, S = 1.5, sigma = .3, n = 40, H = 8, zero start. */
class CertificationTest {
    private static final Mixture MIXTURE = new Mixture(6, 6, 3, 1.5, 1 / 3.0, 0.3);
    private static final Dataset DATA = MIXTURE.train(40, 3);
    private static final PackedSamples SAMPLES = PackedSamples.pack(DATA.x(), 40, 6, 6, null);
    private static final ClassifierShape SHAPE = new ClassifierShape(8, 6, 6);

    private static Training training(int iterations) {
        float[] start = Initialization.ZERO.create(SHAPE, SAMPLES, DATA.labels(), 1, 1);
        return new Training(SHAPE, SAMPLES, DATA.labels(), start, 1, iterations);
    }

    /** Figures of an independent computation in numpy, from the same float samples, all in double. */
    @Test
    void agreesWithAnotherProgramOnTheSmallCase() {
        List<Double> told = new ArrayList<>();
        Certification one = Certification.of(training(200), Workspace.serial(), told::add, PartStore.NONE);
        assertEquals(0.5857497424, one.margin().lower(), 1e-6);
        assertEquals(0.5857497425, one.margin().upper(), 1e-6);
        PathCertificate tangent = one.path().certificates().getLast();
        assertEquals(4.3552, tangent.point().distance(), 1e-3);
        assertEquals(0.0380754, tangent.point().loss(), 1e-5);
        assertEquals(0.0854948, tangent.bound(), 1e-6);
        // the end of the run is farther, but its loss is so small that the theorem says more with it
        assertEquals(5.180013, one.theorem().point().distance(), 1e-5);
        assertEquals(0.1338912, one.theorem().lossBound(), 1e-6);
        assertEquals(2667.46, one.theorem().near().kappa(), 0.1);
        assertEquals(4.14957e11, one.theorem().headsRequired(), 1e8);
        assertEquals(4.47067e-06, one.theorem().stepAllowed(), 1e-10);
        assertEquals(0.0693982, one.certificate().bound(), 1e-6);
        assertEquals(0.02426052, one.path().meanLoss(), 1e-7);
        assertEquals(0.002316887, one.path().lastLoss(), 1e-8);
        assertEquals(0, one.certificate().convexityDefect());
        assertEquals(0, one.path().slackSteps());
        assertFalse(one.theorem().holds());

        assertTrue(one.path().meanLoss() <= one.bestCertificate().bound());
        assertEquals(List.of(0, 1, 4, 16, 64, 200),
                one.curvature().stream().map(SharpnessPath.Point::iteration).toList());
        double nonConvexity = 0;
        double certified = 0;
        double largest = 0;
        for (SharpnessPath.Point point : one.curvature()) {
            double share = 1 - Math.exp(-point.loss());
            nonConvexity = Math.max(nonConvexity, -point.lambdaMin().value() / share);
            certified = Math.max(certified, -point.certified() / share);
            largest = Math.max(largest, point.lambdaMax().value());
        }
        assertEquals(nonConvexity, one.nonConvexity(), 1e-12);
        assertEquals(certified, one.certifiedNonConvexity(), 1e-12);
        assertEquals(largest, one.lambdaMax());
        assertEquals(GlobalBounds.of(8, 6, TokenGeometry.of(SAMPLES).largestRadius(), one.path().decoderNorm()),
                one.bounds());
        assertTrue(one.nonConvexity() <= one.certifiedNonConvexity());
        assertTrue(one.lambdaMax() <= one.bounds().rho());
        assertTrue(one.path().selfBound() <= one.bounds().gradient());
        // both trainings
        assertTrue(told.size() >= 2 * 201, () -> told.size() + " calls");
        assertEquals(1, told.getLast());
        assertArrayEquals(told.stream().sorted().toArray(), told.toArray());
    }

    /** The bound at the largest loss that rounding allows is divided by the least, which may be much less. */
    @Test
    void certifiesNoLessThanItGuarantees() {
        Certification one = Certification.of(training(2), Workspace.serial(), Progress.NONE, PartStore.NONE);
        SharpnessPath.Point last = one.curvature().getLast();
        assertTrue(last.certified() < 0);
        // of a least loss of 0 nothing is known but that the loss is positive
        for (double least : new double[]{1e-300, 0}) {
            SharpnessPath.Point cancelling = new SharpnessPath.Point(2, last.loss(), least, last.gradientNorm(),
                    last.lambdaMax(), last.certified(), last.lambdaMin(), last.steps(), true, last.rounding(),
                    last.headMinima());
            Certification other = new Certification(one.margin(), one.theorem(), one.path(), List.of(cancelling),
                    one.bounds(), one.end());
            assertEquals(one.bounds().scoreCurvature(), other.certifiedNonConvexity());
        }
    }

    /** An eigenvalue that is rounding is no share of a loss of 0; at log 2 the share of -1/4 is 1/2. */
    @Test
    void takesNoShareOfALossOfZero() {
        List<SharpnessPath.Point> points = new ArrayList<>();
        for (double[] point : new double[][]{{0, -1e-300}, {Math.log(2), -0.25}}) {
            RitzPair least = new RitzPair(point[1], 0, new double[0]);
            points.add(new SharpnessPath.Point(0, point[0], point[0], 0, least, point[1], least, 1, true, 0, null));
        }
        assertEquals(0.5, new Certification(null, null, null, points, null, null).nonConvexity(), 1e-15);
        assertEquals(0, new Certification(null, null, null, points.subList(0, 1), null, null).nonConvexity());
    }

    /** A theorem takes gradients as exact, so that no figure of its own is one that was certified. */
    @Test
    void certifiesByThePathAlone() {
        Certification one = Certification.of(training(2), Workspace.serial(), Progress.NONE, PartStore.NONE);
        assertEquals(one.bestCertificate().bound(), one.certifiedMeanLoss());
        assertEquals(one.bestCertificate().lastBound(), one.certifiedLastLoss());
        GlobalBounds small = new GlobalBounds(0, 0, 0, 8);
        // with bounds of 0 every condition holds that is none of the point
        ComparisonPoint near = new ComparisonPoint(one.theorem().point().theta(), 0, new LossRange(0, 0), 10);
        TrainingTheorem holds = new TrainingTheorem(near, small, small, 1, 0, 1, 2);
        assertTrue(holds.holds(), () -> holds.conditions().toString());
        List<PathCertificate> loose = List.of(new PathCertificate(near, 0.5, 1, 1e9, 3e9),
                new PathCertificate(near, 0.5, 1, 2e9, 2e9));
        TrainingPath path = new TrainingPath(one.path().losses(), one.path().descentSlacks(),
                one.path().sampleLossSums(), 1, 1, 1, 0, loose);
        Certification other = new Certification(null, holds, path, one.curvature(), one.bounds(), one.end());
        assertEquals(1e9, other.certifiedMeanLoss());
        assertEquals(2e9, other.certifiedLastLoss());
    }

    /** Neither the search for a margin nor that for the curvature of an iterate stands still. */
    @Test
    void movesOnInsideItsLongParts() {
        // the steps of the training itself are two of many calls
        List<Double> told = new ArrayList<>();
        Certification one = Certification.of(training(2), Workspace.serial(), told::add, PartStore.NONE);
        long heads = SHAPE.heads();
        long products = one.curvature().stream().mapToInt(SharpnessPath.Point::steps).sum();
        long distinct = told.stream().distinct().count();
        assertTrue(distinct >= heads + products, () -> distinct + " of " + heads + " + " + products);
    }

    @Test
    void saysThatATrainingDiverged() {
        float[] huge = DATA.x().clone();
        for (int j = 0; j < huge.length; j++) {
            huge[j] *= 1e12f;
        }
        Training wild = new Training(SHAPE, PackedSamples.pack(huge, 40, 6, 6, null), DATA.labels(),
                Initialization.GAUSS.create(SHAPE, null, null, 1, 1), 1e30, 20);
        assertTrue(assertThrows(ArithmeticException.class,
                () -> Certification.of(wild, Workspace.serial(), Progress.NONE, PartStore.NONE)).getMessage()
                .startsWith("the training diverged at step "));
    }

    @Test
    void measuresEveryStart() {
        StartReport zero = StartReport.of(training(10), Initialization.ZERO, 1, 1, Workspace.serial(),
                share -> {}, () -> false, PartStore.NONE);
        assertEquals(0.58575, zero.margin().lower(), 1e-5);
        assertEquals(0, zero.largestHead());
        assertEquals(0, zero.largestScore());
        assertEquals(1, zero.distinctHeads());
        assertEquals(40, zero.stoppingTime());
        assertEquals((0.5 + Math.log(40)) / zero.margin().lower(), zero.reach(), 1e-12);
        StartReport sign = StartReport.of(training(10), Initialization.SIGN, 2, 1, Workspace.serial(),
                share -> {}, () -> false, PartStore.NONE);
        assertEquals(2, sign.largestHead(), 1e-6);
        assertEquals(8, sign.distinctHeads());
        assertTrue(sign.largestScore() > 0 && sign.margin().lower() > 0);
    }

    /**
     * Stopped again and again, wherever it is: each time it certifies the steps that it saw, and at last all of them.
     */
    @Test
    void certifiesTheFirstStepsAndGoesOnToTheSameBits() {
        Certification whole = Certification.of(training(20), Workspace.serial(), Progress.NONE, PartStore.NONE);
        assertTrue(whole.complete());
        for (boolean due : new boolean[]{false, true}) {
            MemoryStore kept = new MemoryStore(due);
            Set<Integer> followed = new TreeSet<>();
            boolean beforeTheEnd = false;
            boolean beforeTheMargin = false;
            Certification one = null;
            String before = "";
            for (int runs = 0, most = 3; one == null || !one.complete(); runs++) {
                assertTrue(runs < 1000, "it does not come to its end");
                int[] calls = {0};
                int limit = most;
                one = Certification.of(training(20), Workspace.serial(), share -> ++calls[0] < limit, kept);
                // a part that is not kept on its way needs more than the run before had
                String now = kept.parts().keySet() + " " + kept.parts().get("training")[0] + " " + one.followed();
                most = now.equals(before) ? 2 * most : 3;
                before = now;
                followed.add(one.followed());
                beforeTheEnd |= one.end() == null;
                beforeTheMargin |= one.end() != null && one.margin() == null;
                assertEquals(20, one.theorem().iterations());
                assertEquals(one.path() == null, one.followed() == 0);
                if (one.path() != null) {
                    certifiesItsFirstSteps(whole, one);
                }
            }
            assertTrue(beforeTheEnd && beforeTheMargin);
            assertTrue(followed.size() > 3, followed::toString);
            assertEquals(Flat.of(whole), Flat.of(one));
        }
    }

    private static void certifiesItsFirstSteps(Certification whole, Certification part) {
        int steps = part.followed();
        assertArrayEquals(Arrays.copyOf(whole.path().losses(), steps + 1), part.path().losses());
        assertTrue(part.path().meanLoss() <= part.bestCertificate().bound());
        assertTrue(part.bestCertificate().bound() < 2 * part.path().losses()[0], "it says something");
        assertTrue(part.certificate().farthest() > 0);
        assertTrue(part.lambdaMax() <= part.bounds().rho());
        assertTrue(part.curvature().getLast().iteration() <= steps);
        assertEquals(part.theorem().lossBound(), part.theorem().first(20).lossBound());
        // the loss to compare with may be that of fewer steps, but not their number
        double of = part.theorem().first(steps).lossBound();
        double all = part.theorem().lossBound();
        assertTrue(steps < 20 ? of > all : of == all, () -> steps + " steps: " + of + ", " + all);
    }

    /** Stopped after each retraining in turn: the figures are those of the samples that were done. */
    @Test
    void reportsWhatWasLeftOutWhenItIsStopped() {
        Training training = training(20);
        Dataset test = MIXTURE.test(30, 3);
        Fresh fresh = new Fresh(PackedSamples.pack(test.x(), 30, 6, 6, null), test.labels());
        StabilitySettings settings = new StabilitySettings(4, 3, 2, 4);
        StabilityReport whole = StabilityReport.of(training, settings, fresh, Workspace.serial(), (part, share) -> {});
        assertTrue(whole.influence() != null);
        List<Retraining> made = new ArrayList<>();
        for (int last = 0; last <= 6; last++) {
            Stopping stopping = new Stopping(last);
            StabilityReport part = StabilityReport.of(training, settings, fresh, Workspace.serial(), stopping);
            made = stopping.made;
            if (last < 2) {
                assertEquals(null, part);
                continue;
            }
            assertEquals(whole.leftOut().subList(0, Math.min(last, 4)), part.leftOut());
            assertEquals(whole.replaced().subList(0, Math.max(0, last - 4)), part.replaced());
            assertEquals(null, part.unrolled());
            assertEquals(null, part.influence());
            assertEquals(part.replaced().size() < 2, part.replacedGap() == null);
            assertEquals(part.leftOut().stream().mapToDouble(Retraining::gap).average().orElseThrow(),
                    part.gap().mean(), 1e-15);
            assertTrue(Double.isNaN(part.unrollRank()) && Double.isNaN(part.influenceRatio()));
        }
        // what was made once is not made again, unless it began from another loss
        List<Retraining> before = List.copyOf(made);
        Retraining other = new Retraining(before.get(1).sample(), Retraining.LEFT_OUT, 0.5, 0.25, 1, 1, 1, 1, 1);
        Stopping counting = new Stopping(Integer.MAX_VALUE);
        counting.known.addAll(List.of(before.get(0), other, before.get(2)));
        StabilityReport again = StabilityReport.of(training, settings, fresh, Workspace.serial(), counting);
        assertEquals(whole.leftOut(), again.leftOut());
        assertEquals(List.of(before.get(1), before.get(3)), counting.made.subList(0, 2));
        assertEquals(4, counting.made.size());
    }

    /** Stops after so many retrainings. */
    private static final class Stopping implements StabilityReport.Listener {
        private final int last;
        private final List<Retraining> made = new ArrayList<>();
        private final List<Retraining> known = new ArrayList<>();

        Stopping(int last) {
            this.last = last;
        }

        @Override
        public void onProgress(StabilityReport.Part part, double share) {}

        @Override
        public boolean stop() {
            return made.size() >= last;
        }

        @Override
        public void ended(StabilityReport.Part part, Retraining one) {
            made.add(one);
        }

        @Override
        public Retraining known(StabilityReport.Part part, int sample, int fresh) {
            return part == StabilityReport.Part.LEAVE_ONE_OUT
                    ? known.stream().filter(one -> one.sample() == sample).findFirst().orElse(null)
                    : null;
        }
    }

    @Test
    void reportsStabilityExactAndEstimated() {
        Training training = training(40);
        Dataset test = MIXTURE.test(30, 3);
        Fresh fresh = new Fresh(PackedSamples.pack(test.x(), 30, 6, 6, null), test.labels());
        List<StabilityReport.Part> parts = new ArrayList<>();
        StabilityReport report = StabilityReport.of(training,
                new StabilitySettings(12, 5, 7, 4), fresh, Workspace.serial(),
                (part, share) -> {
                    assertTrue(share >= 0 && share <= 1);
                    parts.add(part);
                });
        assertEquals(List.of(StabilityReport.Part.values()), parts.stream().distinct().toList());
        Retrainer retrainer = new Retrainer(training, Workspace.serial());
        int[] chosen = Retrainer.choose(40, 12, 4);
        assertEquals(retrainer.leaveOut(chosen, done -> {}), report.leftOut());
        assertEquals(Arrays.stream(chosen).boxed().toList(),
                report.leftOut().stream().map(one -> one.sample()).toList());
        double gap = report.leftOut().stream().mapToDouble(one -> one.lossAfter() - one.lossBefore()).average()
                .orElseThrow();
        assertEquals(gap, report.gap().mean(), 1e-15);
        assertEquals(report.worstGap().gap(),
                report.leftOut().stream().mapToDouble(one -> one.gap()).max().orElseThrow());
        assertEquals(report.worstDistance().distance(),
                report.leftOut().stream().mapToDouble(one -> one.distance()).max().orElseThrow());
        assertEquals(report.meanDistance(),
                report.leftOut().stream().mapToDouble(one -> one.distance()).sum() / 12, 1e-12);
        assertTrue(report.meanDistance() < report.worstDistance().distance());
        // all 40 are followed, since that is little work; the 12 are among them
        assertEquals(40, report.unrolled().samples().length);
        assertEquals(12, report.unrollError().pairs());
        assertEquals(0, report.unrollError().mean(), 0.1 * gap);
        assertTrue(report.unrollRank() > 0.95);
        assertEquals(1 + report.unrollError().mean() / report.gap().mean(), report.unrollRatio(), 1e-12);
        assertEquals(5, report.influence().samples().length);
        assertTrue(report.influenceRank() > 0.8);
        assertTrue(report.influenceRatio() > 0 && report.influenceRatio() < 0.5);
        double exact = 0;
        for (int sample : report.influence().samples()) {
            exact += report.leftOut().stream().filter(one -> one.sample() == sample).findFirst().orElseThrow().gap();
        }
        assertEquals(Arrays.stream(report.influence().gaps()).sum() / exact, report.influenceRatio(), 1e-12);
        double unrolled = 0;
        for (int k = 0; k < 40; k++) {
            unrolled += report.unrolled().lossAfter()[k] - retrainer.sampleLosses()[k];
        }
        assertEquals(unrolled / 40, report.unrolledGap(), 1e-15);
        assertEquals(report.replaced().stream().mapToDouble(Retraining::gap).average().orElseThrow(),
                report.replacedGap().mean(), 1e-15);
        assertEquals(7, report.replaced().size());
        assertTrue(Double.isFinite(report.replacedGap().mean()));
        assertThrows(IllegalArgumentException.class,
                () -> new StabilitySettings(1, 0, 0, 1));
    }
}
