package dev.mha.cli.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why reading or writing failed, in a few words for the end of a sentence that names the file. */
public final class Reason {
    private Reason() {}

    /** The words. */
    public static String of(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "no permission";
            case FileAlreadyExistsException there -> "it exists by now; use --force to replace it";
            case DirectoryNotEmptyException full -> "it exists by now; use --force to replace it";
            case NoSuchFileException absent -> "no such file or folder";
            case EOFException cut -> "it ends too early";
            case FileSystemException other when other.getReason() != null -> lowerFirst(other.getReason());
            default -> failed.getMessage() == null
                    ? failed.getClass().getSimpleName()
                    : lowerFirst(failed.getMessage());
        };
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
