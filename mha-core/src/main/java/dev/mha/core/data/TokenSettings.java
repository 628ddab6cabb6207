package dev.mha.core.data;

/**
 * How raw values become tokens.
 *
 * @param standardize subtract the mean and divide by the deviation of each feature of each token, both fitted on the
 *             training part only
 * @param positionFrequencies appended sine and cosine pairs of the token's position; 0 for none
 * @param constant append a feature that is 1 before the factor, so always {@code scale}
 * @param scale factor of the finished token
 */
public record TokenSettings(boolean standardize, int positionFrequencies, boolean constant, double scale) {
    /** Most frequencies of the position code. */
    public static final int MOST_FREQUENCIES = 1000;

    /** @throws IllegalArgumentException if the number of frequencies or the scale is out of range */
    public TokenSettings {
        if (positionFrequencies < 0 || positionFrequencies > MOST_FREQUENCIES) {
            throw new IllegalArgumentException(
                    "positionFrequencies is " + positionFrequencies + ", must be 0 to " + MOST_FREQUENCIES);
        }
        if (!(scale > 0 && scale <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("scale is " + scale + ", must be above 0 and finite");
        }
    }

    /** Standardized, two position frequencies, a constant, scale 1. */
    public static final TokenSettings DEFAULT = new TokenSettings(true, 2, true, 1);
    /** Tokens are used as they come. */
    public static final TokenSettings NONE = new TokenSettings(false, 0, false, 1);
}
