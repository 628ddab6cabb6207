package dev.mha.cli.guarantee;

import dev.mha.core.guarantee.Condition;

/** The conditions of the theorem by name: one for each, on the terminal, on pages and in sentences. */
public final class ConditionNames {
    private ConditionNames() {}

    /** Its name, a noun that follows "a" and "the". */
    public static String of(Condition.Kind kind) {
        return switch (kind) {
            case HEADS -> "number of heads";
            case STEP_SMOOTHNESS -> "step for the smoothness";
            case STEP_FIRST_LOSS -> "step for the initial loss";
            case STEP_COMPARISON_LOSS -> "step for the comparison loss";
            case FIRST_LOSS -> "initial loss";
            case ROUNDING -> "rounding of all steps";
        };
    }

    /** What it is about, for a reader who meets it here. */
    static String meaning(Condition.Kind kind) {
        return switch (kind) {
            case HEADS -> "so many that the loss is nearly convex";
            case STEP_SMOOTHNESS ->
                "safe whatever the curvature (smoothness bounds the largest eigenvalue), as far from the start as the"
                        + " theorem lets a training go";
            case STEP_FIRST_LOSS -> "the limit that the loss before the first step sets";
            case STEP_COMPARISON_LOSS -> "the limit that the loss at the comparison point sets";
            case FIRST_LOSS -> "the loss before the first step";
            case ROUNDING -> "how far it moves the parameters";
        };
    }

    /** {@code at least} or {@code at most}: on which side of the limit the condition holds. */
    public static String side(Condition.Kind kind) {
        return kind.isLeast() ? "at least" : "at most";
    }
}
