package dev.mha.cli.guarantee;

import dev.mha.cli.figure.Figures;
import dev.mha.core.guarantee.Condition;

/**
 * The numbers of a condition of the theorem as they are printed: what meets the limit that stands there meets the
 * condition, and the value of the run, rounded, stands on the side of it on which it lies.
 */
public final class ConditionFigures {
    private ConditionFigures() {}

    /** The limit, rounded to where fewer runs meet it. */
    public static String required(Condition condition) {
        if (condition.kind().isLeast() && condition.required() < Double.MIN_NORMAL) {
            // a limit of 0, rounded outwards
            return "0";
        }
        return condition.kind().isLeast()
                ? Figures.briefAtMost(condition.required())
                : Figures.briefAtLeast(condition.required());
    }

    /** The value of the run: the nearest number, unless that seems to lie beyond the limit as it is printed. */
    public static String actual(Condition condition) {
        if (Double.isFinite(condition.actual()) && Double.isFinite(condition.required())) {
            String nearest = Figures.brief(condition.actual());
            double value = Double.parseDouble(nearest);
            double limit = Double.parseDouble(required(condition));
            if ((condition.kind().isLeast() ? value >= limit : value <= limit) == condition.met()) {
                return nearest;
            }
        }
        return condition.kind().isLeast() == condition.met()
                ? Figures.briefAtMost(condition.actual())
                : Figures.briefAtLeast(condition.actual());
    }

    /** By what factor the run would have to change, and no less. */
    public static String factor(Condition condition) {
        return Figures.briefAtMost(condition.factor());
    }
}
