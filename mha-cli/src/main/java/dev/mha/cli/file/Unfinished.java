package dev.mha.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Hidden files, and folders of files, that are being written and must not survive an interruption. */
public final class Unfinished {
    /** A folder may get one more file between the deletion of its files and its own; once it is gone it gets none. */
    private static final int ATTEMPTS = 100;
    private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    private Unfinished() {}

    /** From now on an interruption deletes this folder if nothing is in it: it was made for files that did not come. */
    public static void made(Path folder) {
        FOLDERS.add(folder);
    }

    /** From now on an interruption deletes this file, or this folder with the files in it. */
    public static void begin(Path path) {
        PATHS.add(path);
    }

    /** The file or folder is whole, or gone. */
    public static void end(Path path) {
        PATHS.remove(path);
    }

    /** Whether this file or folder is being written by this process. */
    static boolean isBegun(Path path) {
        return PATHS.contains(path);
    }

    /** Puts something finished in its place. */
    @FunctionalInterface
    public interface Placing {
        /** Renames it. */
        void run() throws IOException;
    }

    /**
     * Puts what has begun in its place and ends it. An interruption waits: between the renames it would delete files
     * that have just become the user's, or leave the earlier ones under a hidden name.
     *
     * @throws IOException if that fails, or an interruption was first
     */
    public static void place(Path path, Placing placing) throws IOException {
        synchronized (PATHS) {
            if (!PATHS.contains(path)) {
                throw new IOException("interrupted");
            }
            placing.run();
            PATHS.remove(path);
        }
    }

    /** Deletes what has begun and not ended; what cannot be deleted stays. */
    public static void delete() {
        synchronized (PATHS) {
            deleteAll();
            PATHS.clear();
            FOLDERS.forEach(Unfinished::deleteEmpty);
            FOLDERS.clear();
        }
    }

    private static void deleteAll() {
        for (Path path : PATHS) {
            for (int i = 0; i < ATTEMPTS && Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
                delete(path);
            }
        }
    }

    private static void deleteEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException used) {
            System.getLogger(Unfinished.class.getName()).log(System.Logger.Level.DEBUG, "not empty: " + folder, used);
        }
    }

    private static void delete(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                List<Path> files;
                try (Stream<Path> entries = Files.list(path)) {
                    files = entries.toList();
                }
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException left) {
            // The process is ending; a hidden file that cannot be deleted is all that stays.
            System.getLogger(Unfinished.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + path, left);
        }
    }
}
