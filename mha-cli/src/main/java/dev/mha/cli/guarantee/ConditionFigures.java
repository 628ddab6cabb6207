package dev.mha.cli.guarantee;

import dev.mha.cli.figure.Figures;
import dev.mha.core.guarantee.Condition;

/**
 * The numbers of a condition of the theorem as they are printed: what meets the limit that stands there meets the
 * condition, and the value of the run stands on the side of it on which it lies.
 */
public final class ConditionFigures {
    private ConditionFigures() {}

    /** The limit, rounded to where fewer runs meet it. */
    public static String required(Condition condition) {
        return condition.kind().isLeast()
                ? Figures.briefAtMost(condition.required())
                : Figures.briefAtLeast(condition.required());
    }

    /** The value of the run: rounded as the limit is where it meets it, and away from it where it does not. */
    public static String actual(Condition condition) {
        return condition.kind().isLeast() == condition.met()
                ? Figures.briefAtMost(condition.actual())
                : Figures.briefAtLeast(condition.actual());
    }

    /** By what factor the run would have to change, and no less. */
    public static String factor(Condition condition) {
        return Figures.briefAtMost(condition.factor());
    }
}
