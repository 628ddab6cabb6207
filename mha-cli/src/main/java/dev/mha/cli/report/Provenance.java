package dev.mha.cli.report;

import dev.mha.core.trial.Recommendation;

/**
 * What a report says about where it comes from, beyond the figures.
 *
 * @param program what starts mha, as the user types it
 * @param dataArguments the words of a command line that read the same data again, quoted for a shell, for example
 *            {@code digits} or {@code "my data.csv" --label y}
 * @param version of mha
 * @param java version of the Java runtime
 */
public record Provenance(String program, String dataArguments, String version, String java) {
    private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

    /**
     * A word as a POSIX shell reads it back.
     *
     * @param word any text
     */
    public static String quote(String word) {
        return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** The command that trains what is recommended, or null when nothing can be. */
    String trainCommand(Recommendation advice) {
        return advice.chosen() == null
                ? null
                : program + " train " + dataArguments + " " + advice.text().trainOptions() + " --out model.safetensors";
    }
}
