package dev.mha.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Header of an array in NumPy's NPY format, versions 1 to 3.
 *
 * @param kind {@code f} float, {@code i} and {@code u} integers, {@code b} truth values, {@code U} and {@code S} text
 * @param size bytes of an element
 * @param order order of the bytes of an element
 * @param fortran whether the first index runs fastest
 * @param shape sizes
 * @param bytes of the header itself
 */
record NpyHeader(char kind, int size, ByteOrder order, boolean fortran, int[] shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([-0-9,\\s]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([fiubUS])([0-9]{1,6})");

    /**
     * Reads it and leaves the stream at the first element.
     *
     * @param where the array, for messages
     */
    static NpyHeader read(InputStream stream, String where) throws IOException {
        byte[] start = stream.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, 6), MAGIC)) {
            throw new InputException(where + " is not an NPY array: it does not start with the bytes 93 NUMPY");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new InputException(where + " has version " + version + " of the NPY format, known are 1, 2 and 3");
        }
        byte[] size = stream.readNBytes(version == 1 ? 2 : 4);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = (length << 8) | (size[i] & 0xff);
        }
        if (length > LONGEST) {
            throw new InputException(where + " has a header of " + length + " bytes, which is no NPY header");
        }
        byte[] bytes = stream.readNBytes((int) length);
        if (bytes.length < length) {
            throw new InputException(where + " ends inside its header");
        }
        return parse(new String(bytes, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1), where,
                start.length + size.length + bytes.length);
    }

    private static NpyHeader parse(String text, String where, int bytes) {
        Matcher descr = DESCR.matcher(text);
        Matcher fortran = FORTRAN.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find()) {
            throw new InputException(where + (text.contains("'descr'")
                    ? " has a structured dtype; an array of plain numbers is needed"
                    : " has an NPY header without a dtype"));
        }
        if (!fortran.find() || !shape.find()) {
            throw new InputException(where + " has an NPY header without an order or a shape");
        }
        Matcher type = TYPE.matcher(descr.group(1));
        if (!type.matches() || !isKnown(type.group(2).charAt(0), Integer.parseInt(type.group(3)))) {
            throw new InputException(where + " has the dtype '" + NumberText.shorten(descr.group(1)) + "'"
                    + (descr.group(1).endsWith("O") ? " (Python objects)" : "")
                    + "; known are f2, f4, f8, i1 to i8, u1 to u8, bool and text");
        }
        ByteOrder order = type.group(1).equals(">")
                ? ByteOrder.BIG_ENDIAN
                : type.group(1).equals("=") ? ByteOrder.nativeOrder() : ByteOrder.LITTLE_ENDIAN;
        char kind = type.group(2).charAt(0);
        int size = Integer.parseInt(type.group(3)) * (kind == 'U' ? 4 : 1);
        return new NpyHeader(kind, size, order,
                fortran.group(1).equals("True"), shape(shape.group(1), where), bytes);
    }

    private static boolean isKnown(char kind, int size) {
        return switch (kind) {
            case 'f' -> size == 2 || size == 4 || size == 8;
            case 'i', 'u' -> size == 1 || size == 2 || size == 4 || size == 8;
            case 'b' -> size == 1;
            default -> size <= 10_000;
        };
    }

    private static int[] shape(String text, String where) {
        String[] parts = text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1);
        int rank = parts.length > 0 && parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
        int[] shape = new int[rank];
        long elements = 1;
        for (int i = 0; i < rank; i++) {
            if (!parts[i].matches("[0-9]+")) {
                throw new InputException(where + " has the shape (" + text.strip() + "), which makes no sense");
            }
            try {
                shape[i] = Integer.parseInt(parts[i]);
                elements = Math.multiplyExact(elements, (long) shape[i]);
            } catch (ArithmeticException | NumberFormatException large) {
                elements = Long.MAX_VALUE;
            }
        }
        if (elements > Integer.MAX_VALUE - 8) {
            throw new InputException(where + " has the shape (" + text.strip() + "): more values than fit, at most "
                    + (Integer.MAX_VALUE - 8));
        }
        return shape;
    }

    /** Number of elements. */
    int elements() {
        int elements = 1;
        for (int length : shape) {
            elements *= length;
        }
        return elements;
    }

    /** The shape as NumPy writes it. */
    String shapeText() {
        String inner = Arrays.toString(shape);
        return "[" + inner.substring(1, inner.length() - 1) + "]";
    }
}
