package dev.mha.cli.input;

import dev.mha.cli.file.Reason;
import dev.mha.cli.file.Shortage;
import dev.mha.cli.file.Unfinished;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Samples from an NPZ file: {@code X} [n, T, d], or [n, columns]; {@code y} [n], not needed for prediction; optional
 * {@code mask} [n, T], 1 for a token and 0 for the padding at the end; optional {@code test} [n], 1 for samples set
 * apart for testing.
 */
final class NpzSamples {
    private static final Set<String> ARRAYS = Set.of("X", "y", "mask", "test");

    private final String name;
    private final DataFormat format;
    private final ZipFile zip;

    private NpzSamples(String name, DataFormat format, ZipFile zip) {
        this.name = name;
        this.format = format;
        this.zip = zip;
    }

    static Samples read(Source source, DataFormat format) {
        if (format.label() != null || format.part() != null || format.features() != null) {
            String option = format.label() != null ? "--label" : format.part() != null ? "--part" : "--features";
            throw new InputException(source.name() + " is an NPZ file, whose arrays are X, y, mask and test: " + option
                    + " is for CSV files");
        }
        // The directory of a zip file is at its end, and only there it shows that no array is cut off.
        if (source.path() != null) {
            return read(source.name(), source.path(), format);
        }
        Path copy = copy(source);
        try {
            return read(source.name(), copy, format);
        } finally {
            delete(copy);
        }
    }

    private static Samples read(String name, Path path, DataFormat format) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            return new NpzSamples(name, format, zip).read();
        } catch (ZipException broken) {
            throw new InputException(name + " is a broken NPZ file, it may be cut off: " + broken.getMessage(), broken);
        } catch (IOException failed) {
            throw Source.failure(name, failed);
        }
    }

    private static Path copy(Source source) {
        Path copy = null;
        try {
            copy = Files.createTempFile("mha-", ".npz");
            Unfinished.begin(copy);
            Files.copy(source.stream(), copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException failed) {
            delete(copy);
            throw new InputException(source.name() + " cannot be copied to the folder for temporary files, "
                    + System.getProperty("java.io.tmpdir") + ": " + Reason.of(failed), failed);
        }
    }

    private static void delete(Path copy) {
        if (copy == null) {
            return;
        }
        try {
            Files.deleteIfExists(copy);
            Unfinished.end(copy);
        } catch (IOException left) {
            // It lies in the folder for temporary files, which the system cleans; the data are read.
            copy.toFile().deleteOnExit();
        }
    }

    private Samples read() throws IOException {
        int[] shape;
        float[] values;
        try (NpyArray array = array("X", true)) {
            shape = array.header().shape();
            checkShape(array.header());
            values = array.floats();
        }
        int n = shape[0];
        Grid grid = grid(shape);
        boolean[] mask = flags("mask", n, grid.tokens());
        int[] lengths = mask == null ? null : lengths(mask, n, grid.tokens());
        float[] x = filled(values, n, grid, lengths, shape);
        int width = grid.features() + (format.missing() == Missing.INDICATOR ? 1 : 0);
        String[] ids = new String[n];
        for (int i = 0; i < n; i++) {
            ids[i] = Integer.toString(i);
        }
        return new Samples(name, name + ": y", ids, grid.tokens(), width, x,
                lengths == null ? null : Samples.lengthsOrNull(lengths, grid.tokens()), labels(n),
                flags("test", n, 1), List.of(), mask != null, false, notes());
    }

    /** Names what is not read: an array that was meant to be one of the known ones must not be missed in silence. */
    private List<String> notes() {
        List<String> others = zip.stream().map(e -> e.getName().replaceFirst("\\.npy$", ""))
                .filter(array -> !ARRAYS.contains(array)).toList();
        return others.isEmpty()
                ? List.of()
                : List.of("not used: " + (others.size() == 1 ? "array " : "arrays ")
                        + NumberText.shorten(String.join(", ", others)) + "; " + name
                        + " is read for X, y, mask and test");
    }

    private void checkShape(NpyHeader header) {
        int[] shape = header.shape();
        if (shape.length != 3 && shape.length != 2) {
            throw new InputException(name + ": X has the shape " + header.shapeText()
                    + ", needed are [samples, tokens, features] or [samples, columns]");
        }
        if (header.elements() == 0) {
            throw new InputException(name + ": X has the shape " + header.shapeText() + ": it holds no value");
        }
    }

    private Grid grid(int[] shape) {
        if (shape.length == 3) {
            Grid grid = new Grid(shape[1], shape[2]);
            if (format.tokens() != null && !format.tokens().equals(grid)) {
                throw new InputException(name + ": X has " + grid + " tokens and features, --tokens says "
                        + format.tokens());
            }
            return grid;
        }
        Grid grid = format.grid() == null ? new Grid(shape[1], 1) : format.grid();
        if (grid.columns() != shape[1]) {
            throw new InputException(name + ": " + format.gridWord() + " takes " + grid.columns() + " columns, X has "
                    + shape[1]);
        }
        return grid;
    }

    private float[] filled(float[] values, int n, Grid grid, int[] lengths, int[] shape) {
        boolean indicator = format.missing() == Missing.INDICATOR;
        int d = grid.features();
        int width = d + (indicator ? 1 : 0);
        float[] x = indicator ? Samples.room(name, n, grid.tokens(), width) : values;
        for (int row = 0; row < n * grid.tokens(); row++) {
            boolean padding = lengths != null && row % grid.tokens() >= lengths[row / grid.tokens()];
            for (int j = 0; j < d; j++) {
                float value = values[row * d + j];
                boolean missing = Float.isNaN(value) && !padding;
                if (missing && format.missing() == Missing.REFUSE) {
                    throw CsvSamples.missing(name + ": X" + NpyArray.index(shape, row * d + j) + " is NaN");
                }
                x[row * width + j] = padding || missing ? 0 : value;
                if (missing && indicator) {
                    x[row * width + d] = 1;
                }
            }
        }
        return x;
    }

    private int[] lengths(boolean[] mask, int n, int tokens) {
        int[] lengths = new int[n];
        for (int i = 0; i < n; i++) {
            int length = 0;
            while (length < tokens && mask[i * tokens + length]) {
                length++;
            }
            for (int t = length; t < tokens; t++) {
                if (mask[i * tokens + t]) {
                    throw new InputException(name + ": mask[" + i + "] has a hole: token " + length
                            + " is padding, but token " + t + " is not (counted from 0); padding must be at the end");
                }
            }
            if (length == 0) {
                throw new InputException(name + ": mask[" + i + "] is all padding: a sample needs a token");
            }
            lengths[i] = length;
        }
        return lengths;
    }

    private String[] labels(int n) throws IOException {
        try (NpyArray array = array("y", format.labelled())) {
            if (array == null) {
                return null;
            }
            int[] shape = array.header().shape();
            boolean column = shape.length == 2 && shape[1] == 1;
            if ((shape.length != 1 && !column) || shape[0] != n) {
                throw new InputException(name + ": y has the shape " + array.header().shapeText() + ", X has " + n
                        + " samples");
            }
            String[] labels = array.texts();
            for (int i = 0; i < n; i++) {
                if (NumberText.isMissing(labels[i])) {
                    if (format.labelled()) {
                        throw new InputException(name + ": y[" + i + "] is missing (" + labels[i] + ")");
                    }
                    labels[i] = "";
                }
            }
            return Samples.labelsOrNull(labels);
        }
    }

    private boolean[] flags(String array, int n, int tokens) throws IOException {
        try (NpyArray content = array(array, false)) {
            if (content == null) {
                return null;
            }
            int[] shape = content.header().shape();
            if (shape.length == 0 || shape[0] != n || content.header().elements() != n * tokens) {
                throw new InputException(name + ": " + array + " has the shape " + content.header().shapeText()
                        + ", needed is " + (array.equals("mask") ? "[" + n + ", " + tokens + "]" : "[" + n + "]"));
            }
            float[] values = content.floats();
            boolean[] flags = new boolean[values.length];
            for (int k = 0; k < values.length; k++) {
                if (values[k] != 0 && values[k] != 1) {
                    throw new InputException(name + ": " + array + NpyArray.index(shape, k) + " is " + values[k]
                            + ", must be 0 or 1");
                }
                flags[k] = values[k] == 1;
            }
            return flags;
        }
    }

    /** Opens an array that is undamaged; null when it is not there and not needed. */
    private NpyArray array(String array, boolean needed) throws IOException {
        List<? extends ZipEntry> found = zip.stream().filter(e -> e.getName().equals(array + ".npy")).toList();
        if (found.size() > 1) {
            throw new InputException(name + " has the array " + array + " twice");
        }
        if (found.isEmpty() && needed) {
            List<String> names = zip.stream().limit(8).map(e -> e.getName().replaceFirst("\\.npy$", "")).toList();
            throw new InputException(name + " has no array " + array + "; it has "
                    + (names.isEmpty() ? "none" : NumberText.shorten(String.join(", ", names))));
        }
        if (found.isEmpty()) {
            return null;
        }
        requireRoom(found.getFirst(), name + ": " + array);
        long bytes = checked(found.getFirst(), name + ": " + array);
        return NpyArray.open(new BufferedInputStream(zip.getInputStream(found.getFirst()), 1 << 16), bytes,
                name + ": " + array);
    }

    /**
     * Refuses values that do not fit the memory before they are unpacked, which takes minutes where few bytes hold
     * gigabytes. What is wrong with the array itself is found once it is checked.
     */
    private void requireRoom(ZipEntry member, String where) {
        String shortage;
        try (InputStream stream = zip.getInputStream(member)) {
            NpyHeader header = NpyHeader.read(stream, where);
            long bytes = (long) header.elements() * header.size();
            if (member.getSize() >= 0 && member.getSize() < bytes) {
                return;
            }
            // as they are read, and once more as tokens
            shortage = Shortage.of(2L * Float.BYTES * header.elements(), where + " has the shape " + header.shapeText()
                    + ", its values", "use fewer samples");
        } catch (IOException | InputException wrong) {
            return;
        }
        if (shortage != null) {
            throw new InputException(shortage);
        }
    }

    /** Number of bytes of a member whose checksum holds: Java's reader of zip files does not look at it. */
    private long checked(ZipEntry member, String where) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] piece = new byte[1 << 16];
        long bytes = 0;
        try (InputStream stream = zip.getInputStream(member)) {
            for (int n = stream.read(piece); n >= 0; n = stream.read(piece)) {
                checksum.update(piece, 0, n);
                bytes += n;
            }
        } catch (ZipException | EOFException broken) {
            throw new InputException(where + " is damaged: it cannot be unpacked", broken);
        }
        if (checksum.getValue() != member.getCrc()) {
            throw new InputException(where + " is damaged: its checksum is not the one that was saved with it");
        }
        return bytes;
    }
}
