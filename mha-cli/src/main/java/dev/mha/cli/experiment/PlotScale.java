package dev.mha.cli.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The upward axis of a plot: logarithmic when all values are above 0 and more than a factor of 3 apart, else linear
 * from 0 or below.
 *
 * @param low value at the bottom
 * @param high value at the top
 * @param logarithmic whether steps are factors
 */
record PlotScale(double low, double high, boolean logarithmic) {
    private static final double WIDE = 3;
    /** What is written plainly, in at most six digits: more would not fit beside the axis. */
    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e6;
    /** Marks are round numbers; what lies beyond is rounding. */
    private static final int DIGITS = 4;
    /** Digits of the marks of a decade or less, of three, of more. */
    private static final double[] CLOSE = {1, 1.5, 2, 3, 4, 5, 7};
    private static final double[] NEAR = {1, 2, 5};
    private static final double[] FAR = {1};

    /** A scale for these values; what is not finite does not count. */
    static PlotScale of(List<Double> values) {
        List<Double> finite = values.stream().filter(Double::isFinite).sorted().toList();
        if (finite.isEmpty()) {
            return new PlotScale(0, 1, false);
        }
        double least = finite.getFirst();
        double largest = finite.getLast();
        if (least > 0 && largest > WIDE * least) {
            double room = Math.pow(largest / least, 0.05);
            return new PlotScale(least / room, largest * room, true);
        }
        double low = Math.min(0, least * 1.05);
        double high = Math.max(0, largest * 1.05);
        return new PlotScale(low, high > low ? high : low + 1, false);
    }

    /** 0 at the bottom, 1 at the top. */
    double share(double value) {
        return logarithmic
                ? Math.log(value / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }

    /** Two to eight round values. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            int first = (int) Math.floor(Math.log10(low));
            int last = (int) Math.ceil(Math.log10(high));
            double decades = Math.log10(high / low);
            double[] digits = decades <= 1 ? CLOSE : decades <= 3 ? NEAR : FAR;
            int stride = decades <= 3 ? 1 : (last - first + 6) / 7;
            for (int decade = Math.floorDiv(first, stride) * stride; decade <= last; decade += stride) {
                for (double digit : digits) {
                    add(ticks, digit * Math.pow(10, decade));
                }
            }
        } else {
            double rough = (high - low) / 4;
            double unit = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = unit * (rough / unit < 1.5 ? 1 : rough / unit < 3.5 ? 2 : rough / unit < 7.5 ? 5 : 10);
            for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
                add(ticks, i * step);
            }
        }
        return ticks;
    }

    /** The marks in words, all in one notation: plain, or as powers of ten where one of them would be long. */
    static List<String> labels(List<Double> ticks) {
        boolean plain = ticks.stream().map(Math::abs)
                .allMatch(size -> size == 0 || (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN));
        return ticks.stream().map(tick -> label(tick, plain)).toList();
    }

    private static String label(double tick, boolean plain) {
        BigDecimal rounded = new BigDecimal(tick).round(new MathContext(DIGITS)).stripTrailingZeros();
        if (plain || tick == 0) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    private void add(List<Double> ticks, double value) {
        if (value >= low && value <= high) {
            ticks.add(value);
        }
    }
}
