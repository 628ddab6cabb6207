package dev.mha.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NPZ files byte by byte, well formed or not, independently of the reader. */
public final class NpzBytes {
    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    /** Adds an array with the given header text and elements. */
    public NpzBytes array(String name, String header, byte[] elements) {
        return raw(name, npy(1, header, elements));
    }

    /** Adds an array of 32-bit floats, {@code shape} as in {@code "2, 3, 1"}. */
    public NpzBytes floats(String name, String shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return array(name, header("<f4", false, shape), bytes.array());
    }

    /** Adds an array of bytes as integers. */
    public NpzBytes bytes(String name, String shape, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return array(name, header("|i1", false, shape), bytes);
    }

    /** Adds an entry as it is. */
    public NpzBytes raw(String name, byte[] content) {
        arrays.put(name + ".npy", content);
        return this;
    }

    /** Text of a header. */
    public static String header(String type, boolean fortran, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" + shape
                + (shape.contains(",") || shape.isEmpty() ? "" : ",") + "), }";
    }

    /** An NPY array of a version of the format. */
    public static byte[] npy(int version, String header, byte[] elements) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int prefix = version == 1 ? 10 : 12;
        int length = (prefix + text.length + 1 + 63) / 64 * 64 - prefix;
        ByteBuffer bytes = ByteBuffer.allocate(prefix + length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) length);
        } else {
            bytes.putInt(length);
        }
        bytes.put(text);
        while (bytes.position() < prefix + length - 1) {
            bytes.put((byte) ' ');
        }
        return bytes.put((byte) '\n').put(elements).array();
    }

    /** The file, packed. */
    public byte[] build() throws IOException {
        return build(true);
    }

    /** The file, packed as by {@code numpy.savez_compressed} or stored as by {@code numpy.savez}. */
    public byte[] build(boolean packed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey());
                if (!packed) {
                    CRC32 checksum = new CRC32();
                    checksum.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(checksum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
