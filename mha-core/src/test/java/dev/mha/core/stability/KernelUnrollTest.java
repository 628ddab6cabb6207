package dev.mha.core.stability;

import dev.mha.core.Tangents;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.random.RandomSource;
import dev.mha.core.metric.Logistic;
import dev.mha.core.metric.RankCorrelation;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class KernelUnrollTest {

    /** The recursion of the theory as written there, without labels in the kernel: E_ji the change of Phi(X_j). */
    @Test
    void followsTheRecursion() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 6, 1, 0.4, RandomSource.of(9));
        int n = 6;
        double step = 0.7;
        Training training = new Training(problem.shape(), problem.samples(), problem.labels(), problem.start(), step,
                8);
        double[][] change = new double[n][n];
        ClassifierLoss loss = problem.loss();
        float[][] last = {problem.start()};
        var run = training.run(null, Workspace.serial(), (k, value, theta) -> {
            last[0] = theta.clone();
            if (k == 8) {
                return true;
            }
            double[] point = ClassifierLoss.widen(theta);
            double[] phi = loss.scores(point);
            double[][] kernel = Tangents.gram(loss, point);
            double[][] before = new double[n][];
            for (int j = 0; j < n; j++) {
                before[j] = change[j].clone();
            }
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    double sum = 0;
                    for (int b = 0; b < n; b++) {
                        double y = loss.label(b);
                        double p = 1 / (1 + Math.exp(y * phi[b]));
                        double gram = kernel[j][b] * loss.label(j) * y;
                        sum += gram * (b == i ? y * p : p * (1 - p) * before[b][i]);
                    }
                    change[j][i] -= step / n * sum;
                }
            }
            return true;
        });
        assertEquals(8, run.steps());
        double[] phi = loss.scores(ClassifierLoss.widen(last[0]));
        int[] chosen = {1, 4, 5};
        KernelUnroll unroll = KernelUnroll.run(training, chosen, KernelUnroll.Refresh.growing(0), Workspace.serial(),
                done -> {});
        assertEquals(8, unroll.kernels());
        for (int k = 0; k < 3; k++) {
            int i = chosen[k];
            assertEquals(Logistic.loss(loss.label(i) * (phi[i] + change[i][i])), unroll.lossAfter()[k], 1e-12);
        }
    }

    /**
     * A single token: the model is linear in its parameters that matter, and small steps leave the first order alone.
     */
    @Test
    void agreesWithRetrainingWhereTheFirstOrderIsAll() {
        Problem problem = Problem.of(new ClassifierShape(2, 1, 3), 12, 0.3, 0.1, RandomSource.of(3));
        Training training = new Training(problem.shape(), problem.samples(), problem.labels(), problem.start(), 0.1,
                50);
        int[] all = Retrainer.choose(12, 12, 1);
        Retrainer retrainer = new Retrainer(training, Workspace.serial());
        List<Retraining> exact = retrainer.leaveOut(all, done -> {});
        KernelUnroll unroll = KernelUnroll.run(training, all, (k, last) -> k >= last + 50, Workspace.serial(),
                done -> {});
        assertEquals(1, unroll.kernels());
        for (int i = 0; i < 12; i++) {
            double gap = exact.get(i).gap();
            // scores change by about eta K R^2 / n = 0.1; the error is of second order in that
            assertEquals(gap, unroll.lossAfter()[i] - retrainer.sampleLosses()[i], 0.1 * gap);
            assertTrue(gap > 0);
        }
    }

    /** Reference figures of the theory: ratio .94 to 1.09 at K = n, rank .99; fewer kernels cost little. */
    @Test
    void estimatesTheGapOfARealTraining() {
        Dataset data = new Mixture(6, 6, 3, 1.5, 1 / 3.0, 0.5).train(40, 1);
        PackedSamples samples = PackedSamples.pack(data.x(), 40, 6, 6, null);
        ClassifierShape shape = new ClassifierShape(4, 6, 6);
        Training training = new Training(shape, samples, data.labels(),
                Initialization.GAUSS.create(shape, samples, data.labels(), 1, 1), 1, 40);
        int[] all = Retrainer.choose(40, 40, 1);
        Retrainer retrainer = new Retrainer(training, Workspace.serial());
        double[] exact = retrainer.leaveOut(all, done -> {}).stream().mapToDouble(Retraining::gap)
                .toArray();
        // numpy, every step in double: mean gap .0246048, of the unrolling .0246891
        assertEquals(0.0246048, mean(exact), 1e-6);
        double[] every = gaps(retrainer, training, all, KernelUnroll.Refresh.growing(0));
        assertEquals(0.0246891, mean(every), 1e-6);
        assertTrue(RankCorrelation.spearman(exact, every) > 0.98);
        double[] growing = gaps(retrainer, training, all, KernelUnroll.Refresh.growing(0.1));
        assertEquals(mean(every), mean(growing), 0.01 * mean(every));

        Influence influence = Influence.of(training, retrainer.theta(), all, Workspace.serial(),
                done -> {});
        // numpy, from a dense matrix of differences: .154 of the exact gap
        assertEquals(0.1542, mean(influence.gaps()) / mean(exact), 1e-3);
        assertEquals(1.0 / 40, influence.damping());
        assertTrue(influence.largestResidual() <= 2e-4);
        assertTrue(RankCorrelation.spearman(exact, influence.gaps()) > 0.9);
    }

    private static double[] gaps(Retrainer retrainer, Training training, int[] all, KernelUnroll.Refresh refresh) {
        double[] gaps = KernelUnroll.run(training, all, refresh, Workspace.serial(), done -> {})
                .lossAfter()
                .clone();
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] -= retrainer.sampleLosses()[i];
        }
        return gaps;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** With the first, 23 kernels of 300 steps: each from the first whole number on that is a quarter above the last. */
    @Test
    void aKernelIsUsuallyDueWhenStepsHaveGrownByAQuarter() {
        List<Integer> due = new ArrayList<>();
        int last = 0;
        for (int iteration = 1; iteration < 300; iteration++) {
            if (KernelUnroll.Refresh.USUAL.due(iteration, last)) {
                due.add(iteration);
                last = iteration;
            }
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 7, 9, 12, 15, 19, 24, 30, 38, 48, 60, 75, 94, 118, 148, 185, 232, 290),
                due);
    }

    @Test
    void givesTheSameBitsForEveryNumberOfThreads() {
        Problem problem = Problem.of(new ClassifierShape(3, 3, 2), 9, 1, 0.4, RandomSource.of(4));
        Training training = new Training(problem.shape(), problem.samples(), problem.labels(), problem.start(), 0.5,
                30);
        int[] all = Retrainer.choose(9, 9, 1);
        KernelUnroll.Refresh refresh = KernelUnroll.Refresh.growing(0.25);
        KernelUnroll serial = KernelUnroll.run(training, all, refresh, Workspace.serial(), done -> {});
        assertTrue(serial.kernels() > 5 && serial.kernels() < 30);
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            KernelUnroll parallel = KernelUnroll.run(training, all, refresh, Workspace.parallel(pool, 3),
                    done -> {});
            assertArrayEquals(serial.lossAfter(), parallel.lossAfter());
        }
    }
}
