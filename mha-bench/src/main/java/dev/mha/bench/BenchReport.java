package dev.mha.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table as text, Markdown and JSON. */
record BenchReport(Machine machine, TableOptions options, List<Line> lines) {
    String text() {
        StringBuilder text = new StringBuilder(machine.text()).append('\n').append(settings()).append("\n\n");
        int width = lines.stream().mapToInt(line -> line.title().length()).max().orElse(0);
        for (Yardstick yardstick : Yardstick.values()) {
            List<Line> rows = rows(yardstick);
            if (rows.isEmpty()) {
                continue;
            }
            text.append(String.format(Locale.ROOT, "%-" + width + "s %7s %13s %9s %7s %8s%n", "case",
                    options.threads() == 1 ? "share" : "speed", "least-most", yardstick.unit(), peer(), "B/call"));
            for (Line line : rows) {
                text.append(String.format(Locale.ROOT, "%-" + width + "s %7s %13s %9.1f %7.1f %8d  %s", line.title(),
                        share(line.median()), range(line), line.rate(), line.probe(), line.bytes(), line.note())
                        .stripTrailing())
                        .append('\n');
            }
        }
        if (!costs().isEmpty()) {
            text.append(String.format(Locale.ROOT, "%n%-" + width + "s %7s %13s%n", "time as a multiple", "times",
                    "least-most"));
        }
        for (Cost cost : costs()) {
            text.append(String.format(Locale.ROOT, "%-" + width + "s %7.2f %13s  of %s%n", cost.title(), cost.median(),
                    range(cost), cost.of()));
        }
        return text.toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder(
                options.threads() == 1 ? "One core" : options.threads() + " threads").append(" of a machine with ")
                .append(machine.text()).append(". ")
                .append(settings()).append(".\n");
        for (Yardstick yardstick : Yardstick.values()) {
            markdown(text, yardstick);
        }
        if (!costs().isEmpty()) {
            text.append("\n| case | times as long as | multiple | least-most |\n|---|---|---|---|\n");
        }
        for (Cost cost : costs()) {
            text.append(String.format(Locale.ROOT, "| %s | %s | **%.2f** | %s |%n", cost.title(), cost.of(),
                    cost.median(), range(cost)));
        }
        return text.toString();
    }

    /** With several threads a share is of one thread's rate, and says nothing of time. */
    private List<Cost> costs() {
        return options.threads() == 1 ? Cost.of(lines) : List.of();
    }

    private static String range(Cost cost) {
        return String.format(Locale.ROOT, "%.2f-%.2f", cost.least(), cost.most());
    }

    private void markdown(StringBuilder text, Yardstick yardstick) {
        List<Line> rows = rows(yardstick);
        if (rows.isEmpty()) {
            return;
        }
        text.append("\n| case | ").append(options.threads() == 1 ? "share of the probe" : "times one thread")
                .append(" | least-most | ").append(yardstick.unit()).append(" | ").append(peer())
                .append(" | bytes a call | |\n|---|---|---|---|---|---|---|\n");
        for (Line line : rows) {
            text.append("| ").append(line.title()).append(" | **").append(share(line.median())).append("** | ")
                    .append(range(line)).append(" | ").append(String.format(Locale.ROOT, "%.0f", line.rate()))
                    .append(" | ").append(String.format(Locale.ROOT, "%.0f", line.probe())).append(" | ")
                    .append(line.bytes()).append(" | ").append(line.note()).append(" |\n");
        }
    }

    private List<Line> rows(Yardstick yardstick) {
        return lines.stream().filter(line -> yardstick(line) == yardstick).toList();
    }

    private static Yardstick yardstick(Line line) {
        return BenchCases.named(line.title()).yardstick();
    }

    String json() {
        String cases = lines.stream().map(BenchReport::json).collect(Collectors.joining(",\n    "));
        return String.format(Locale.ROOT, """
                {
                  "format": 2,
                  "lanes": %d,
                  "registers": %d,
                  "peakGflops": [%s, %s],
                  "gigahertz": %s,
                  "jdk": "%s",
                  "flags": [%s],
                  "threads": %d,
                  "secondsPerCase": %s,
                  "cases": [
                    %s
                  ]
                }
                """,
                machine.lanes(), machine.registers(), machine.leastPeak(), machine.mostPeak(), machine.gigahertz(),
                Runtime.version(),
                options.flags().stream().map(flag -> '"' + flag.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(", ")),
                options.threads(), options.seconds(), cases);
    }

    private static String json(Line line) {
        String forks = line.forks().stream()
                .map(fork -> "{\"share\": " + fork.share() + ", \"rate\": " + fork.rate() + ", \"probe\": "
                        + fork.probe() + ", \"bytes\": "
                        + fork.bytes() + "}")
                .collect(Collectors.joining(", "));
        String median = Double.isNaN(line.median()) ? "null" : String.valueOf(line.median());
        return "{\"case\": \"" + line.title() + "\", \"unit\": \"" + yardstick(line).unit() + "\", \"share\": " + median
                + ", \"note\": \"" + line.note()
                + "\", \"forks\": [" + forks + "]}";
    }

    private String settings() {
        int forks = lines.get(0).forks().size();
        return String.format(Locale.ROOT, "Median over %d fork%s, %.1f s for each case%s", forks, forks == 1 ? "" : "s",
                options.seconds(),
                options.flags().isEmpty() ? "" : ", with " + String.join(" ", options.flags()));
    }

    private String peer() {
        return options.threads() == 1 ? "probe" : "1 thread";
    }

    private String share(double share) {
        return Double.isNaN(share) ? "-" : options.threads() == 1 ? number(share) + " %" : number(share);
    }

    private String range(Line line) {
        return Double.isNaN(line.least()) ? "-" : number(line.least()) + "-" + number(line.most());
    }

    private String number(double share) {
        return options.threads() == 1
                ? String.format(Locale.ROOT, "%.0f", 100 * share)
                : String.format(Locale.ROOT, "%.2f", share);
    }
}
