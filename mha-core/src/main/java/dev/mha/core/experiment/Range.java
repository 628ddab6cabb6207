package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.Locale;

/**
 * Where a number is expected.
 *
 * @param low least value, may be -infinity
 * @param high largest value, may be infinity
 */
public record Range(double low, double high) {

    /** @throws IllegalArgumentException unless {@code low <= high} */
    public Range {
        if (!(low <= high)) {
            throw new IllegalArgumentException("low is " + low + ", high is " + high + ": there is nothing between");
        }
    }

    static Range atMost(double high) {
        return new Range(Double.NEGATIVE_INFINITY, high);
    }

    static Range atLeast(double low) {
        return new Range(low, Double.POSITIVE_INFINITY);
    }

    boolean holds(double value) {
        return low <= value && value <= high;
    }

    /** Of values from {@code least} to {@code most} the end that is judged: one outside, or the one nearer to that. */
    double worst(double least, double most) {
        return Double.isInfinite(high) || least - low < high - most ? least : most;
    }

    /**
     * The rule for estimates: the mean over the trials lies in the range and, when the range leaves out the neutral
     * value (no slope, no change), so does the 95 % interval: an effect counts only when the trials agree that there is
     * one.
     */
    boolean holds(PairedDifference estimate, double neutral) {
        return holds(estimate.mean()) && sure(estimate, neutral);
    }

    private boolean sure(PairedDifference estimate, double neutral) {
        return holds(neutral) || neutral < estimate.low() || neutral > estimate.high();
    }

    /**
     * The finding by that rule. It is undecided when the rule does not hold but the interval reaches into the range:
     * then the trials do not refute what is expected.
     */
    Finding judge(String expectation, String quantity, PairedDifference estimate, double neutral) {
        boolean asExpected = holds(estimate, neutral);
        boolean undecided = !asExpected && estimate.low() <= high && estimate.high() >= low;
        String unsure = !undecided
                ? ""
                : holds(estimate.mean())
                        ? ", in the range, but the interval holds " + number(neutral)
                        : ", outside the range, but the interval reaches into it";
        return new Finding(expectation,
                quantity + " " + Expectation.text(estimate.mean(), estimate.low(), estimate.high()) + unsure,
                estimate.mean(), estimate.low(), estimate.high(), asExpected,
                undecided ? Finding.Lack.TRIALS : Finding.Lack.NOTHING);
    }

    /** In words. */
    String text() {
        if (Double.isInfinite(low)) {
            return "at most " + number(high);
        }
        return Double.isInfinite(high) ? "at least " + number(low) : text(low, high);
    }

    /** {@code 0.5 to 2}, with as many digits as tell the ends apart. */
    static String text(double low, double high) {
        if (low == high) {
            return number(low);
        }
        boolean alike = number(low).equals(number(high));
        return alike ? String.format(Locale.ROOT, "%.7f to %.7f", low, high) : number(low) + " to " + number(high);
    }

    /** Three significant digits, plain where that is short. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (!(size >= 1e-4 && size < 1e6)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
