package dev.mha.core.guarantee;

/**
 * One condition of the theorem on the training loss ({@code docs/theory.md}, 5), for one run.
 *
 * @param kind what is asked
 * @param required the limit: a least value where {@link Kind#isLeast()}, else a greatest one
 * @param actual the value of the run
 */
public record Condition(Kind kind, double required, double actual) {

    /** What is asked. */
    public enum Kind {
        /** {@code H >= (9 kappa_b Dq^2)^2}. */
        HEADS,
        /** {@code eta <= 1/rho_b}, the proved smoothness. */
        STEP_SMOOTHNESS,
        /** {@code eta <= Dq^2/L(theta_0)}. */
        STEP_FIRST_LOSS,
        /** {@code eta <= Dq^2/(K L(theta))}. */
        STEP_COMPARISON_LOSS,
        /** {@code L(theta_0) <= 1}. */
        FIRST_LOSS,
        /** {@code K delta <= Dq/400}, delta what rounding to float moves the parameters by in a step. */
        ROUNDING;

        /** Whether the limit is a least value. */
        public boolean isLeast() {
            return this == HEADS;
        }

        /** Whether the limit is one of the step. */
        public boolean limitsStep() {
            return switch (this) {
                case STEP_SMOOTHNESS, STEP_FIRST_LOSS, STEP_COMPARISON_LOSS -> true;
                case HEADS, FIRST_LOSS, ROUNDING -> false;
            };
        }
    }

    /** Whether it holds. */
    public boolean met() {
        return kind.isLeast() ? actual >= required : actual <= required;
    }

    /** By what factor the run would have to change for it to hold; at most 1 when it does. */
    public double factor() {
        return kind.isLeast() ? required / actual : actual / required;
    }
}
