package dev.mha.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Prints how fast every case is in several virtual machines, beside the probe in each of them. */
public final class Table {
    private Table() {}

    /** See the usage text; exits with 2 when the arguments are wrong and with 1 when a fork or a file fails. */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(TableOptions.USAGE);
            return;
        }
        TableOptions options = null;
        try {
            options = TableOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.err.print(TableOptions.USAGE);
            System.exit(2);
        }
        try {
            if (options.compare() == null) {
                run(options);
            } else {
                Comparison.run(options);
            }
        } catch (IllegalStateException | IOException failed) {
            System.err.println("bench: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void run(TableOptions options) throws IOException, InterruptedException {
        List<String> titles = BenchCases.all().stream()
                .filter(item -> item.threaded() || options.threads() == 1).map(BenchCase::title)
                .filter(title -> options.wanted().matcher(title).find()).toList();
        if (titles.isEmpty()) {
            throw new IllegalStateException("no case matches " + options.wanted());
        }
        List<Fork> results = new ArrayList<>();
        for (int f = 0; f < options.forks(); f++) {
            System.err.print("\rfork " + (f + 1) + " of " + options.forks() + " ...");
            results.add(Fork.run(options, titles));
        }
        System.err.print("\r                    \r");
        List<Line> lines = IntStream.range(0, titles.size())
                .mapToObj(c -> Line.of(titles.get(c), options.threads(),
                        results.stream().map(fork -> fork.cases().get(c)).toList()))
                .toList();
        BenchReport report = new BenchReport(Machine.of(results), options, lines);
        System.out.print(report.text());
        write(options.json(), report.json());
        write(options.markdown(), report.markdown());
    }

    /** Does nothing without a file. */
    static void write(Path file, String text) {
        if (file != null) {
            try {
                Files.writeString(file, text);
            } catch (IOException failed) {
                throw new IllegalStateException("cannot write " + file + ": " + failed, failed);
            }
        }
    }
}
