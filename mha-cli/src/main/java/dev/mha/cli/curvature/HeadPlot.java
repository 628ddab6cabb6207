package dev.mha.cli.curvature;

import dev.mha.cli.page.SvgPlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Draws which head carries the negative curvature along a training: the parts of the least eigenvalue, one line each.
 */
final class HeadPlot {
    /**
     * Lines of single heads, so that there are at most eight in all, each of its own colour. The others are one line
     * together.
     */
    private static final int MOST_HEADS = 6;

    private static final int ROOM_FOR_NAMES = 140;

    private HeadPlot() {}

    /** A part of the least eigenvalue, at every point of the training. */
    private record Part(String name, double[] values) {
        static Part of(List<PathRow> rows, String name, ToDoubleFunction<PathRow> value) {
            return new Part(name, rows.stream().mapToDouble(value).toArray());
        }
    }

    /**
     * The plot.
     *
     * @param rows of the path
     * @param unit size of a value up to which the axis of values is even
     */
    static String of(List<PathRow> rows, double unit) {
        List<Part> parts = parts(rows);
        double low = parts.stream().flatMapToDouble(part -> Arrays.stream(part.values())).min().orElseThrow();
        double high = parts.stream().flatMapToDouble(part -> Arrays.stream(part.values())).max()
                .orElseThrow();
        double least = Math.min(0, low);
        SvgPlot plot = new SvgPlot("Parts of the least eigenvalue against steps",
                SvgPlot.Axis.linear("gradient steps", 0, Math.max(1, rows.getLast().iteration())),
                SvgPlot.Axis.signed("part of the least eigenvalue", least, high > least ? Math.max(0, high) : least + 1,
                        unit),
                ROOM_FOR_NAMES);
        plot.xTick(0).xTick(rows.getLast().iteration()).xCounts().yTick(0).yTick(least).yTick(Math.max(0, high))
                .decades()
                .level(0, "");
        double[] steps = rows.stream().mapToDouble(PathRow::iteration).toArray();
        parts.forEach(part -> plot.curve(steps, part.values(), part.name()));
        return plot.names().end();
    }

    private static List<Part> parts(List<PathRow> rows) {
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of(rows, "part of all heads", row -> row.heads().gaussNewton()));
        List<Integer> order = IntStream.range(0, rows.getFirst().heads().residual().length).boxed()
                .sorted(Comparator.comparingDouble(head -> lowest(rows, head))).toList();
        int named = order.size() <= MOST_HEADS + 1 ? order.size() : MOST_HEADS;
        order.subList(0, named).stream().sorted()
                .forEach(head -> parts.add(
                        Part.of(rows, "head " + (head + 1), row -> row.heads().residual()[head])));
        List<Integer> others = order.subList(named, order.size());
        if (!others.isEmpty()) {
            parts.add(Part.of(rows, "other " + others.size() + ", together",
                    row -> others.stream().mapToDouble(head -> row.heads().residual()[head]).sum()));
        }
        return parts;
    }

    private static double lowest(List<PathRow> rows, int head) {
        return rows.stream().mapToDouble(row -> row.heads().residual()[head]).min().orElseThrow();
    }
}
