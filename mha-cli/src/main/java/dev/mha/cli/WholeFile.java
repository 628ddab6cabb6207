package dev.mha.cli;

import dev.mha.cli.report.Unfinished;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all: under a hidden name beside it, then renamed. */
final class WholeFile {
    private WholeFile() {}

    /** Something that writes a file. */
    @FunctionalInterface
    interface Content {
        /** Writes the whole file. */
        void writeTo(Path path) throws IOException;
    }

    /**
     * Refuses a place that {@link #write} would refuse, so that a command can ask before it works for a minute.
     *
     * @param force whether a file may be replaced
     * @throws FailureException in one sentence
     */
    static void check(Path target, boolean force) {
        Path place = target.toAbsolutePath().normalize();
        Path folder = place.getParent();
        if (Files.isSymbolicLink(place)) {
            throw new FailureException(target + " is a symbolic link; name the file itself", null);
        }
        if (Files.isDirectory(place)) {
            throw new FailureException(target + " is a directory, name a file", null);
        }
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw new FailureException("cannot write " + target + ": it is no regular file", null);
        }
        if (Files.exists(place) && !force) {
            throw new FailureException(target + " exists; use --force to replace it", null);
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FailureException("cannot write " + target + ": there is no folder " + folder, null);
        }
        if (!Files.isWritable(folder)) {
            throw new FailureException("cannot write " + target + ": no permission to write in " + folder, null);
        }
    }

    /**
     * Writes the file.
     *
     * @throws FailureException in one sentence; the target is then as it was
     */
    static void write(Path target, boolean force, Content content) {
        check(target, force);
        Path place = target.toAbsolutePath().normalize();
        try {
            Path part = place.resolveSibling("." + place.getFileName() + ".part-" + ProcessHandle.current().pid());
            Unfinished.begin(part);
            try {
                content.writeTo(part);
                put(part, place, force);
            } finally {
                Files.deleteIfExists(part);
                Unfinished.end(part);
            }
        } catch (IOException failed) {
            throw new FailureException("cannot write " + target + ": " + reason(failed), failed);
        }
    }

    /** Without force a link puts the file in place, because a rename would replace what another run wrote since the check. */
    private static void put(Path part, Path place, boolean force) throws IOException {
        if (!force) {
            try {
                Files.createLink(place, part);
                return;
            } catch (FileAlreadyExistsException there) {
                throw there;
            } catch (FileSystemException | UnsupportedOperationException noLinks) {
                // Not every file system has hard links; the check before is then all there is.
                check(place, false);
            }
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The reason of a failure in a few words. */
    static String reason(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "no permission";
            case FileAlreadyExistsException there -> "it exists by now; use --force to replace it";
            case NoSuchFileException absent -> "no such file or folder";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        };
    }
}
