package dev.mha.cli.file;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Writes a file whole or not at all: under a hidden name beside it, forced to the device, then renamed. */
public final class WholeFile {
    private WholeFile() {}

    /** Something that writes a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole file. */
        void writeTo(Path path) throws IOException;
    }

    /**
     * Refuses a place that {@link #write} would refuse, so that a command can ask before it works for a minute.
     *
     * @param force whether a file may be replaced
     * @param inputs paths that the command reads and must not replace; {@code -} for standard input
     * @throws FailureException in one sentence
     */
    public static void check(Path target, boolean force, List<String> inputs) {
        requireNoDirectory(target);
        try {
            Destination.requireOther(target, inputs);
            check(target, force);
            Destination.probe(target);
        } catch (IOException refused) {
            throw new FailureException(refused.getMessage(), refused);
        }
    }

    /**
     * Refuses two options that name one place.
     *
     * @param one what the first names, or null
     * @param two what the second names, or null
     * @throws UsageException in one sentence
     */
    public static void requireApart(String option, Path one, String other, Path two) {
        if (one != null && two != null && place(one).equals(place(two))) {
            throw new UsageException(option + " and " + other + " both name " + two);
        }
    }

    /**
     * Refuses two options of many that name one place.
     *
     * @param places what is named, under the option, which may have several
     * @throws UsageException in one sentence
     */
    public static void requireApart(List<Map.Entry<String, Path>> places) {
        for (int i = 0; i < places.size(); i++) {
            for (Map.Entry<String, Path> other : places.subList(i + 1, places.size())) {
                if (!other.getKey().equals(places.get(i).getKey())) {
                    requireApart(places.get(i).getKey(), places.get(i).getValue(), other.getKey(), other.getValue());
                }
            }
        }
    }

    /**
     * Refuses a file and a folder of which one would be in the other.
     *
     * @param folder whose content is written whole
     * @param two a file, or null
     * @throws UsageException in one sentence
     */
    public static void requireOutside(String option, Path folder, String other, Path two) {
        requireApart(option, folder, other, two);
        if (two != null && place(two).startsWith(place(folder))) {
            throw new UsageException(
                    other + " names " + two + " in the folder of " + option + ": name a place outside");
        }
        if (two != null && place(folder).startsWith(place(two))) {
            throw new UsageException(option + " names " + folder + " in " + two + ", the file of " + other);
        }
    }

    /** Where a path leads when the links in its folder are followed, as far as there is such a folder. */
    private static Path place(Path path) {
        Path place = path.toAbsolutePath().normalize();
        Path folder = place.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        try {
            return folder == null ? place : folder.toRealPath().resolve(folder.relativize(place));
        } catch (IOException goneByNow) {
            return place;
        }
    }

    /** Before anything else: a directory may hold what the command reads, and no other name in it is at fault. */
    private static void requireNoDirectory(Path target) {
        if (Files.isDirectory(target)) {
            throw new FailureException(target + " is a directory, name a file", null);
        }
    }

    private static void check(Path target, boolean force) {
        Path place = target.toAbsolutePath().normalize();
        Path folder = place.getParent();
        if (Files.isSymbolicLink(place)) {
            throw new FailureException(target + " is a symbolic link; name the file itself", null);
        }
        requireNoDirectory(target);
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw new FailureException("cannot write " + target + ": it is no regular file", null);
        }
        if (Files.exists(place) && !force) {
            throw new FailureException(target + " exists; use --force to replace it", null);
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FailureException("cannot write " + target + ": there is no folder " + folder, null);
        }
    }

    /**
     * Writes the file.
     *
     * @throws FailureException in one sentence; the target is then as it was
     */
    public static void write(Path target, boolean force, Content content) {
        check(target, force);
        Path place = target.toAbsolutePath().normalize();
        try {
            String purpose = Destination.purpose("part", place);
            // what killed processes left of this very file
            for (Path left : Destination.abandoned(place, purpose)) {
                Files.deleteIfExists(left);
            }
            Path part = Destination.hidden(place, purpose);
            Unfinished.begin(part);
            try {
                content.writeTo(part);
                Destination.force(part);
                Unfinished.place(part, () -> put(part, place, force));
            } finally {
                Files.deleteIfExists(part);
                Unfinished.end(part);
            }
            Destination.force(place.getParent());
        } catch (UncheckedIOException failed) { // as the writer of CSV throws it in the middle of a file
            throw new FailureException("cannot write " + target + ": " + Reason.of(failed.getCause()), failed);
        } catch (IOException failed) {
            throw new FailureException("cannot write " + target + ": " + Reason.of(failed), failed);
        }
    }

    /**
     * Without force a link puts the file in place, because a rename would replace what another run wrote since the
     * check.
     */
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
}
