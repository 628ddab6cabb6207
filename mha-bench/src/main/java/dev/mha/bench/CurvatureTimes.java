package dev.mha.bench;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.CurvatureSettings;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long a report of the curvature takes on some threads, in seconds and in gradients in double of the same process:
 * ten eigenvalues of each end, trace, density, margin, split by head and certificates, at the start of a training and
 * after it. The first report of all is of a machine that has compiled nothing yet.
 */
public final class CurvatureTimes {
    private static final int SAMPLES = 500;
    private static final int HEADS = 16;
    private static final int TOKENS = 10;
    private static final int FEATURES = 20;
    private static final int STEPS = 300;
    private static final int EIGENVALUES = 10;
    private static final int MOST_PRODUCTS = 500;
    private static final int PROBES = 4;
    private static final int ROUNDS = 3;
    private static final int GRADIENTS = 21;

    private CurvatureTimes() {}

    /** Prints a line a report; the only argument is the number of threads, 2 when there is none. */
    public static void main(String[] arguments) {
        int threads = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        Dataset data = new Mixture(TOKENS, FEATURES, 4, 2, 0.3, 0.5).train(SAMPLES, 1);
        PackedSamples samples = PackedSamples.pack(data.x(), SAMPLES, TOKENS, FEATURES, null);
        ClassifierShape shape = new ClassifierShape(HEADS, TOKENS, FEATURES);
        Training training = new Training(shape, samples, data.labels(),
                Initialization.GAUSS.create(shape, samples, data.labels(), 1, 1), 1, STEPS);
        System.out.printf(Locale.ROOT, "%d samples of %d tokens x %d features, %d heads, %d parameters, %d threads%n",
                SAMPLES, TOKENS, FEATURES, HEADS, shape.parameters(), threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads - 1))) {
            Workspace work = threads == 1 ? Workspace.serial() : Workspace.parallel(pool, threads);
            ClassifierLoss loss = training.loss(work);
            for (int round = 0; round < ROUNDS; round++) {
                report("at the start", loss, training.start());
                report("after " + STEPS + " steps", loss, training.run(null, work, (k, value, theta) -> true).theta());
            }
        }
    }

    private static void report(String where, ClassifierLoss loss, float[] theta) {
        CurvatureSettings settings = new CurvatureSettings(EIGENVALUES, MOST_PRODUCTS, 1e-6, 1, 1L << 30, PROBES,
                TraceEstimate.Method.EXACT, 0.05, false);
        long begin = System.nanoTime();
        CurvatureReport report = CurvatureReport.of(loss, theta, settings);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        System.out.printf(Locale.ROOT,
                "%s: %.2f s, %.0f gradients; %d Lanczos steps, all %d eigenvalues %s; least in [%.6g, %.6g]%n", where,
                seconds, seconds / gradient(loss, theta), report.eigenvalues().steps(), 2 * EIGENVALUES,
                report.eigenvalues().converged() ? "converged" : "not converged", report.lowerBounds().best(),
                report.eigenvalues().lowest().getFirst().value());
    }

    /** Median time of one gradient in double, in seconds. */
    private static double gradient(ClassifierLoss loss, float[] theta) {
        double[] at = ClassifierLoss.widen(theta);
        double[] gradient = new double[at.length];
        double[] seconds = new double[GRADIENTS];
        for (int i = 0; i < GRADIENTS; i++) {
            long begin = System.nanoTime();
            loss.gradient(at, gradient);
            seconds[i] = (System.nanoTime() - begin) * 1e-9;
        }
        Arrays.sort(seconds);
        return seconds[GRADIENTS / 2];
    }
}
