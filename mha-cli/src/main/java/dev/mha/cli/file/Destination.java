package dev.mha.cli.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file or folder that a command is to write after its work; what is wrong with it is better told before. */
public final class Destination {
    /** Bytes that must fit, a block of most file systems: a full disk takes an empty file and no byte of it. */
    private static final int LEAST_ROOM = 1 << 12;

    private Destination() {}

    /**
     * Refuses a place where nothing can be written, by writing a hidden file in the folder and deleting it:
     * permissions alone do not tell, the superuser has them everywhere, some file systems take no files, and a disk may
     * be full.
     *
     * @param target the file or folder to be; folders above it may still have to be created
     * @throws IOException in one sentence that names the target
     */
    public static void probe(Path target) throws IOException {
        Path place = target.toAbsolutePath().normalize();
        Path folder = place.getParent();
        while (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot write " + target + ": " + folder + (Files.isSymbolicLink(folder)
                    ? " is a symbolic link that leads to no folder"
                    : " is a file, not a folder"));
        }
        try {
            attributes(place);
            for (int i = folder.getNameCount(); i < place.getNameCount(); i++) {
                attributes(folder.resolve(place.getName(i)));
            }
        } catch (IOException unfit) {
            throw new IOException("cannot write " + target + ": " + Reason.of(unfit), unfit);
        }
        create(target, folder);
    }

    /** Nothing there is well; a name that is too long is not. */
    private static void attributes(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException free) {
            return;
        }
    }

    private static void create(Path target, Path folder) throws IOException {
        Path probe = hidden(folder.resolve("probe"), "probe");
        Unfinished.begin(probe);
        try {
            Files.write(probe, new byte[LEAST_ROOM], StandardOpenOption.CREATE_NEW);
            Files.delete(probe);
        } catch (AccessDeniedException denied) {
            throw new IOException("cannot write " + target + ": no permission to write in " + folder, denied);
        } catch (IOException failed) {
            Files.deleteIfExists(probe);
            throw new IOException(
                    "cannot write " + target + ": nothing can be written in " + folder + " (" + Reason.of(failed) + ")",
                    failed);
        } finally {
            Unfinished.end(probe);
        }
    }

    /**
     * Refuses a folder that no rename can replace: a mount point, or another user's in a folder for all. Renaming it
     * onto a folder with something in it always fails and changes nothing; it must fail as for any other folder.
     *
     * @throws IOException in one sentence that names the folder
     */
    public static void requireMovable(Path folder) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        Path full = hidden(place, "probe");
        Path empty = hidden(place, "empty");
        Path content = full.resolve("content");
        String reason;
        String usual;
        Unfinished.begin(full);
        Unfinished.begin(empty);
        try {
            Files.createDirectory(empty);
            Files.createDirectory(full);
            Files.createFile(content);
            reason = refusal(place, full);
            usual = refusal(empty, full);
        } catch (IOException failed) {
            throw new IOException("cannot write " + folder + ": " + Reason.of(failed), failed);
        } finally {
            Files.deleteIfExists(content);
            Files.deleteIfExists(full);
            Files.deleteIfExists(empty);
            Unfinished.end(full);
            Unfinished.end(empty);
        }
        if (!reason.equals(usual)) {
            throw new IOException("cannot write " + folder + ": it cannot be replaced (" + reason
                    + "), it may be a mount point; name a folder inside it");
        }
    }

    /** The reason in the words of the system, whose language is the user's. */
    private static String refusal(Path from, Path full) throws IOException {
        try {
            Files.move(from, full, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException refused) {
            return Reason.of(refused);
        }
        throw new IOException("a folder with something in it was replaced");
    }

    /**
     * A name beside a file or folder that is free: hidden, on the same file system, so that a rename is atomic, and
     * short, so that it fits wherever the file's own name does.
     */
    public static Path hidden(Path place, String purpose) {
        String stem = ".mha-" + purpose + "-" + ProcessHandle.current().pid();
        Path candidate = place.resolveSibling(stem);
        for (int i = 1; Files.exists(candidate, LinkOption.NOFOLLOW_LINKS); i++) {
            candidate = place.resolveSibling(stem + "-" + i);
        }
        return candidate;
    }

    /**
     * The purpose of a hidden file or folder that belongs to this place alone: with a mark of its name, so that what a
     * killed process left of it is not taken for what was left of another.
     *
     * @param purpose such as {@code part}, for {@link #hidden}, {@link #abandoned} and the lock of a {@link Claim}
     */
    public static String purpose(String purpose, Path place) {
        byte[] name = place.getFileName().toString().getBytes(StandardCharsets.UTF_8);
        return purpose + "-" + Long.toHexString(UUID.nameUUIDFromBytes(name).getMostSignificantBits());
    }

    /** Forces a file, or the entries of a folder, to the device where the system can do that. */
    public static void force(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        try (FileChannel channel = FileChannel.open(path,
                folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException failed) {
            if (!folder) {
                throw failed;
            }
            // Windows cannot open a folder
            System.getLogger(Destination.class.getName()).log(System.Logger.Level.DEBUG, "not forced: " + path, failed);
        }
    }

    /**
     * Files and folders beside a place that bear a name of {@link #hidden} for this purpose and that no running process
     * has begun.
     *
     * @return in the order of their names; none where the folder may not be listed
     * @throws IOException if listing it fails
     */
    public static List<Path> abandoned(Path place, String purpose) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(".mha-" + purpose + "-") + "(\\d{1,18})(-\\d+)?");
        Path folder = place.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> {
                Matcher matcher = name.matcher(path.getFileName().toString());
                return matcher.matches() && !Unfinished.isBegun(path) && !isOther(Long.parseLong(matcher.group(1)));
            }).sorted().toList();
        } catch (AccessDeniedException hidden) {
            return List.of();
        } catch (UncheckedIOException failed) { // as the stream throws it in the middle of the folder
            throw failed.getCause();
        }
    }

    /** Whether another process has this number: what carries our own is left from an earlier one, as in a container. */
    private static boolean isOther(long pid) {
        return pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent();
    }

    /**
     * Refuses to replace what the command reads, under whatever name or link.
     *
     * @param target the file or folder to be replaced
     * @param inputs paths that are read; {@code -} for standard input
     * @throws IOException in one sentence that names both
     */
    public static void requireOther(Path target, List<String> inputs) throws IOException {
        for (String input : inputs) {
            Path read = Path.of(input.equals("-") ? "/dev/stdin" : input);
            if (isSame(target, read)) {
                throw new IOException("cannot write " + target + ": the command reads "
                        + (input.equals("-") ? "it on standard input" : input) + "; choose another name");
            }
            if (holds(target, read)) {
                throw new IOException("cannot write " + target + ": it holds "
                        + (input.equals("-")
                                ? "what the command reads on standard input"
                                : input
                                        + ", which the command reads")
                        + "; choose another name");
            }
        }
    }

    // A target that is not there replaces nothing; a pipe or an input that is not there has no name to compare.

    private static boolean isSame(Path target, Path input) {
        try {
            return Files.isSameFile(target, input);
        } catch (IOException notBothThere) {
            return false;
        }
    }

    private static boolean holds(Path target, Path input) {
        try {
            return input.toRealPath().startsWith(target.toRealPath());
        } catch (IOException notBothThere) {
            return false;
        }
    }
}
