package dev.mha.cli.report;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A plot as SVG text: points are given in the units of the axes, whose scales are monotone functions. */
final class SvgPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;

    private final StringBuilder svg = new StringBuilder();
    private final Axis x;
    private final Axis y;

    /**
     * One axis.
     *
     * @param label name and unit
     * @param low value at the left or at the bottom
     * @param high value at the other end, above {@code low}
     * @param scale turns a value into what is even along the axis
     */
    record Axis(String label, double low, double high, DoubleUnaryOperator scale) {
        double share(double value) {
            double from = scale.applyAsDouble(low);
            return Math.clamp((scale.applyAsDouble(value) - from) / (scale.applyAsDouble(high) - from), 0, 1);
        }

        /** Even on a line. */
        static Axis linear(String label, double low, double high) {
            return new Axis(label, low, high, value -> value);
        }

        /** Even in the logarithm; both ends above 0. */
        static Axis logarithmic(String label, double low, double high) {
            return new Axis(label, low, high, Math::log);
        }

        /** Even up to {@code unit} in size and logarithmic beyond, on both sides of 0. */
        static Axis signed(String label, double low, double high, double unit) {
            return new Axis(label, low, high, value -> asinh(value / unit));
        }

        private static double asinh(double value) {
            return Math.copySign(Math.log(Math.abs(value) + Math.hypot(value, 1)), value);
        }
    }

    SvgPlot(String description, Axis x, Axis y) {
        this.x = x;
        this.y = y;
        svg.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH,
                HEIGHT, escape(description)));
        svg.append(String.format(Locale.ROOT, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, HEIGHT - BOTTOM,
                WIDTH - RIGHT));
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6,
                escape(x.label())));
        svg.append(String.format(Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 12 %d)\">%s</text>", 12,
                HEIGHT / 2, HEIGHT / 2, escape(y.label())));
    }

    private double left(double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double top(double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** Marks a value of the horizontal axis. */
    SvgPlot xTick(double value) {
        svg.append(String.format(Locale.ROOT,
                "<path class=\"axis\" d=\"M%.1f %dv5\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                left(value), HEIGHT - BOTTOM, left(value), HEIGHT - BOTTOM + 18, Figures.brief(value)));
        return this;
    }

    /** Marks a value of the vertical axis. */
    SvgPlot yTick(double value) {
        svg.append(String.format(Locale.ROOT,
                "<path class=\"axis\" d=\"M%d %.1fh-5\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT,
                top(value), LEFT - 8, top(value) + 4, Figures.brief(value)));
        return this;
    }

    /** A line from the bottom up to a value. */
    SvgPlot stem(double at, double value) {
        svg.append(String.format(Locale.ROOT, "<path class=\"stem\" d=\"M%.1f %dV%.1f\"/>", left(at), HEIGHT - BOTTOM,
                top(value)));
        return this;
    }

    /** An interval of values. */
    SvgPlot interval(double at, double low, double high) {
        svg.append(String.format(Locale.ROOT, "<path class=\"stem\" d=\"M%.1f %.1fh8m-4 0V%.1fm-4 0h8\"/>",
                left(at) - 4, top(low), top(high)));
        return this;
    }

    /** A dot. */
    SvgPlot dot(double at, double value) {
        svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", left(at), top(value)));
        return this;
    }

    /** A horizontal line with its name. */
    SvgPlot level(double value, String name) {
        svg.append(String.format(Locale.ROOT,
                "<path class=\"level\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                LEFT,
                top(value), WIDTH - RIGHT, WIDTH - RIGHT, top(value) - 5, escape(name)));
        return this;
    }

    /** A line through values at 0, 1, 2, ... */
    SvgPlot line(double[] values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", left(i), top(values[i])));
        }
        svg.append(String.format(Locale.ROOT, "<path class=\"line\" d=\"%s\"/>", path));
        return this;
    }

    /** The whole element. */
    String end() {
        return svg + "</svg>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
