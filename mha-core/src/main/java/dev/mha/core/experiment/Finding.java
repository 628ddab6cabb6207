package dev.mha.core.experiment;

/**
 * How an expectation came out.
 *
 * @param expectation what was expected, with the range
 * @param measured what was measured, in words
 * @param value the number that was judged; NaN when a measurement is missing
 * @param low lower end of its 95 % interval over the trials; equal to {@code value} where the rule needs none
 * @param high upper end
 * @param asExpected whether that is the verdict
 * @param lack what more it would take to decide; {@link Lack#NOTHING} when it is decided
 */
public record Finding(String expectation, String measured, double value, double low, double high,
        boolean asExpected, Lack lack) {

    /** What a verdict lacks. */
    public enum Lack {
        /** It is decided. */
        NOTHING,
        /** More trials would tell. */
        TRIALS,
        /** The best of the values tried lies at their edge: a wider choice would tell. */
        WIDER_CHOICE
    }

    /** @throws IllegalArgumentException if it is as expected and undecided at once */
    public Finding {
        if (asExpected && lack != Lack.NOTHING) {
            throw new IllegalArgumentException("a finding is as expected, or undecided, or neither");
        }
    }

    /** The same, with more words on what was measured. */
    Finding with(String words) {
        return new Finding(expectation, measured + words, value, low, high, asExpected, lack);
    }

    /** The same figures, which decide nothing: they lie at the edge of what was tried. */
    Finding atTheEdge() {
        return new Finding(expectation, measured + ", which the largest one tried leaves open", value, low, high, false,
                Lack.WIDER_CHOICE);
    }

    /** Whether it is not decided. */
    public boolean undecided() {
        return lack != Lack.NOTHING;
    }

    /** The words of the verdict. */
    public String verdict() {
        return asExpected ? "as expected" : undecided() ? "undecided" : "not as expected";
    }
}
