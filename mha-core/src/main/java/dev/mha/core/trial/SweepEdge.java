package dev.mha.core.trial;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An end of what a trial swept, at which its choice lies: the best may lie beyond.
 *
 * @param name what the choice takes, for example {@code the most heads}
 * @param option the option of {@code mha trial} that looks beyond: the two values at the edge and one further
 */
record SweepEdge(String name, String option) {
    /** A suggested step needs no more digits than this. */
    private static final MathContext DIGITS = new MathContext(2);

    /** The edges at which a choice lies, heads first; a start that was not swept has none but its iterations. */
    static List<SweepEdge> of(Setting chosen, TrialSettings settings) {
        List<SweepEdge> edges = new ArrayList<>();
        boolean swept = settings.sweeps(chosen.initialization());
        List<Integer> heads = settings.heads();
        if (swept && heads.size() > 1 && chosen.heads() == heads.getLast()
                && heads.getLast() <= Integer.MAX_VALUE / 2) {
            edges.add(new SweepEdge("the most heads",
                    "--heads " + heads.get(heads.size() - 2) + "," + heads.getLast() + "," + 2 * heads.getLast()));
        }
        List<Double> steps = settings.steps();
        if (swept && steps.size() > 1 && chosen.step() == steps.getLast()) {
            edges.add(new SweepEdge("the largest step", steps(steps.get(steps.size() - 2), steps.getLast())));
        } else if (swept && steps.size() > 1 && chosen.step() == steps.getFirst()) {
            edges.add(new SweepEdge("the smallest step", steps(steps.get(1), steps.getFirst())));
        }
        if (chosen.iterations() == settings.iterations() && settings.iterations() <= Integer.MAX_VALUE / 2) {
            edges.add(new SweepEdge("all iterations", "--iterations " + 2 * settings.iterations()));
        }
        return edges;
    }

    /** Ascending: both and one as far beyond {@code end} as that is from {@code before}, by ratio. */
    private static String steps(double before, double end) {
        BigDecimal exact = new BigDecimal(end).multiply(new BigDecimal(end)).divide(new BigDecimal(before),
                MathContext.DECIMAL64);
        double rounded = exact.round(DIGITS).doubleValue();
        // Steps that lie close to each other need more digits, or the next one would fall on the last.
        double further = rounded > end == end > before && rounded != end ? rounded : exact.doubleValue();
        return "--steps " + Stream.of(before, end, further).filter(step -> step > 0 && Double.isFinite(step)).sorted()
                .map(Words::number).collect(Collectors.joining(","));
    }
}
