package dev.mha.core.model;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be read as a model; the message is one sentence that starts with the file's name. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    ModelFormatException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
