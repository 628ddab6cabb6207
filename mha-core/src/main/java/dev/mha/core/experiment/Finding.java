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
 */
public record Finding(String expectation, String measured, double value, double low, double high,
        boolean asExpected) {

    /** The words of the verdict. */
    public String verdict() {
        return asExpected ? "as expected" : "not as expected";
    }
}
