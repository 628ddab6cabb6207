package dev.mha.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What to measure and where to write it.
 *
 * @param threads 1: shares of the probe; more: against the same case on one thread; cases that take threads alone
 * @param forks virtual machines, at least 1
 * @param seconds for each case and fork, warm-up included; above 0
 * @param wanted only the cases whose title contains a match
 * @param flags of the virtual machines
 * @param json file for every measurement, or null
 * @param markdown file for the table, or null
 * @param compare jar of other kernels to measure these beside, or null
 */
record TableOptions(int threads, int forks, double seconds, Pattern wanted, List<String> flags, Path json,
        Path markdown, Path compare) {
    static final String USAGE = """
            Usage: mha-bench/run [--quick] [--threads N] [--forks N] [--seconds S] [--case REGEX] [--flag FLAG]
                                 [--json FILE] [--markdown FILE] [--compare OLD.jar]
            Prints each kernel's rate as a share of what a loop of multiply-adds does on the same core, in turns of the same
            length: median, least and most over forked virtual machines. With several threads: how many times as fast as one.
              --quick          one fork, a third of the time for each case
              --threads N      1 by default; more: the cases that take threads, against themselves on one
              --forks N        virtual machines, 5 by default: speeds differ from one to the next
              --seconds S      for each case and fork, 2.4 by default, warm-up included
              --case REGEX     only the cases whose title contains a match
              --flag FLAG      of the virtual machines, for example -XX:UseAVX=2; may be repeated
              --json FILE      writes every measurement
              --markdown FILE  writes the table
              --compare JAR    the kernels as they are beside those of another mha-kernels jar, in turns: faster, same or slower;
                               needs at least 3 forks
            """;

    private static final TableOptions DEFAULT = new TableOptions(1, 5, 2.4, Pattern.compile(""), List.of(), null, null,
            null);

    /**
     * Reads the words of a command line; a later one replaces an earlier one.
     *
     * @throws IllegalArgumentException
     *             naming the option that is unknown, lacks its value or has a wrong one
     */
    static TableOptions parse(String... arguments) {
        TableOptions options = DEFAULT;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--quick")) {
                options = new TableOptions(options.threads, 1, 0.8, options.wanted, options.flags, options.json,
                        options.markdown, options.compare);
                continue;
            }
            if (!List.of("--threads", "--forks", "--seconds", "--case", "--json", "--markdown", "--flag", "--compare")
                    .contains(option)) {
                throw new IllegalArgumentException("there is no option " + option);
            }
            if (++i == arguments.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            options = options.with(option, arguments[i]);
        }
        if (options.compare != null && options.forks < Difference.LEAST_FORKS) {
            throw new IllegalArgumentException("--compare needs at least " + Difference.LEAST_FORKS
                    + " forks, not " + options.forks + ": say --forks after --quick");
        }
        if (options.compare != null && options.threads != 1) {
            throw new IllegalArgumentException("--compare measures one thread, --threads is " + options.threads);
        }
        return options;
    }

    private TableOptions with(String option, String text) {
        return switch (option) {
            case "--threads" ->
                new TableOptions(count(option, text), forks, seconds, wanted, flags, json, markdown, compare);
            case "--forks" ->
                new TableOptions(threads, count(option, text), seconds, wanted, flags, json, markdown, compare);
            case "--seconds" -> new TableOptions(threads, forks, seconds(text), wanted, flags, json, markdown, compare);
            case "--case" -> new TableOptions(threads, forks, seconds, pattern(text), flags, json, markdown, compare);
            case "--json" -> new TableOptions(threads, forks, seconds, wanted, flags, Path.of(text), markdown, compare);
            case "--compare" ->
                new TableOptions(threads, forks, seconds, wanted, flags, json, markdown, Path.of(text));
            case "--markdown" -> new TableOptions(threads, forks, seconds, wanted, flags, json, Path.of(text), compare);
            default -> {
                List<String> more = new ArrayList<>(flags);
                more.add(text);
                yield new TableOptions(threads, forks, seconds, wanted, List.copyOf(more), json, markdown, compare);
            }
        };
    }

    private static int count(String option, String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException wrong) {
            // the same sentence as for a number below 1
        }
        throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number of at least 1");
    }

    private static double seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && Double.isFinite(seconds)) {
                return seconds;
            }
        } catch (NumberFormatException wrong) {
            // the same sentence as for a number that is not above 0
        }
        throw new IllegalArgumentException("--seconds is '" + text + "', must be a number above 0");
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "--case is '" + text + "', no regular expression: " + wrong.getDescription(), wrong);
        }
    }
}
