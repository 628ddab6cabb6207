package dev.mha.bench;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long exact leave-one-out of every sample takes on some threads, beside as many trainings one after another:
 * single trainings are timed before, between and after, so that a machine that slows down slows both. Beside it
 * stands what the machine itself gives: trainings on that many plain threads at once, which share nothing but the data.
 */
public final class LeaveOneOutTimes {
    private static final int SAMPLES = 200;
    private static final int HEADS = 8;
    private static final int TOKENS = 10;
    private static final int FEATURES = 10;
    private static final int STEPS = 200;
    private static final int SINGLES = 25;
    private static final int ROUNDS = 9;

    private LeaveOneOutTimes() {}

    /** Prints a line a round; the only argument is the number of threads, 2 when there is none. */
    public static void main(String[] arguments) {
        int threads = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        Dataset data = new Mixture(TOKENS, FEATURES, 4, 2, 0.3, 0.5).train(SAMPLES, 1);
        PackedSamples samples = PackedSamples.pack(data.x(), SAMPLES, TOKENS, FEATURES, null);
        ClassifierShape shape = new ClassifierShape(HEADS, TOKENS, FEATURES);
        Training training = new Training(shape, samples, data.labels(),
                Initialization.GAUSS.create(shape, samples, data.labels(), 1, 1), 1, STEPS);
        System.out.printf(Locale.ROOT, "%d samples of %d tokens x %d features, %d heads, %d steps, %d threads%n",
                SAMPLES,
                TOKENS, FEATURES, HEADS, STEPS, threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads - 1))) {
            Workspace work = threads == 1 ? Workspace.serial() : Workspace.parallel(pool, threads);
            Retrainer retrainer = new Retrainer(training, work);
            double warm = single(training);
            double[] ratios = new double[ROUNDS];
            double[] plain = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                double before = single(training);
                long begin = System.nanoTime();
                int done = retrainer.leaveOut(Retrainer.choose(SAMPLES, SAMPLES, 1), Retrainer.Listener.NONE).size();
                double all = (System.nanoTime() - begin) * 1e-9;
                double one = 0.5 * (before + single(training));
                ratios[round] = done * one / all;
                plain[round] = threads * one / together(training, threads);
                System.out.printf(Locale.ROOT,
                        "one training %.1f ms, %d of them %.2f s; leave-one-out of %d samples %.2f s: %.2f times as"
                                + " fast; trainings side by side %.2f times%n",
                        1e3 * one, done, done * one, done, all, ratios[round], plain[round]);
            }
            Arrays.sort(ratios);
            Arrays.sort(plain);
            System.out.printf(Locale.ROOT,
                    "median of %d rounds: leave-one-out %.2f times as fast (%.2f to %.2f); side by side %.2f (%.2f to"
                            + " %.2f)%n",
                    ROUNDS, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1], plain[ROUNDS / 2], plain[0],
                    plain[ROUNDS - 1]);
            System.out.printf(Locale.ROOT, "(a training before warm-up: %.1f ms)%n", 1e3 * warm);
        }
    }

    /** Mean time of one training while as many as there are threads run at once, in seconds. */
    private static double together(Training training, int threads) {
        Thread[] all = new Thread[threads];
        double[] seconds = new double[threads];
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all[t] = Thread.ofPlatform().start(() -> seconds[thread] = single(training));
        }
        double sum = 0;
        for (int t = 0; t < threads; t++) {
            try {
                all[t].join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException("interrupted", stopped);
            }
            if (seconds[t] == 0) {
                throw new IllegalStateException("a thread failed");
            }
            sum += seconds[t];
        }
        return sum / threads;
    }

    /** Mean time of one training on one thread, in seconds. */
    private static double single(Training training) {
        Workspace serial = Workspace.serial();
        long begin = System.nanoTime();
        for (int i = 0; i < SINGLES; i++) {
            if (training.run(null, serial, (k, loss, theta) -> true).steps() != STEPS) {
                throw new IllegalStateException("the training ended early");
            }
        }
        return (System.nanoTime() - begin) * 1e-9 / SINGLES;
    }
}
