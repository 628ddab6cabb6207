package dev.mha.core.curvature;

/**
 * The trace of an operator as an interval.
 *
 * @param value the trace, or the estimate of it
 * @param low lower end
 * @param high upper end
 * @param confidence probability that the interval holds the trace; 1 for {@link Method#EXACT}, whose ends are rounding
 * @param products products with the operator that it took
 */
public record TraceEstimate(double value, double low, double high, double confidence, int products, Method method) {
    /** How a trace was found. */
    public enum Method {
        /** By a formula, up to rounding. */
        EXACT,
        /** By random probes (Hutchinson 1989). */
        HUTCHINSON,
        /**
         * By random probes outside of a space that holds the large eigenvalues (Meyer, Musco, Musco, Woodruff 2021).
         */
        HUTCHPP
    }

    /** An exact trace with an allowance for rounding. */
    public static TraceEstimate exact(double value, double rounding) {
        return new TraceEstimate(value, value - rounding, value + rounding, 1, 1, Method.EXACT);
    }

    /** The same with an allowance for rounding, which probes that agree with each other do not show. */
    public TraceEstimate widened(double rounding) {
        return new TraceEstimate(value, low - rounding, high + rounding, confidence, products, method);
    }
}
