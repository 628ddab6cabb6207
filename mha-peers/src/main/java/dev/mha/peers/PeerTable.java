package dev.mha.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of mha beside its peers: how many times as fast, over forks. */
final class PeerTable {
    /** No kernel does more than the probe: see {@link dev.mha.bench.Measured#peerFailed}. */
    private static final double MOST = 1.02;

    /** Median, least and most of the forks; NaN where nothing was measured. */
    record Ratio(double median, double least, double most) {
        static final Ratio NONE = new Ratio(Double.NaN, Double.NaN, Double.NaN);

        static Ratio of(double... values) {
            if (values.length == 0) {
                return NONE;
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            return new Ratio((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
        }

        boolean isMeasured() {
            return !Double.isNaN(median);
        }

        String text() {
            if (!isMeasured()) {
                return "-";
            }
            return least == most
                    ? String.format(Locale.ROOT, "%.2f", median)
                    : String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, least, most);
        }

        String json() {
            return isMeasured() ? "[" + median + ", " + least + ", " + most + "]" : "null";
        }
    }

    /**
     * One case on one peer.
     *
     * @param title case
     * @param share mha's share of the multiply-add probe
     * @param peer library and operator
     * @param fromArrays times as fast as the peer with its copies
     * @param kernel times as fast as the peer on native tensors
     */
    record Row(String title, Ratio share, String peer, Ratio fromArrays, Ratio kernel) {
        /** The peer's share of the probe, without its copies where they can be left out; NaN when the probe failed. */
        double peerShare() {
            double own = share.median();
            double theirs = own / (kernel.isMeasured() ? kernel : fromArrays).median();
            return own > MOST || theirs > MOST ? Double.NaN : theirs;
        }
    }

    private final List<Row> rows;
    private final List<String> about;
    private final PeerOptions options;

    private PeerTable(List<Row> rows, List<String> about, PeerOptions options) {
        this.rows = rows;
        this.about = about;
        this.options = options;
    }

    static PeerTable of(List<String> titles, Journal journal, PeerOptions options) {
        List<Row> rows = new ArrayList<>();
        for (String title : titles) {
            List<String[]> lines = journal.of(title);
            Ratio share = ratio(lines, PeerRun.PROBE, PeerRun.NATIVE);
            lines.stream().map(line -> line[2]).filter(peer -> !peer.equals(PeerRun.PROBE)).distinct()
                    .forEach(peer -> rows.add(new Row(title, share, peer, ratio(lines, peer, PeerRun.ARRAYS),
                            ratio(lines, peer, PeerRun.NATIVE))));
        }
        return new PeerTable(rows, journal.about(), options);
    }

    private static Ratio ratio(List<String[]> lines, String peer, String mode) {
        return Ratio.of(lines.stream().filter(line -> line[2].equals(peer) && line[3].equals(mode))
                .mapToDouble(line -> Double.parseDouble(line[4])).toArray());
    }

    String text() {
        int width = rows.stream().mapToInt(row -> row.title.length()).max().orElse(0);
        int peers = rows.stream().mapToInt(row -> row.peer.length()).max().orElse(0);
        String format = "%-" + width + "s %6s  %-" + peers + "s %6s %20s %20s%n";
        StringBuilder text = new StringBuilder(head()).append("\n\n");
        text.append(
                String.format(Locale.ROOT, format, "case", "share", "peer", "share", "from float[]", "kernel only"));
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, format, row.title, share(row.share.median), row.peer,
                    share(row.peerShare()), row.fromArrays.text(), row.kernel.text()));
        }
        return text.append('\n').append(String.join("\n", summary())).append('\n').toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder(head())
                .append("\n\n| case | mha's share of the probe | peer | its share |"
                        + " times as fast, from float[] | kernel only |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | **%s** | %s |%n", row.title,
                    share(row.share.median), row.peer, share(row.peerShare()), row.fromArrays.text(),
                    row.kernel.text()));
        }
        return text.append('\n').append(summary().stream().map(line -> "- " + line).collect(Collectors.joining("\n")))
                .append('\n').toString();
    }

    String json() {
        return "{\n  \"format\": 1,\n  \"about\": ["
                + about.stream().map(line -> '"' + line + '"').collect(Collectors.joining(", "))
                + "],\n  \"rows\": [\n    "
                + rows.stream()
                        .map(row -> "{\"case\": \"" + row.title + "\", \"share\": " + row.share.json()
                                + ", \"peer\": \""
                                + row.peer + "\", \"fromArrays\": " + row.fromArrays.json() + ", \"kernel\": "
                                + row.kernel.json() + "}")
                        .collect(Collectors.joining(",\n    "))
                + "\n  ]\n}\n";
    }

    private String head() {
        return String.join("\n", about) + "\n" + String.format(Locale.ROOT,
                "One thread. Median (least-most) over %d fork%s, %.1f s for each pair", options.forks(),
                options.forks() == 1 ? "" : "s", options.seconds());
    }

    /** Geometric means over the cases, and the cases that mha loses. */
    List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add("Geometric mean over " + cases().size() + " cases, beside the best peer of each: "
                + mean(best(true)) + " from float[], " + mean(best(false)) + " kernel only");
        for (String peer : rows.stream().map(Row::peer).distinct().toList()) {
            List<Row> own = rows.stream().filter(row -> row.peer.equals(peer)).toList();
            lines.add("Beside " + peer + ", " + own.size() + " cases: "
                    + mean(own.stream().map(row -> row.fromArrays.median).toList()) + " from float[], "
                    + mean(own.stream().map(row -> row.kernel.median).toList()) + " kernel only");
        }
        lines.add("Slower than a peer from float[]: " + losers(true));
        lines.add("Slower than a peer's kernel only: " + losers(false));
        return lines;
    }

    private List<String> cases() {
        return List.copyOf(rows.stream().map(Row::title).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The least ratio of each case. */
    private List<Double> best(boolean fromArrays) {
        return cases().stream().map(title -> rows.stream().filter(row -> row.title.equals(title))
                .mapToDouble(row -> median(row, fromArrays)).filter(ratio -> !Double.isNaN(ratio)).min()
                .orElse(Double.NaN))
                .toList();
    }

    private static double median(Row row, boolean fromArrays) {
        return (fromArrays ? row.fromArrays : row.kernel).median;
    }

    private static String mean(List<Double> ratios) {
        double[] measured = ratios.stream().mapToDouble(Double::doubleValue).filter(ratio -> !Double.isNaN(ratio))
                .toArray();
        return measured.length == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f",
                        Math.exp(Arrays.stream(measured).map(Math::log).average().orElseThrow()));
    }

    private String losers(boolean fromArrays) {
        String cases = rows.stream().filter(row -> median(row, fromArrays) < 1)
                .map(row -> row.title + " (" + row.peer + ", "
                        + String.format(Locale.ROOT, "%.2f", median(row, fromArrays)) + ")")
                .collect(Collectors.joining("; "));
        return cases.isEmpty() ? "none" : cases;
    }

    private static String share(double share) {
        return Double.isNaN(share) || share > MOST ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
