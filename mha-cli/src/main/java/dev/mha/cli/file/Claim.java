package dev.mha.cli.file;

import dev.mha.cli.failure.FailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claim of one command on a file that it writes again and again as its work goes on, or on a folder of such files.
 * A second command at the same time would write over what the first one keeps. It is a locked hidden file: the lock
 * ends with the process, however that ends, and the next claim takes up a file that was left.
 */
public final class Claim {
    /** Another command may take its file away just before it is locked. */
    private static final int ATTEMPTS = 100;

    private static final Map<Path, FileChannel> HELD = new ConcurrentHashMap<>();

    private Claim() {}

    /**
     * Claims a file until {@link #release}.
     *
     * @throws FailureException if another command has it
     */
    public static void file(Path file) {
        Path place = file.toAbsolutePath();
        claim(place.resolveSibling("." + place.getFileName() + ".lock"),
                file + " is in use by another mha: wait for it,"
                        + " or name another file");
    }

    /**
     * Claims a folder that is there until {@link #release}.
     *
     * @throws FailureException if another command has it
     */
    public static void folder(Path folder) {
        claim(folder.toAbsolutePath().resolve(".lock"), folder + " is in use by another mha: wait for it, or name"
                + " another folder");
    }

    private static void claim(Path lock, String taken) {
        if (HELD.containsKey(lock)) {
            return;
        }
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!locked(channel)) {
                    channel.close();
                    throw new FailureException(taken, null);
                }
                if (isAt(lock, channel)) {
                    Unfinished.begin(lock);
                    HELD.put(lock, channel);
                    return;
                }
                channel.close();
            }
        } catch (IOException without) {
            // a place without locks, or without room: writing will say what is wrong with it
            System.getLogger(Claim.class.getName()).log(System.Logger.Level.DEBUG, "not locked: " + lock, without);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    /** Whether what was locked is still the file of that name, and not one that its owner has just deleted. */
    private static boolean isAt(Path lock, FileChannel channel) throws IOException {
        byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(token), 0);
        return Files.exists(lock) && Arrays.equals(token, Files.readAllBytes(lock));
    }

    /** Gives back all that was claimed. */
    public static void release() {
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
