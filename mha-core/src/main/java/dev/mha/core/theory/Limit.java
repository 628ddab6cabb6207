package dev.mha.core.theory;

/**
 * Something that was left out of a measurement, and why.
 *
 * @param quantity what was left out
 * @param reason a sentence with the sizes, without the full stop
 */
public record Limit(Quantity quantity, String reason) {

    /** What may be left out. */
    public enum Quantity {
        /** The bound from the blocks of the heads. */
        BLOCK("block"),
        /** The bounds from a factorization of the Hessian. */
        FACTORIZED("factorized"),
        /** The bound from a random start. */
        PROBABLE("probable"),
        /** The margin of the tangent features. */
        MARGIN("margin"),
        /** The spread of the eigenvalues. */
        DENSITY("density"),
        /** The estimate of the trace, in whose place stands the exact one. */
        TRACE_ESTIMATE("trace estimate"),
        /** The rest of the search for eigenvalues. */
        EIGENVALUES("eigenvalues");

        private final String word;

        Quantity(String word) {
            this.word = word;
        }

        /** As reports and JSON name it. */
        public String word() {
            return word;
        }
    }
}
