package dev.mha.cli.terminal;

import java.util.List;

/** Bars and lines of block characters, with ASCII in their place where those do not arrive. */
public final class Blocks {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_HEIGHTS = "_.-:=+*#";

    private Blocks() {}

    /** A bar of {@code width} columns, filled from the left by a share of 0 to 1; what is above 0 shows. */
    public static String bar(double share, int width, boolean unicode) {
        double full = Math.clamp(share, 0, 1) * width;
        StringBuilder bar = new StringBuilder();
        if (unicode) {
            int eighths = (int) Math.round(8 * full);
            if (eighths == 0 && share > 0) {
                eighths = 1;
            }
            bar.repeat('█', eighths / 8);
            if (eighths % 8 > 0) {
                bar.append(EIGHTHS.charAt(eighths % 8));
            }
        } else {
            bar.repeat('#', (int) Math.max(share > 0 ? 1 : 0, Math.round(full)));
        }
        return bar.repeat(' ', width - bar.length()).toString();
    }

    /**
     * A line on a logarithmic scale, one column a value. A value that is not finite and above 0 leaves a gap.
     *
     * @param values the curve at evenly spaced places
     * @param low value at the bottom
     * @param high value at the top
     * @param width columns, filled with blanks
     */
    public static String line(List<Double> values, double low, double high, int width, boolean unicode) {
        String heights = unicode ? HEIGHTS : ASCII_HEIGHTS;
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            if (!(value > 0) || !Double.isFinite(value)) {
                line.append(' ');
                continue;
            }
            double share = high > low ? Math.log(value / low) / Math.log(high / low) : 0;
            line.append(heights.charAt(Math.clamp(Math.round(share * 7), 0, 7)));
        }
        return line.repeat(' ', Math.max(0, width - line.length())).toString();
    }
}
