package dev.mha.core.theory;

import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.RandomStartBound;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.TraceEstimate;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Parts of a curvature report that are kept once they are finished, and found again by the next run.
 *
 * @param store where they are kept
 */
record CurvatureParts(PartStore store) {

    /** @param finished whether the search came to its own end */
    ExtremeEigenvalues eigenvalues(Supplier<ExtremeEigenvalues> measure, Predicate<ExtremeEigenvalues> finished) {
        return store.part("eigenvalues", measure, finished, CurvatureParts::figures, CurvatureParts::eigenvalues);
    }

    DenseHessian.Ends factorized(Supplier<DenseHessian.Ends> measure) {
        return store.part("factorized", measure, ends -> true, ends -> new double[]{ends.low(), ends.high()},
                figures -> new DenseHessian.Ends(figures.get(), figures.get()));
    }

    RandomStartBound probable(Supplier<RandomStartBound> measure) {
        return store.part("probable", measure, bound -> true,
                bound -> new double[]{bound.value(), bound.failure(), bound.steps()},
                figures -> new RandomStartBound(figures.get(), figures.get(), (int) figures.get()));
    }

    /** An estimate by Hutch++; the other estimates keep what each probe gave. */
    TraceEstimate hutchPlusPlus(Supplier<TraceEstimate> measure) {
        return store.part("trace", measure, trace -> true,
                trace -> new double[]{trace.value(), trace.low(), trace.high(), trace.confidence(), trace.products()},
                figures -> new TraceEstimate(figures.get(), figures.get(), figures.get(), figures.get(),
                        (int) figures.get(), TraceEstimate.Method.HUTCHPP));
    }

    private static double[] figures(ExtremeEigenvalues ends) {
        int size = ends.lowest().getFirst().vector().length;
        DoubleBuffer figures = DoubleBuffer
                .allocate(5 + (ends.lowest().size() + ends.highest().size()) * (2 + size));
        figures.put(size).put(ends.steps()).put(ends.converged() ? 1 : 0).put(ends.lowest().size())
                .put(ends.highest().size());
        for (List<RitzPair> end : List.of(ends.lowest(), ends.highest())) {
            end.forEach(pair -> figures.put(pair.value()).put(pair.residual()).put(pair.vector()));
        }
        return figures.array();
    }

    private static ExtremeEigenvalues eigenvalues(DoubleBuffer figures) {
        int size = (int) figures.get();
        int steps = (int) figures.get();
        boolean converged = figures.get() != 0;
        int lowest = (int) figures.get();
        int highest = (int) figures.get();
        return new ExtremeEigenvalues(pairs(figures, lowest, size), pairs(figures, highest, size), steps, converged);
    }

    private static List<RitzPair> pairs(DoubleBuffer figures, int count, int size) {
        List<RitzPair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(new RitzPair(figures.get(), figures.get(), vector(figures, size)));
        }
        return List.copyOf(pairs);
    }

    private static double[] vector(DoubleBuffer figures, int size) {
        double[] vector = new double[size];
        figures.get(vector);
        return vector;
    }
}
