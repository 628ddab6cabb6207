package dev.mha.cli.file;

import dev.mha.cli.failure.FailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The claim of one command on a file that it writes again and again as its work goes on, or on a folder of such files.
 * A second command at the same time would write over what the first one keeps. It is a locked hidden file: the lock
 * ends with the process, however that ends, and the next claim takes up a file that was left.
 */
public final class Claim {
    /** Another command may take its file away just before it is locked. */
    private static final int ATTEMPTS = 100;

    /** Lengths to tell one lock from another by: short, since a disk may write out every byte. */
    private static final int LONGEST = 4096;

    /** By the file that is locked. A process that closes any other channel of that file would lose the lock. */
    private static final Map<Path, FileChannel> HELD = new HashMap<>();

    private Claim() {}

    /**
     * Claims a file until {@link #release}.
     *
     * @throws FailureException if another command has it
     */
    public static void file(Path file) {
        Path place = file.toAbsolutePath();
        claim(place.getParent(), ".mha-" + Destination.purpose("lock", place),
                file + " is in use by another mha: wait for it, or name another file");
    }

    /**
     * Claims a folder that is there until {@link #release}.
     *
     * @throws FailureException if another command has it
     */
    public static void folder(Path folder) {
        claim(folder, ".mha-lock", folder + " is in use by another mha: wait for it, or name another folder");
    }

    private static synchronized void claim(Path folder, String name, String taken) {
        try {
            Path lock = folder.toRealPath().resolve(name);
            for (int attempt = 0; attempt < ATTEMPTS && !HELD.containsKey(lock); attempt++) {
                claim(lock, taken);
            }
        } catch (IOException without) {
            // a place without locks, or without room: writing will say what is wrong with it
            System.getLogger(Claim.class.getName()).log(System.Logger.Level.DEBUG, "not locked: " + folder, without);
        }
    }

    private static void claim(Path lock, String taken) throws IOException {
        boolean made = !Files.exists(lock, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = open(lock, taken);
        try {
            if (!locked(channel)) {
                throw new FailureException(taken, null);
            }
            if (isAt(lock, channel)) {
                Unfinished.begin(lock);
                HELD.put(lock, channel);
            }
        } catch (IOException without) {
            // a place without locks: what was made for one must not stay
            if (made) {
                Files.deleteIfExists(lock);
            }
            throw without;
        } finally {
            if (!HELD.containsKey(lock)) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path lock, String taken) throws IOException {
        try {
            return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException denied) {
            if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
                throw new FailureException(taken + "; or delete " + lock + ", which cannot be opened, if it was left",
                        denied);
            }
            throw denied;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    /**
     * Whether what was locked is still the file of that name, and not one that its owner has just deleted: told by two
     * lengths in turn, drawn at random, since a file that is opened and closed again loses its lock.
     */
    private static boolean isAt(Path lock, FileChannel channel) throws IOException {
        try {
            boolean same = true;
            for (int drawn = 0; drawn < 2; drawn++) {
                int length = ThreadLocalRandom.current().nextInt(1, LONGEST);
                channel.write(ByteBuffer.allocate(1), length - 1);
                channel.truncate(length);
                same &= Files.size(lock) == length;
            }
            return same;
        } catch (NoSuchFileException deleted) {
            return false;
        } finally {
            channel.truncate(0);
        }
    }

    /** Gives back all that was claimed. */
    public static synchronized void release() {
        HELD.forEach((lock, channel) -> {
            try (channel) {
                Files.deleteIfExists(lock);
            } catch (IOException left) {
                System.getLogger(Claim.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + lock, left);
            }
            Unfinished.end(lock);
        });
        HELD.clear();
    }
}
