package dev.mha.cli.report;

import dev.mha.core.trial.Recommendation;
import dev.mha.core.trial.TrialResult;
import java.lang.module.ModuleDescriptor;

/**
 * What a report says about where it comes from, beyond the figures.
 *
 * @param dataArguments the words of a command line that read the same data again, quoted for a shell, for example
 *            {@code digits} or {@code "my data.csv" --label y}
 * @param version of mha
 * @param java version of the Java runtime
 */
public record Provenance(String dataArguments, String version, String java) {
    private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

    /** For bundled data, or where only its name is known. */
    public static Provenance of(TrialResult result) {
        return of(quote(result.data().name()));
    }

    /**
     * For a command that knows how the data was read.
     *
     * @param dataArguments see the record
     */
    public static Provenance of(String dataArguments) {
        ModuleDescriptor descriptor = Provenance.class.getModule().getDescriptor();
        String version = descriptor == null ? "development build" : descriptor.rawVersion().orElse("development build");
        return new Provenance(dataArguments, version, Runtime.version().toString());
    }

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
                : "mha train " + dataArguments + " " + advice.trainOptions() + " --out model.safetensors";
    }
}
