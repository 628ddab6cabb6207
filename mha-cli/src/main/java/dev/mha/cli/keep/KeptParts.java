package dev.mha.cli.keep;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.file.Claim;
import dev.mha.cli.file.Reason;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.curvature.PartStore;
import dev.mha.kernels.Kernels;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Parts of one piece of long work in a file: figures in double under the name of their part, behind the settings of the
 * work, with a checksum. Double holds a float exactly, so parameters come back to the same bits.
 */
public final class KeptParts implements PartStore {
    private static final String FORMAT = "mha.kept/4";

    private static final String VERSION = "version";
    private static final String MACHINE = "machine";

    /** From one time to the next that what changes all the time is kept. */
    private static final long EVERY_NANOS = 2_000_000_000L;

    /** Figures that are read or written at once. */
    private static final int CHUNK = 8192;

    private final KeptFile file;
    private final String kind;
    private final Map<String, String> settings;
    private final Map<String, double[]> parts = new LinkedHashMap<>();
    private boolean dirty;

    private KeptParts(KeptFile file, String kind, Map<String, String> settings) {
        this.file = file;
        this.kind = kind;
        this.settings = settings;
    }

    /**
     * Reads what is there.
     *
     * @param screen is told when the file cannot be written later: the work goes on without it
     * @param kind what is kept, for messages
     * @param work all that the figures depend on, options under their names; version and machine are looked at here
     * @param inputs paths that the command reads
     * @throws UsageException if the file is of other options or data, in one sentence that names what differs
     * @throws FailureException if it is anything else, or cannot be written
     */
    public static KeptParts open(Screen screen, Path path, String kind, Map<String, String> work, List<String> inputs) {
        WholeFile.check(path, true, inputs);
        Claim.file(path);
        // first, since other versions may have other options
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(VERSION, Version.program());
        settings.put(MACHINE, Kernels.describe().toString());
        settings.putAll(work);
        KeptParts kept = new KeptParts(new KeptFile(screen, path), kind, settings);
        if (Files.exists(path)) {
            try {
                kept.read(path);
            } catch (EOFException | UTFDataFormatException damaged) {
                throw KeptFile.refused(path, "it is damaged", damaged);
            } catch (IOException other) {
                throw KeptFile.refused(path, Reason.of(other), other);
            }
        }
        return kept;
    }

    private void read(Path path) throws IOException {
        CRC32C sum = new CRC32C();
        long size = Files.size(path);
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(path)), sum))) {
            if (!said(in)) {
                throw new IOException("it holds no " + kind);
            }
            Map<String, String> found = new LinkedHashMap<>();
            for (int count = in.readInt(); count > 0; count--) {
                found.put(in.readUTF(), in.readUTF());
            }
            Map<String, double[]> figures = new LinkedHashMap<>();
            for (int count = in.readInt(); count > 0; count--) {
                figures.put(in.readUTF(), figures(in, size));
            }
            long computed = sum.getValue();
            if (in.readLong() != computed || in.read() >= 0) {
                throw new IOException("it is damaged");
            }
            // a checksum that fits was written by us: from here on the difference is the user's
            settings.forEach((name, value) -> requireSame(path, name, found.get(name), value));
            parts.putAll(figures);
        }
    }

    /** Whether a file begins as those of this kind do. */
    private boolean said(DataInputStream in) throws IOException {
        for (String word : List.of(FORMAT, kind)) {
            byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
            if (in.read() != wanted.length || !Arrays.equals(in.readNBytes(wanted.length), wanted)) {
                return false;
            }
        }
        return true;
    }

    private static void requireSame(Path path, String name, String found, String value) {
        if (value.equals(found)) {
            return;
        }
        if (name.equals(VERSION) || name.equals(MACHINE)) {
            throw KeptFile.refused(path, "it is of another " + name, null);
        }
        throw new UsageException(name.startsWith("--") && found != null
                ? path + " was begun with " + name + " " + found + ", not " + value + ": name another file"
                : path + " was begun with other " + name + ": name another file");
    }

    private static double[] figures(DataInputStream in, long size) throws IOException {
        int length = in.readInt();
        if (length < 0 || 8L * length > size) {
            throw new IOException("it is damaged");
        }
        double[] figures = new double[length];
        byte[] bytes = new byte[8 * CHUNK];
        for (int from = 0; from < length; from += CHUNK) {
            int count = Math.min(CHUNK, length - from);
            in.readFully(bytes, 0, 8 * count);
            ByteBuffer.wrap(bytes).asDoubleBuffer().get(figures, from, count);
        }
        return figures;
    }

    private void write(Path path) throws IOException {
        CRC32C sum = new CRC32C();
        try (DataOutputStream out = new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)), sum))) {
            for (String word : List.of(FORMAT, kind)) {
                out.writeByte(word.length());
                out.writeBytes(word);
            }
            out.writeInt(settings.size());
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                out.writeUTF(setting.getKey());
                out.writeUTF(setting.getValue());
            }
            out.writeInt(parts.size());
            byte[] bytes = new byte[8 * CHUNK];
            for (Map.Entry<String, double[]> part : parts.entrySet()) {
                double[] figures = part.getValue();
                out.writeUTF(part.getKey());
                out.writeInt(figures.length);
                for (int from = 0; from < figures.length; from += CHUNK) {
                    int count = Math.min(CHUNK, figures.length - from);
                    ByteBuffer.wrap(bytes).asDoubleBuffer().put(figures, from, count);
                    out.write(bytes, 0, 8 * count);
                }
            }
            out.writeLong(sum.getValue());
        }
    }

    /** Number of parts. */
    public synchronized int size() {
        return parts.size();
    }

    /** Whether there is something to go on from, and all of it is in the file. */
    public synchronized boolean isKept() {
        return flush() && !parts.isEmpty();
    }

    @Override
    public synchronized double[] find(String part) {
        return parts.get(part);
    }

    @Override
    public synchronized void keep(String part, double[] figures) {
        parts.put(part, figures);
        dirty = true;
        if (file.rested()) {
            boolean ignored = flush();
        }
    }

    @Override
    public synchronized boolean due() {
        return !file.failed() && (Interruption.requested() || file.rested(EVERY_NANOS));
    }

    /** Whether what has taken long may be kept at once. */
    public synchronized boolean rested() {
        return !file.failed() && file.rested();
    }

    /**
     * Writes what is not yet written.
     *
     * @return whether all of it is kept
     */
    public synchronized boolean flush() {
        if (dirty && file.write(this::write)) {
            dirty = false;
        }
        return !file.failed();
    }
}
