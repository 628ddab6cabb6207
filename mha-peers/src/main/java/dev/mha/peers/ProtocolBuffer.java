package dev.mha.peers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message of Protocol Buffers, written field by field: the four kinds that a model of one operator needs. */
final class ProtocolBuffer {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A whole number, as int32, int64 or enum. */
    ProtocolBuffer put(int field, long number) {
        tag(field, VARINT);
        varint(number);
        return this;
    }

    ProtocolBuffer put(int field, float number) {
        tag(field, FIXED_32);
        int bits = Float.floatToRawIntBits(number);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(bits >>> shift);
        }
        return this;
    }

    ProtocolBuffer put(int field, String text) {
        return put(field, text.getBytes(StandardCharsets.UTF_8));
    }

    ProtocolBuffer put(int field, ProtocolBuffer message) {
        return put(field, message.toByteArray());
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private ProtocolBuffer put(int field, byte[] content) {
        tag(field, LENGTH);
        varint(content.length);
        bytes.writeBytes(content);
        return this;
    }

    private void tag(int field, int kind) {
        varint(8L * field + kind);
    }

    /** Seven bits a byte, low ones first; the eighth says that more follow. */
    private void varint(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
