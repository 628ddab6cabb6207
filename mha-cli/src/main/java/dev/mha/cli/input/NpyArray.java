package dev.mha.cli.input;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;

/**
 * An array of an NPZ file: its header, and its elements still to be read.
 *
 * @param header type and shape
 * @param stream the elements
 * @param where the file and array, for messages
 */
record NpyArray(NpyHeader header, InputStream stream, String where) implements Closeable {
    /** Bytes read at once, at least one element. */
    private static final int BATCH = 1 << 16;

    /**
     * Reads the header. What it claims is checked against what is there before any room is made for it.
     *
     * @param bytes of header and elements
     */
    static NpyArray open(InputStream stream, long bytes, String where) throws IOException {
        NpyHeader header = NpyHeader.read(stream, where);
        long left = bytes - header.bytes();
        long wanted = (long) header.elements() * header.size();
        if (left < wanted) {
            throw new InputException(where + " ends before the " + header.elements() + " values of its shape "
                    + header.shapeText() + " do");
        }
        if (left > wanted) {
            throw new InputException(where + " has more bytes than its shape " + header.shapeText() + " asks for");
        }
        return new NpyArray(header, stream, where);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /**
     * Reads all elements as floats, first index slowest; NaN stays NaN.
     *
     * @throws InputException if they are text, or one is infinite or too large for a float
     */
    float[] floats() throws IOException {
        if (header.kind() == 'U' || header.kind() == 'S') {
            throw new InputException(where + " holds text, not numbers");
        }
        float[] values = new float[header.elements()];
        int[] next = {0};
        read((buffer, at) -> {
            double value = number(buffer, at);
            if (Float.isInfinite((float) value)) {
                throw new InputException(where + index(place(next[0])) + " is " + value
                        + (Double.isInfinite(value) ? "" : ", too large for a 32-bit number"));
            }
            values[place(next[0]++)] = (float) value;
        });
        return values;
    }

    /** Reads all elements as text: whole numbers without a fraction, truth values as 0 and 1. */
    String[] texts() throws IOException {
        String[] values = new String[header.elements()];
        int[] next = {0};
        read((buffer, at) -> values[place(next[0]++)] = text(buffer, at));
        return values;
    }

    private void read(ObjIntConsumer<ByteBuffer> element) throws IOException {
        int size = header.size();
        int left = header.elements();
        int most = Math.min(left, Math.max(1, BATCH / Math.max(1, size)));
        byte[] piece = new byte[most * size];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(header.order());
        while (left > 0) {
            int batch = Math.min(left, most);
            if (stream.readNBytes(piece, 0, batch * size) < batch * size) {
                throw new EOFException("the array ends while it is read");
            }
            for (int i = 0; i < batch; i++) {
                element.accept(buffer, i * size);
            }
            left -= batch;
        }
    }

    private double number(ByteBuffer buffer, int at) {
        return switch (header.kind()) {
            case 'f' -> switch (header.size()) {
                case 2 -> Float.float16ToFloat(buffer.getShort(at));
                case 4 -> buffer.getFloat(at);
                default -> buffer.getDouble(at);
            };
            case 'b' -> buffer.get(at) == 0 ? 0 : 1;
            default -> {
                long value = integer(buffer, at);
                boolean huge = header.kind() == 'u' && value < 0;
                yield huge ? (value >>> 1) * 2.0 : value;
            }
        };
    }

    private long integer(ByteBuffer buffer, int at) {
        boolean unsigned = header.kind() == 'u';
        return switch (header.size()) {
            case 1 -> unsigned ? buffer.get(at) & 0xff : buffer.get(at);
            case 2 -> unsigned ? buffer.getShort(at) & 0xffff : buffer.getShort(at);
            case 4 -> unsigned ? buffer.getInt(at) & 0xffffffffL : buffer.getInt(at);
            default -> buffer.getLong(at);
        };
    }

    private String text(ByteBuffer buffer, int at) {
        return switch (header.kind()) {
            case 'U' -> wideText(buffer, at);
            case 'S' -> {
                byte[] bytes = new byte[header.size()];
                buffer.get(at, bytes);
                String padded = new String(bytes, StandardCharsets.UTF_8);
                int end = padded.indexOf('\0');
                yield end < 0 ? padded : padded.substring(0, end);
            }
            case 'i' -> Long.toString(integer(buffer, at));
            case 'u' -> Long.toUnsignedString(integer(buffer, at));
            default -> {
                double value = number(buffer, at);
                boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
                yield whole ? Long.toString((long) value) : Double.toString(value);
            }
        };
    }

    private String wideText(ByteBuffer buffer, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < header.size() / 4 && buffer.getInt(at + 4 * i) != 0; i++) {
            int point = buffer.getInt(at + 4 * i);
            text.appendCodePoint(Character.isValidCodePoint(point) ? point : '?');
        }
        return text.toString();
    }

    /** Where an element of the file belongs when the last index runs fastest. */
    private int place(int element) {
        if (!header.fortran()) {
            return element;
        }
        int[] shape = header.shape();
        int place = 0;
        int stride = header.elements();
        int rest = element;
        for (int length : shape) {
            stride /= length;
            place += rest % length * stride;
            rest /= length;
        }
        return place;
    }

    /** The index of an element in brackets. */
    private String index(int place) {
        return index(header.shape(), place);
    }

    /** The index in brackets of an element whose last index runs fastest. */
    static String index(int[] shape, int place) {
        StringBuilder text = new StringBuilder("]");
        int rest = place;
        for (int i = shape.length - 1; i >= 0; i--) {
            text.insert(0, rest % shape[i]).insert(0, i == 0 ? "[" : ", ");
            rest /= shape[i];
        }
        return text.toString();
    }
}
