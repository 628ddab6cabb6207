package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.generate.Mixture;
import dev.mha.core.metric.Logistic;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SettingTheoryTest {
    private static final Dataset DATA = new Mixture(6, 6, 3, 1.5, 1 / 3.0, 0.5).train(90, 3);
    private static final TrialSettings SETTINGS = TrialSettings.QUICK;
    private static final Setting SETTING = new Setting(2, 1, Initialization.GAUSS, 60);
    private static final double PLENTY = 1e12;

    private static SettingTheory.Outcome of(Setting setting, double budget, Workspace work) {
        return SettingTheory.of(DATA, SETTINGS, setting, budget, work, share -> true);
    }

    private static SettingTheory theory(double budget) {
        return of(SETTING, budget, Workspace.serial()).theory();
    }

    /**
     * The training of the trial's own cell on the first fold, and its unroll; how near that is, KernelUnrollTest asks.
     */
    @Test
    void isTheTrainingOfTheTrialAndItsLeaveOneOutIsTheUnroll() {
        SettingTheory theory = theory(PLENTY);
        Split split = TrialPlan.of(DATA, SETTINGS).splits().getFirst();
        TokenEncoder encoder = TokenEncoder.fit(DATA, split.train(), SETTINGS.tokens());
        PackedSamples samples = encoder.encode(DATA, split.train());
        ClassifierShape shape = new ClassifierShape(2, samples.tokens(), samples.features());
        float[] labels = DATA.labels(split.train());
        float[] start = Initialization.GAUSS.create(shape, samples, labels, 1, SETTINGS.seed() + 1);
        Training training = new Training(shape, samples, labels, start, 1, 60);
        assertEquals(60, theory.samples());
        assertEquals(60, theory.available());
        assertEquals(split.name(), theory.split());
        Retrainer retrainer = new Retrainer(training, Workspace.serial());
        float[] end = theory.certification().end();
        for (int j = 0; j < end.length; j++) {
            assertEquals(retrainer.theta()[j], end[j]);
        }
        KernelUnroll unrolled = KernelUnroll.run(training, Retrainer.choose(60, 60, 1), KernelUnroll.Refresh.USUAL,
                Workspace.serial(), Retrainer.Listener.NONE);
        double[] scores = training.loss(Workspace.serial()).scores(retrainer.theta());
        double sum = 0;
        double sizes = 0;
        for (int k = 0; k < 60; k++) {
            double before = Logistic.loss(labels[k] * scores[k]);
            sum += unrolled.lossAfter()[k] - before;
            sizes += unrolled.lossAfter()[k] + before;
        }
        // sums of 60 differences of the same numbers, in whatever order
        assertEquals(sum / 60, theory.leaveOneOut().mean(), 2 * 60 * 0x1p-53 * sizes / 60);
        assertEquals(60, theory.leaveOneOut().pairs());
        assertEquals(30, theory.heldOut().pairs());
        assertEquals(4 * theory.certification().path().lossSum() / 60, theory.stabilityIndicator(), 1e-12);
        assertEquals(60, theory.stoppingTime());
    }

    @Test
    void takesFewerSamplesWhenAllWouldCostTooMuch() {
        List<Double> told = new ArrayList<>();
        SettingTheory some = SettingTheory
                .of(DATA, SETTINGS, SETTING, 4e7, Workspace.serial(), told::add).theory();
        assertTrue(some.samples() >= 40 && some.samples() < 60, () -> some.samples() + " samples");
        assertEquals(60, some.available());
        assertEquals(some.samples(), some.certification().path().sampleLossSums().length);
        assertEquals(3, some.certification().curvature().size());
        assertEquals(1, told.getLast());
        assertTrue(some.certifiedLambdaMin() <= some.ritzLambdaMin());
        SettingTheory.Outcome none = of(SETTING, 1e6, Workspace.serial());
        assertNull(none.theory());
        assertTrue(none.leftOut().startsWith("The theory was left out: even with 40 samples"), none.leftOut());
    }

    @Test
    void saysThatATrainingDiverged() {
        SettingTheory.Outcome none = of(new Setting(1, 1e40, Initialization.GAUSS, 60), PLENTY, Workspace.serial());
        assertNull(none.theory());
        assertTrue(none.leftOut().contains("the training diverged at step"), none.leftOut());
    }

    @Test
    void isTheSameForEveryNumberOfThreads() {
        SettingTheory one = theory(PLENTY);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            SettingTheory three = of(SETTING, PLENTY, Workspace.parallel(threads, 3)).theory();
            assertEquals(one.leaveOneOut(), three.leaveOneOut());
            assertEquals(one.heldOut(), three.heldOut());
            assertEquals(one.certifiedLambdaMin(), three.certifiedLambdaMin());
            assertEquals(one.ritzLambdaMin(), three.ritzLambdaMin());
            assertEquals(one.certification().bestCertificate().bound(),
                    three.certification().bestCertificate().bound());
        }
    }
}
