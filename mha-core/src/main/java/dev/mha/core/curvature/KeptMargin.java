package dev.mha.core.curvature;

import java.util.Arrays;
import java.util.function.Supplier;

/** A margin that is kept once it is known: its tangent kernel takes time with the square of the samples. */
public final class KeptMargin {
    private static final int ENDS = 3;

    private KeptMargin() {}

    /**
     * The margin that was kept under this name, or the one that is measured now and kept.
     *
     * @param measure may end in an exception: then nothing is kept
     */
    public static Margin of(PartStore store, String part, Supplier<Margin> measure) {
        double[] known = store.find(part);
        if (known != null) {
            return new Margin(known[0], known[1], (int) known[2], Arrays.copyOfRange(known, ENDS, known.length));
        }
        Margin margin = measure.get();
        double[] weights = margin.weights();
        double[] figures = new double[ENDS + weights.length];
        figures[0] = margin.lower();
        figures[1] = margin.upper();
        figures[2] = margin.steps();
        System.arraycopy(weights, 0, figures, ENDS, weights.length);
        store.keep(part, figures);
        return margin;
    }
}
