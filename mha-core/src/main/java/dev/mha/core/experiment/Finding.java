package dev.mha.core.experiment;

/**
 * How an expectation came out.
 *
 * @param expectation what was expected, with the range
 * @param measured what was measured, in words
 * @param value the number that was judged; NaN when a measurement is missing
 * @param low lower end of its 95 % interval over the trials; equal to {@code value} where the rule needs none
 * @param high upper end
 * @param asExpected whether the rule of the expectation holds
 * @param undecided whether it does not hold, but is not refuted either: more trials would tell, or a wider choice
 */
public record Finding(String expectation, String measured, double value, double low, double high,
        boolean asExpected, boolean undecided) {

    /** @throws IllegalArgumentException if it is as expected and undecided at once */
    public Finding {
        if (asExpected && undecided) {
            throw new IllegalArgumentException("a finding is as expected, or undecided, or neither");
        }
    }

    /** The same, with more words on what was measured. */
    Finding with(String words) {
        return new Finding(expectation, measured + words, value, low, high, asExpected, undecided);
    }

    /** The same figures as an undecided finding, with the words that say why. */
    Finding leftOpen(String words) {
        return new Finding(expectation, measured + words, value, low, high, false, true);
    }

    /** The words of the verdict. */
    public String verdict() {
        return asExpected ? "as expected" : undecided ? "undecided" : "not as expected";
    }
}
