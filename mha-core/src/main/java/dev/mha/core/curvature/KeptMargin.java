package dev.mha.core.curvature;

import java.nio.DoubleBuffer;
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
        return store.part(part, measure, margin -> true, KeptMargin::figures, KeptMargin::margin);
    }

    private static double[] figures(Margin margin) {
        return DoubleBuffer.allocate(ENDS + margin.weights().length).put(margin.lower()).put(margin.upper())
                .put(margin.steps()).put(margin.weights()).array();
    }

    private static Margin margin(DoubleBuffer figures) {
        double[] weights = new double[figures.remaining() - ENDS];
        double lower = figures.get();
        double upper = figures.get();
        int steps = (int) figures.get();
        figures.get(weights);
        return new Margin(lower, upper, steps, weights);
    }
}
