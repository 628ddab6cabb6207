package dev.mha.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What to measure and where to write it.
 *
 * @param forks virtual machines, at least 1
 * @param seconds for each pair of mha and a peer, warm-up of mha included; above 0
 * @param wanted only the cases whose title contains a match
 * @param resume file of lines measured so far, read and added to, or null
 * @param json file for every measurement, or null
 * @param markdown file for the table, or null
 */
record PeerOptions(int forks, double seconds, Pattern wanted, Path resume, Path json, Path markdown) {
    static final String USAGE = """
            Usage: mha-bench/peers [--quick] [--forks N] [--seconds S] [--case REGEX] [--resume FILE]
                                   [--json FILE] [--markdown FILE]
            How many times as fast as ONNX Runtime and libtorch mha is on one thread: in turns in one process, after the results
            were compared. Median, least and most over forked virtual machines.
              --quick          one fork, a third of the time
              --forks N        virtual machines, 3 by default
              --seconds S      for mha and a peer, 1.2 by default, warm-up of mha included
              --case REGEX     only the cases whose title contains a match
              --resume FILE    keeps what is measured in FILE, and measures only what is not in it: for runs in pieces
              --json FILE      writes every measurement
              --markdown FILE  writes the table
            """;

    /**
     * Reads the words of a command line; a later one replaces an earlier one.
     *
     * @throws IllegalArgumentException
     *             naming the option that is unknown, lacks its value or has a wrong one
     */
    static PeerOptions parse(String... arguments) {
        PeerOptions options = new PeerOptions(3, 1.2, Pattern.compile(""), null, null, null);
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--quick")) {
                options = new PeerOptions(1, 0.4, options.wanted, options.resume, options.json, options.markdown);
                continue;
            }
            if (!List.of("--forks", "--seconds", "--case", "--resume", "--json", "--markdown").contains(option)) {
                throw new IllegalArgumentException("there is no option " + option);
            }
            if (++i == arguments.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            options = options.with(option, arguments[i]);
        }
        return options;
    }

    private PeerOptions with(String option, String text) {
        return switch (option) {
            case "--forks" -> new PeerOptions(forks(text), seconds, wanted, resume, json, markdown);
            case "--seconds" -> new PeerOptions(forks, seconds(text), wanted, resume, json, markdown);
            case "--case" -> new PeerOptions(forks, seconds, pattern(text), resume, json, markdown);
            case "--resume" -> new PeerOptions(forks, seconds, wanted, Path.of(text), json, markdown);
            case "--json" -> new PeerOptions(forks, seconds, wanted, resume, Path.of(text), markdown);
            default -> new PeerOptions(forks, seconds, wanted, resume, json, Path.of(text));
        };
    }

    private static int forks(String text) {
        try {
            int forks = Integer.parseInt(text);
            if (forks >= 1) {
                return forks;
            }
        } catch (NumberFormatException wrong) {
            // the same sentence as for a number below 1
        }
        throw new IllegalArgumentException("--forks is '" + text + "', must be a whole number of at least 1");
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
