package dev.mha.cli.report;

import dev.mha.cli.file.Destination;
import dev.mha.cli.file.Reason;
import dev.mha.cli.file.Unfinished;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of report files that is there whole or not at all. The files are written to a hidden sibling, forced to the
 * device, and the sibling is renamed. A run that is killed leaves at most that hidden sibling; one that is killed while
 * it replaces an earlier report leaves that under a hidden name too, from which the next run at this place takes it
 * back.
 */
final class ReportFolder {
    /** Every file of a report. Replacing a report deletes these names and no other. */
    static final Set<String> NAMES = Set.of("report.html", "report.json", "cells.csv");
    /** How {@code report.json} starts, whatever the version of the schema: the mark of a folder that is ours. */
    static final String MARK = "\"schema\":\"mha.trial/";
    private static final int MARK_WITHIN = 64;

    /** Something that writes one file. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes the whole file.
         *
         * @param out the file, buffered; not to be closed
         * @throws IOException if writing fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    private ReportFolder() {}

    /**
     * Refuses a target that {@link #write} would refuse, so that a trial can ask before it runs for a minute.
     *
     * @param target the folder to be
     * @param force whether an earlier report may be replaced
     * @throws IOException with one sentence that names the target and the reason
     */
    static void check(Path target, boolean force) throws IOException {
        if (target.toAbsolutePath().normalize().getFileName() == null) {
            throw new IOException(target + " cannot be a report folder; name a folder inside it");
        }
        if (target.toAbsolutePath().normalize().equals(Path.of("").toAbsolutePath().normalize())) {
            // The folder is put in place by a rename, which would pull it from under the user's feet.
            throw new IOException("the current folder cannot be the report folder; name a folder inside it");
        }
        if (Files.isSymbolicLink(target)) {
            throw new IOException(target + " is a symbolic link; name the folder itself");
        }
        boolean back = !Files.exists(target, LinkOption.NOFOLLOW_LINKS) && takeBack(target);
        if (!back && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Destination.probe(target);
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(target + " is a file, not a folder");
        }
        List<String> present;
        try (Stream<Path> entries = Files.list(target)) {
            present = entries.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IOException("cannot read " + target + ": " + Reason.of(e), e);
        }
        if (present.isEmpty()) {
            Destination.probe(target);
            Destination.requireMovable(target);
            return;
        }
        if (!isReport(target)) {
            throw new IOException(target + " exists and is not a report of mha (it holds " + present.getFirst()
                    + "); choose another folder");
        }
        for (String name : present) {
            if (!NAMES.contains(name) || Files.isDirectory(target.resolve(name))) {
                throw new IOException(target + " holds " + name
                        + ", which is not part of a report; move it away or choose another folder");
            }
        }
        if (!force) {
            throw new IOException(target + " already holds a report"
                    + (back ? " (a run was killed while it replaced it, it is back in its place now)" : "")
                    + "; use --force to replace it");
        }
        Destination.probe(target);
        Destination.requireMovable(target);
    }

    /**
     * Writes a report folder.
     *
     * @param target the folder to be; parents are created
     * @param force whether an earlier report may be replaced
     * @param files what to write, by name out of {@link #NAMES}
     * @throws IOException with one sentence; the target is then as it was
     */
    static void write(Path target, boolean force, Map<String, Content> files) throws IOException {
        check(target, force);
        Path place = target.toAbsolutePath().normalize();
        Path part = null;
        try {
            Files.createDirectories(place.getParent());
            // what killed processes left of this very report
            Destination.abandoned(place, Destination.purpose("part", place)).forEach(ReportFolder::deleteReport);
            part = Destination.hidden(place, Destination.purpose("part", place));
            Unfinished.begin(part);
            Files.createDirectory(part);
            for (Map.Entry<String, Content> file : files.entrySet()) {
                writeFile(part.resolve(file.getKey()), file.getValue());
            }
            Destination.force(part);
            Path whole = part;
            Unfinished.place(whole, () -> swap(whole, place, force));
        } catch (UncheckedIOException e) { // as the writer of CSV throws it in the middle of a file
            deleteReport(part);
            throw new IOException("cannot write " + target + ": " + Reason.of(e.getCause()), e);
        } catch (IOException e) {
            if (part != null) {
                deleteReport(part);
            }
            throw new IOException("cannot write " + target + ": " + Reason.of(e), e);
        } catch (RuntimeException | Error e) {
            if (part != null) {
                deleteReport(part);
            }
            throw e;
        } finally {
            if (part != null) {
                Unfinished.end(part);
            }
        }
        Destination.force(place.getParent());
    }

    private static void writeFile(Path path, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Without force the rename itself refuses a folder that another run has filled since the check. */
    private static void swap(Path part, Path place, boolean force) throws IOException {
        try {
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException refused) {
            if (!isFull(place)) {
                throw refused;
            }
            if (!force) {
                throw new FileAlreadyExistsException(place.toString());
            }
            replace(part, place);
        }
    }

    /** Another run that replaces the same report may come between the renames; the last one wins. */
    private static void replace(Path part, Path place) throws IOException {
        Path old = Destination.hidden(place, Destination.purpose("old", place));
        try {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException movedByTheOther) {
            swap(part, place, true);
            return;
        }
        try {
            swap(part, place, true);
        } catch (IOException e) {
            Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        deleteReport(old);
    }

    /** Puts a report back that a run moved aside and did not live to replace; whether there was one. */
    private static boolean takeBack(Path target) throws IOException {
        Path place = target.toAbsolutePath().normalize();
        for (Path left : Destination.abandoned(place, Destination.purpose("old", place))) {
            if (isReport(left)) {
                Files.move(left, place, StandardCopyOption.ATOMIC_MOVE);
                return true;
            }
        }
        return false;
    }

    private static boolean isFull(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        } catch (NoSuchFileException movedByTheOther) {
            return false;
        }
    }

    /** Deletes the files of a report and the folder, if nothing else is in it; what cannot be deleted stays. */
    private static void deleteReport(Path folder) {
        try {
            for (String name : NAMES) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.getLogger(ReportFolder.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        }
    }

    private static boolean isReport(Path folder) throws IOException {
        Path json = folder.resolve("report.json");
        if (!Files.isRegularFile(json, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(json)) {
            String start = new String(in.readNBytes(MARK_WITHIN), StandardCharsets.UTF_8);
            return start.replaceAll("\\s", "").contains(MARK);
        }
    }
}
