package dev.mha.cli.train;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.file.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of a training, each whatever became of the others: nothing is lost with one that fails. */
final class TrainFiles {
    private final boolean force;
    private final List<String> written = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** @param force whether files may be replaced */
    TrainFiles(boolean force) {
        this.force = force;
    }

    /**
     * Writes one.
     *
     * @param replaces whether it may be replaced in any case
     * @return its place; null where it could not be written
     */
    Path write(Path file, boolean replaces, WholeFile.Content content) {
        try {
            WholeFile.write(file, force || replaces, content);
            written.add(file.toString());
            return file;
        } catch (FailureException failed) {
            failures.add(failed.getMessage());
            return null;
        }
    }

    /** Those that are there now, for messages; empty for none. */
    String words() {
        return Figures.join(written);
    }

    /** What failed, a sentence each. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /**
     * All that failed in one sentence, with what is there all the same.
     *
     * @param rest what else can be gone on from, or null
     */
    FailureException failure(String rest) {
        List<String> said = new ArrayList<>(failures);
        if (!written.isEmpty()) {
            said.add("written all the same: " + words());
        }
        if (rest != null) {
            said.add(rest);
        }
        return new FailureException(String.join("; ", said), null);
    }
}
