package dev.mha.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which cases are faster or slower than on the kernels of another jar. Both versions are in one virtual machine and
 * take turns, since a shared core changes its speed by a tenth within a minute, which would part two virtual machines;
 * and there are several virtual machines, since one compilation differs from the next. Which version is compiled first
 * alternates.
 */
final class Comparison {
    /** The kernels as they are, among the benchmarks' classes. */
    private static final Path NOW = Path
            .of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)[0]);

    /** One case; without a difference when a version lacks it. */
    private record Row(String title, Difference difference, double rate, double oldRate, String lacks) {
        static Row of(String title, List<String[]> forks) {
            List<String[]> measured = forks.stream().filter(fields -> fields.length == 4).toList();
            if (measured.size() < forks.size()) {
                return new Row(title, null, Double.NaN, Double.NaN,
                        forks.stream().filter(fields -> fields.length != 4).findFirst().orElseThrow()[1]);
            }
            return new Row(title, Difference.of(column(measured, 1)), Measured.median(column(measured, 2)),
                    Measured.median(column(measured, 3)), "");
        }

        private static double[] column(List<String[]> forks, int field) {
            return forks.stream().mapToDouble(fields -> Double.parseDouble(fields[field])).toArray();
        }

        String ratio() {
            return difference == null ? "-" : String.format(Locale.ROOT, "%.2f", difference.ratio());
        }

        String interval() {
            return difference == null
                    ? "-"
                    : String.format(Locale.ROOT, "%.2f-%.2f", difference.low(), difference.high());
        }

        String verdict() {
            return difference == null ? "not compared: " + lacks : difference.verdict();
        }

        String json() {
            if (difference == null) {
                return "{\"case\": \"" + title + "\", \"ratio\": null, \"lacks\": \""
                        + lacks.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
            }
            return "{\"case\": \"" + title + "\", \"ratio\": " + difference.ratio() + ", \"interval\": ["
                    + difference.low() + ", " + difference.high() + "], \"verdict\": \"" + verdict() + "\", \"rate\": "
                    + rate
                    + ", \"oldRate\": " + oldRate + "}";
        }
    }

    private Comparison() {}

    static void run(TableOptions options) throws IOException, InterruptedException {
        KernelLoader.check(options.compare());
        List<String> titles = BenchCases.all().stream().filter(BenchCases::isKernel).map(BenchCase::title)
                .filter(title -> options.wanted().matcher(title).find()).toList();
        if (titles.isEmpty()) {
            throw new IllegalStateException("no case matches " + options.wanted());
        }
        Map<String, List<String[]>> forks = new LinkedHashMap<>();
        for (int f = 0; f < options.forks(); f++) {
            System.err.print("\rfork " + (f + 1) + " of " + options.forks() + " ...");
            List<String> arguments = new ArrayList<>(List.of(String.valueOf(options.seconds()),
                    String.valueOf(f % 2 == 0), options.compare().toString(), NOW.toString()));
            arguments.addAll(titles);
            Child.run(options.flags(), CompareRun.class, arguments, Map.of(),
                    fields -> forks.computeIfAbsent(fields[0], title -> new ArrayList<>()).add(fields));
        }
        System.err.print("\r                    \r");
        List<Row> rows = titles.stream().map(title -> Row.of(title, forks.get(title))).toList();
        System.out.print(text(options, rows));
        Table.write(options.markdown(), markdown(options, rows));
        Table.write(options.json(), "{\n  \"format\": 1,\n  \"old\": \""
                + options.compare().toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\",\n  \"cases\": [\n    "
                + rows.stream().map(Row::json).collect(Collectors.joining(",\n    ")) + "\n  ]\n}\n");
    }

    private static String head(TableOptions options) {
        return String.format(Locale.ROOT,
                "New beside %s, times as fast: mean and 99 %% interval over %d forks, %.1f s for each case",
                options.compare().getFileName(), options.forks(), options.seconds());
    }

    private static String text(TableOptions options, List<Row> rows) {
        int width = rows.stream().mapToInt(row -> row.title.length()).max().orElse(0);
        StringBuilder text = new StringBuilder(head(options)).append("\n\n").append(String.format(Locale.ROOT,
                "%-" + width + "s %6s %11s %9s %9s  %s%n", "case", "ratio", "interval", "new", "old", "GFLOP/s"));
        for (Row row : rows) {
            text.append(
                    String.format(Locale.ROOT, "%-" + width + "s %6s %11s %9.1f %9.1f  %s%n", row.title, row.ratio(),
                            row.interval(), row.rate, row.oldRate, row.verdict()));
        }
        return text.toString();
    }

    private static String markdown(TableOptions options, List<Row> rows) {
        StringBuilder text = new StringBuilder(head(options)).append(
                ".\n\n| case | times as fast | 99 % interval | new GFLOP/s | old | |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %.0f | %.0f | %s |%n", row.title, row.ratio(),
                    row.interval(), row.rate, row.oldRate, row.verdict()));
        }
        return text.toString();
    }
}
