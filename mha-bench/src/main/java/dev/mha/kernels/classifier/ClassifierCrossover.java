package dev.mha.kernels.classifier;

import dev.mha.bench.ClassifierRun;
import dev.mha.bench.Turns;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where one kernel of the classifier overtakes the other: the time of the one with one sample a lane as a part of that
 * of the one with the tokens in the lanes, in turns on the same data, whichever of them these sizes take. In the
 * kernels' package, since nobody else may call them.
 */
public final class ClassifierCrossover {
    private static final double TURN_SECONDS = 1e-3;
    private static final int[] HEADS = {1, 8};
    private static final int[] FEATURES = {8, 32};
    /** Samples in groups of lanes, two full ones or a part of one, and tokens in blocks. */
    private static final List<double[]> SIZES = List.of(new double[]{2, 0.25}, new double[]{2, 0.5},
            new double[]{2, 0.75}, new double[]{2, 1}, new double[]{2, 1.5}, new double[]{2, 2}, new double[]{2, 2.25},
            new double[]{2, 3}, new double[]{2, 4}, new double[]{0.5, 0.5}, new double[]{0.5, 1},
            new double[]{0.25, 0.5}, new double[]{0.25, 1});

    private ClassifierCrossover() {}

    /**
     * Prints the table.
     *
     * @param seconds for each pair
     * @param rows how many sizes
     */
    public static void print(double seconds, int rows) {
        System.out.printf(
                "%nClassifier: one sample a lane as a part of the tokens in the lanes, %d lanes, blocks of %d tokens%n%n",
                Lanes.COUNT, Lanes.WIDTH);
        System.out.println("| samples | heads | tokens | features | gradient | Hessian |");
        System.out.println("|---|---|---|---|---|---|");
        for (double[] size : SIZES.subList(0, Math.min(rows, SIZES.size()))) {
            int samples = (int) Math.max(1, size[0] * Lanes.COUNT);
            int tokens = (int) (size[1] * Lanes.WIDTH);
            for (int features : FEATURES) {
                for (int heads : HEADS) {
                    row(samples, new ClassifierShape(heads, tokens, features), seconds);
                }
            }
        }
    }

    private static void row(int count, ClassifierShape shape, double seconds) {
        ClassifierRun.Data data = new ClassifierRun(count, shape).data();
        PackedSamples samples = PackedSamples.pack(data.x, count, shape.tokens(), shape.features(), null);
        PanelLayout layout = new PanelLayout(count, shape.tokens(), shape.features(), Lanes.COUNT,
                SampleProducts.tokenPanel(shape.tokens()), SampleProducts.featurePanel(shape.features()));
        SamplePanels panels = new SamplePanels(layout, samples);
        Crew crew = (Crew) Workspace.serial();
        float[][] vectors = {data.theta.clone()};
        float[][] products = {new float[data.theta.length]};
        double gradient = part(seconds, data.gradient,
                () -> SampleLaneClassifier.run(shape, panels, data.theta, data.labels, null, data.scores,
                        data.gradient, crew),
                () -> TokenLaneClassifier.run(shape, samples, data.theta, data.labels, null, data.scores,
                        data.gradient, crew));
        double hessian = part(seconds, products[0],
                () -> SampleLaneHessian.run(shape, panels, data.theta, data.labels, null, HessianPart.WHOLE, vectors, 0,
                        1, products, null, null, crew),
                () -> TokenLaneHessian.run(shape, samples, data.theta, data.labels, null, HessianPart.WHOLE, vectors, 0,
                        1, products, null, null, crew));
        System.out.printf(Locale.ROOT, "| %d | %d | %d | %d | %.2f | %.2f |%n", count, shape.heads(), shape.tokens(),
                shape.features(), gradient, hessian);
    }

    /** Time of a call as a part of the other's, once both have the same result. */
    private static double part(double seconds, float[] result, Runnable call, Runnable other) {
        other.run();
        float[] expected = result.clone();
        // what a kernel does not write must not pass for a result
        Arrays.fill(result, Float.NaN);
        call.run();
        double size = 0;
        double error = 0;
        for (int i = 0; i < result.length; i++) {
            size = Math.max(size, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(result[i] - expected[i])); // NaN stays NaN
        }
        // far more than rounding in float, far less than a wrong term
        if (!(error <= 1e-3 * size)) {
            throw new IllegalStateException("kernels disagree by " + error + " of " + size);
        }
        return 1 / new Turns(seconds, TURN_SECONDS).measure(call, 1.0, other, 1.0).share();
    }
}
