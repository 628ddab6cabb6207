package dev.mha.cli.input;

import dev.mha.cli.file.Reason;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An opened file or standard input, unpacked if it is gzip.
 *
 * @param name for messages
 * @param stream the bytes, with room to look at the first ones
 * @param path where the same bytes can be read again; null for standard input, a pipe or what was unpacked
 */
record Source(String name, InputStream stream, Path path) implements Closeable {
    private static final int GZIP = 0x1f8b;

    /**
     * Opens a path, or standard input for {@code -}.
     *
     * @throws InputException if it cannot be read
     */
    static Source open(String argument, InputStream standardInput) {
        if (argument.isEmpty()) {
            throw new InputException("the name of the data is empty");
        }
        if (argument.equals("-")) {
            return unpacked("standard input", standardInput, null);
        }
        Path path;
        try {
            path = Path.of(argument);
        } catch (InvalidPathException odd) {
            throw new InputException("'" + NumberText.shorten(argument) + "' is not a path", odd);
        }
        if (Files.isDirectory(path)) {
            throw new InputException(argument + " is a directory, not a data file");
        }
        try {
            return unpacked(argument, Files.newInputStream(path), Files.isRegularFile(path) ? path : null);
        } catch (NoSuchFileException absent) {
            String hint = argument.matches("[a-z]+") ? "; bundled sets are " + BundledSet.names() : "";
            throw new InputException("no such file: " + argument + hint, absent);
        } catch (AccessDeniedException denied) {
            throw new InputException(argument + ": no permission to read it", denied);
        } catch (IOException failed) {
            throw failure(argument, failed);
        }
    }

    private static Source unpacked(String name, InputStream raw, Path path) {
        try {
            BufferedInputStream stream = new BufferedInputStream(raw, 1 << 16);
            byte[] start = start(stream, 2);
            boolean packed = start.length == 2 && (((start[0] & 0xff) << 8) | (start[1] & 0xff)) == GZIP;
            return packed
                    ? new Source(name, new BufferedInputStream(new WholeGzip(stream), 1 << 16), null)
                    : new Source(name, stream, path);
        } catch (IOException failed) {
            throw failure(name, failed);
        }
    }

    /** Whether the content starts with these bytes; it can still be read from the start. */
    boolean startsWith(byte... expected) {
        try {
            return Arrays.equals(start(stream, expected.length), expected);
        } catch (IOException failed) {
            throw failure(name, failed);
        }
    }

    private static byte[] start(InputStream stream, int length) throws IOException {
        stream.mark(length);
        byte[] bytes = stream.readNBytes(length);
        stream.reset();
        return bytes;
    }

    /** The sentence for a file that cannot be read to its end. */
    static InputException failure(String name, IOException failed) {
        return new InputException(name + " cannot be read: " + Reason.of(failed), failed);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException failed) {
            throw failure(name, failed);
        }
    }
}
