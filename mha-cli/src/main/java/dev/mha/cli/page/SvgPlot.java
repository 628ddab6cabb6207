package dev.mha.cli.page;

import dev.mha.cli.figure.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A plot as SVG text: points are given in the units of the axes, whose scales are monotone functions. */
public final class SvgPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;

    /** Pixels between the figures of an axis below which one of them is left out. */
    private static final int BESIDE = 30;
    private static final int BELOW = 14;

    /** Dashes tell the lines apart where colours do not: in grey, and for many eyes. The page has a colour for each. */
    private static final List<String> DASHES = List.of("", "8 4", "2 3", "10 3 2 3", "5 2", "1 6", "12 3 2 3 2 3",
            "16 4");

    private final StringBuilder svg = new StringBuilder();
    private final Axis x;
    private final Axis y;
    private final int right;
    private final List<Double> leftTicks = new ArrayList<>();
    private final List<Double> topTicks = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();

    /** Where a line ends, and what it is called. */
    private record End(double left, double top, String name, int series) {}

    /**
     * One axis.
     *
     * @param label name and unit
     * @param low value at the left or at the bottom
     * @param high value at the other end, above {@code low}
     * @param scale turns a value into what is even along the axis
     * @param note what the reader must know of the scale; empty for an even one
     * @param unit size up to which it is even; infinite when it is so everywhere, 0 when nowhere
     */
    public record Axis(String label, double low, double high, DoubleUnaryOperator scale, String note, double unit) {
        double share(double value) {
            double from = scale.applyAsDouble(low);
            return Math.clamp((scale.applyAsDouble(value) - from) / (scale.applyAsDouble(high) - from), 0, 1);
        }

        /** Even on a line. */
        public static Axis linear(String label, double low, double high) {
            return new Axis(label, low, high, value -> value, "", Double.POSITIVE_INFINITY);
        }

        /** Even in the logarithm; both ends above 0. */
        public static Axis logarithmic(String label, double low, double high) {
            return new Axis(label, low, high, Math::log, "logarithmic", 0);
        }

        /** Even up to {@code unit} in size and logarithmic beyond, on both sides of 0. */
        public static Axis signed(String label, double low, double high, double unit) {
            String even = low < 0 ? "even within \u00b1" : "even up to ";
            return new Axis(label, low, high, value -> asinh(value / unit),
                    even + Figures.brief(unit) + ", logarithmic beyond", unit);
        }

        private static double asinh(double value) {
            return Math.copySign(Math.log(Math.abs(value) + Math.hypot(value, 1)), value);
        }
    }

    /**
     * A plot with its axes alone.
     *
     * @param description for those who do not see it
     */
    public SvgPlot(String description, Axis x, Axis y) {
        this(description, x, y, RIGHT);
    }

    /** @param right pixels that are kept free there, for the names of lines */
    public SvgPlot(String description, Axis x, Axis y, int right) {
        this.x = x;
        this.y = y;
        this.right = right;
        svg.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH,
                HEIGHT, XmlText.escaped(description)));
        svg.append(String.format(Locale.ROOT, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, HEIGHT - BOTTOM,
                WIDTH - right));
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - right) / 2, HEIGHT - 6,
                XmlText.escaped(x.label() + (x.note().isEmpty() ? "" : " (" + x.note() + ")"))));
        upward(12, y.label());
        if (!y.note().isEmpty()) {
            upward(27, "(" + y.note() + ")");
        }
    }

    private void upward(int left, String text) {
        svg.append(String.format(Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 %d %d)\">%s</text>", left,
                HEIGHT / 2, left, HEIGHT / 2, XmlText.escaped(text)));
    }

    private double left(double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - right);
    }

    private double top(double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** Marks a value of the horizontal axis. */
    public SvgPlot xTick(double value) {
        if (leftTicks.stream().anyMatch(other -> Math.abs(other - left(value)) < BESIDE)) {
            return this;
        }
        leftTicks.add(left(value));
        svg.append(String.format(Locale.ROOT,
                "<path class=\"axis\" d=\"M%.1f %dv5\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                left(value), HEIGHT - BOTTOM, left(value), HEIGHT - BOTTOM + 18, figure(value)));
        return this;
    }

    /** The figure of a tick: a power of ten alone has no factor of 1. */
    private static String figure(double value) {
        return Figures.powers(Figures.brief(value).replace("1.0e", "10^").replace("^+", "^"));
    }

    /** Marks a value of the vertical axis. */
    public SvgPlot yTick(double value) {
        if (topTicks.stream().anyMatch(other -> Math.abs(other - top(value)) < BELOW)) {
            return this;
        }
        topTicks.add(top(value));
        svg.append(String.format(Locale.ROOT,
                "<path class=\"axis\" d=\"M%d %.1fh-5\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT,
                top(value), LEFT - 8, top(value) + 4, figure(value)));
        return this;
    }

    /** Marks round whole numbers along a horizontal axis that is even. */
    public SvgPlot xCounts() {
        double step = Math.max(1, roundStep(x));
        for (double value = Math.ceil(x.low() / step) * step; value <= x.high(); value += step) {
            xTick(value);
        }
        return this;
    }

    /** Marks round values along a vertical axis that is even. */
    public SvgPlot yRound() {
        double step = roundStep(y);
        for (double n = Math.ceil(y.low() / step); n * step <= y.high(); n++) {
            yTick(n * step);
        }
        return this;
    }

    /** 1, 2 or 5 times a power of ten, four to ten of which make an axis. */
    private static double roundStep(Axis axis) {
        double span = axis.high() - axis.low();
        double power = Math.pow(10, Math.floor(Math.log10(span)));
        double size = span / power;
        return size < 2 ? power / 5 : size < 5 ? power / 2 : power;
    }

    /** A line from the bottom up to a value. */
    public SvgPlot stem(double at, double value) {
        svg.append(String.format(Locale.ROOT, "<path class=\"stem\" d=\"M%.1f %dV%.1f\"/>", left(at), HEIGHT - BOTTOM,
                top(value)));
        return this;
    }

    /** An interval of values. */
    public SvgPlot interval(double at, double low, double high) {
        svg.append(String.format(Locale.ROOT, "<path class=\"stem\" d=\"M%.1f %.1fh8m-4 0V%.1fm-4 0h8\"/>",
                left(at) - 4, top(low), top(high)));
        return this;
    }

    /** A dot. */
    public SvgPlot dot(double at, double value) {
        svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", left(at), top(value)));
        return this;
    }

    /** A horizontal line with its name. */
    public SvgPlot level(double value, String name) {
        svg.append(String.format(Locale.ROOT,
                "<path class=\"level\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                LEFT, top(value), WIDTH - right, WIDTH - right, beside(top(value)), XmlText.escaped(name)));
        return this;
    }

    /** Where a word stands that names a height: above it, below where that would leave the picture. */
    private static double beside(double top) {
        return top - 5 < BELOW ? top + BELOW : top - 5;
    }

    /** A line through values at 0, 1, 2, ... */
    public SvgPlot line(double[] values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", left(i), top(values[i])));
        }
        svg.append(String.format(Locale.ROOT, "<path class=\"line\" d=\"%s\"/>", path));
        return this;
    }

    /**
     * A line of another colour and dash than the curves before; {@link #names()} writes its name.
     *
     * @param at places along the horizontal axis
     * @param values the heights there
     */
    public SvgPlot curve(double[] at, double[] values, String name) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", left(at[i]), top(values[i])));
        }
        int series = ends.size() % DASHES.size();
        String dash = DASHES.get(series);
        svg.append(String.format(Locale.ROOT,
                "<g class=\"s%d\"><path class=\"line\" stroke-dasharray=\"%s\" d=\"%s\"/></g>", series,
                dash.isEmpty() ? "none" : dash, path));
        ends.add(new End(left(at[at.length - 1]), top(values[values.length - 1]), name, series));
        return this;
    }

    /** Writes the names of the curves at their ends, as far apart as they must be to be read. */
    public SvgPlot names() {
        List<End> order = ends.stream().sorted(Comparator.comparingDouble(End::top)).toList();
        double[] tops = new double[order.size()];
        double next = 0;
        for (int i = 0; i < tops.length; i++) {
            tops[i] = Math.max(next, order.get(i).top());
            next = tops[i] + BELOW;
        }
        double limit = HEIGHT - BOTTOM;
        for (int i = tops.length - 1; i >= 0; i--, limit -= BELOW) {
            tops[i] = Math.min(tops[i], limit);
        }
        for (int i = 0; i < tops.length; i++) {
            End end = order.get(i);
            svg.append(String.format(Locale.ROOT,
                    "<g class=\"s%d\"><path d=\"M%.1f %.1fL%.1f %.1fh12\"/></g><text x=\"%.1f\" y=\"%.1f\">%s</text>",
                    end.series(), end.left() + 3, end.top(), end.left() + 14, tops[i], end.left() + 29, tops[i] + 4,
                    XmlText.escaped(end.name())));
        }
        return this;
    }

    /** The whole element. */
    public String end() {
        return svg + "</svg>";
    }

    /**
     * The powers of ten on a vertical axis that is not even, as far as there is room between the figures that it has.
     */
    public SvgPlot decades() {
        double size = Math.max(Math.abs(y.low()), Math.abs(y.high()));
        double from = y.unit() > 0 ? y.unit() : y.low();
        for (int power = (int) Math.floor(Math.log10(size)); Math.pow(10, power) >= from; power--) {
            for (double value : new double[]{-Math.pow(10, power), Math.pow(10, power)}) {
                if (value > y.low() && value < y.high()) {
                    yTick(value);
                }
            }
        }
        return this;
    }
}
