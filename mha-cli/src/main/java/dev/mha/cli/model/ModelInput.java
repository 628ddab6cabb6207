package dev.mha.cli.model;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.file.Reason;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.ModelFormatException;
import dev.mha.core.model.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a model that a command is given. */
public final class ModelInput {
    private ModelInput() {}

    /**
     * Reads a model.
     *
     * @throws FailureException in one sentence, if that is not possible
     */
    public static SavedModel read(Path path) {
        if (Files.isDirectory(path)) {
            throw new FailureException(path + " is a directory, not a model file", null);
        }
        if (!Files.exists(path)) {
            throw new FailureException("no such file: " + path, null);
        }
        try {
            return ModelFile.read(path);
        } catch (ModelFormatException wrong) {
            throw new FailureException(wrong.getMessage(), wrong);
        } catch (IOException failed) {
            throw new FailureException("cannot read " + path + ": " + Reason.of(failed), failed);
        }
    }
}
