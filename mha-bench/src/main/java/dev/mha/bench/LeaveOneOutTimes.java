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
 * single trainings are timed before, between and after, so that a machine that slows down slows both.
 */
public final class LeaveOneOutTimes {
    private static final int SAMPLES = 200;
    private static final int HEADS = 8;
    private static final int TOKENS = 10;
    private static final int FEATURES = 10;
    private static final int STEPS = 200;
    private static final int SINGLES = 9;
    private static final int ROUNDS = 3;

    private LeaveOneOutTimes() {}

    /** Prints a line a round; the only argument is the number of threads, 2 when there is none. */
    public static void main(String[] arguments) {
        int threads = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        Dataset data = new Mixture(Mixture.Kind.DM1, TOKENS, FEATURES, 4, 2, 0.3, 0.5, false).train(SAMPLES, 1);
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
            for (int round = 0; round < ROUNDS; round++) {
                double before = single(training);
                long begin = System.nanoTime();
                int done = retrainer.leaveOut(Retrainer.choose(SAMPLES, SAMPLES, 1), Retrainer.Progress.NONE).size();
                double all = (System.nanoTime() - begin) * 1e-9;
                double one = 0.5 * (before + single(training));
                System.out.printf(Locale.ROOT,
                        "one training %.1f ms, %d of them %.2f s; leave-one-out of %d samples %.2f s: %.2f times as fast%n",
                        1e3 * one, done, done * one, done, all, done * one / all);
            }
            System.out.printf(Locale.ROOT, "(a training before warm-up: %.1f ms)%n", 1e3 * warm);
        }
    }

    /** Median time of one training on one thread, in seconds. */
    private static double single(Training training) {
        Workspace serial = Workspace.serial();
        double[] seconds = new double[SINGLES];
        for (int i = 0; i < SINGLES; i++) {
            long begin = System.nanoTime();
            if (training.run(null, serial, (k, loss, theta) -> true).steps() != STEPS) {
                throw new IllegalStateException("the training ended early");
            }
            seconds[i] = (System.nanoTime() - begin) * 1e-9;
        }
        Arrays.sort(seconds);
        return seconds[SINGLES / 2];
    }
}
