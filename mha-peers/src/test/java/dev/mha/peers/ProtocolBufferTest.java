package dev.mha.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of the encoding's own documentation, and a float. */
class ProtocolBufferTest {
    @Test
    void writesWhatTheDocumentationShows() {
        assertArrayEquals(bytes("089601"), new ProtocolBuffer().put(1, 150).toByteArray());
        assertArrayEquals(bytes("120774657374696e67"), new ProtocolBuffer().put(2, "testing").toByteArray());
        assertArrayEquals(bytes("1a03089601"),
                new ProtocolBuffer().put(3, new ProtocolBuffer().put(1, 150)).toByteArray());
        assertArrayEquals(bytes("08feffffffffffffffff01"), new ProtocolBuffer().put(1, -2).toByteArray());
    }

    @Test
    void writesFloatsLowByteFirstAndLargeFieldNumbers() {
        assertArrayEquals(bytes("150000c03f"), new ProtocolBuffer().put(2, 1.5f).toByteArray());
        assertArrayEquals(bytes("a00101"), new ProtocolBuffer().put(20, 1).toByteArray());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
