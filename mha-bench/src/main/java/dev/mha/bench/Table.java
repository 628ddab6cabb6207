package dev.mha.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Prints how fast every case is in several virtual machines, beside the peak that each of them reached. */
public final class Table {
    private static final String USAGE = """
            Usage: mha-bench/run [--quick] [--forks N] [--seconds S] [--case REGEX] [--json FILE] [--markdown FILE]
            Prints each kernel's share of the multiply-add peak of one core: median, least and most over forked virtual machines.
              --quick          one fork, a third of the time for each case
              --forks N        virtual machines, 5 by default: compilation differs from one to the next
              --seconds S      for each case and fork, 2.4 by default, warm-up included
              --case REGEX     only the cases whose title contains a match
              --flag FLAG      of the virtual machines, for example -XX:UseAVX=2; may be repeated
              --json FILE      writes every measurement
              --markdown FILE  writes the table
            """;

    private int forks = 5;
    private double seconds = 2.4;
    private Pattern wanted = Pattern.compile("");
    private Path json;
    private Path markdown;
    private final List<String> flags = new ArrayList<>();

    private Table() {}

    /** See the usage text; exits with 2 when the arguments are wrong and with 1 when a fork fails. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Table table = new Table();
        try {
            if (!table.parse(arguments)) {
                System.out.print(USAGE);
                return;
            }
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
        try {
            table.run();
        } catch (IllegalStateException failed) {
            System.err.println("bench: " + failed.getMessage());
            System.exit(1);
        }
    }

    private boolean parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--help")) {
                return false;
            }
            if (option.equals("--quick")) {
                forks = 1;
                seconds = 0.8;
                continue;
            }
            if (!List.of("--forks", "--seconds", "--case", "--json", "--markdown", "--flag").contains(option)) {
                throw new IllegalArgumentException("unknown option " + option);
            }
            if (++i == arguments.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            set(option, arguments[i]);
        }
        return true;
    }

    /** The exceptions of a number or pattern that is none are IllegalArgumentExceptions and name what they read. */
    private void set(String option, String text) {
        switch (option) {
            case "--forks" -> forks = Integer.parseInt(text);
            case "--seconds" -> seconds = Double.parseDouble(text);
            case "--case" -> wanted = Pattern.compile(text);
            case "--json" -> json = Path.of(text);
            case "--flag" -> flags.add(text);
            default -> markdown = Path.of(text);
        }
        if (forks < 1 || !(seconds > 0)) {
            throw new IllegalArgumentException(option + " must be more than 0");
        }
    }

    private void run() throws IOException, InterruptedException {
        List<String> titles = BenchCases.all().stream().map(BenchCase::title)
                .filter(title -> wanted.matcher(title).find()).toList();
        if (titles.isEmpty()) {
            throw new IllegalStateException("no case matches " + wanted);
        }
        List<Fork> results = new ArrayList<>();
        for (int f = 0; f < forks; f++) {
            System.err.print("\rfork " + (f + 1) + " of " + forks + " ...");
            results.add(Fork.run(flags, seconds, titles));
        }
        System.err.print("\r                    \r");
        List<Line> lines = IntStream.range(0, titles.size())
                .mapToObj(c -> Line.of(titles.get(c), results.stream().map(fork -> fork.cases().get(c)).toList()))
                .toList();
        BenchReport report = new BenchReport(Machine.of(results), flags, seconds, lines);
        System.out.print(report.text());
        if (json != null) {
            Files.writeString(json, report.json());
        }
        if (markdown != null) {
            Files.writeString(markdown, report.markdown());
        }
    }
}
