package dev.mha.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks gzip, one member or many, and refuses anything else behind them, which Java's reader passes over in silence:
 * a file that was put together wrongly would lose its end. Zero bytes, with which some devices fill up, are well.
 */
final class WholeGzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    WholeGzip(InputStream packed) throws IOException {
        super(packed, 1 << 16);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read < 0) {
            requireEnd();
        }
        return read;
    }

    private void requireEnd() throws IOException {
        boolean rest = false;
        for (int i = len - inf.getRemaining() + TRAILER; i < len; i++) {
            rest |= buf[i] != 0;
        }
        for (int next = rest ? -1 : in.read(); next >= 0 && !rest; next = in.read()) {
            rest = next != 0;
        }
        if (rest) {
            throw new IOException("something that is not gzip follows its packed content");
        }
    }
}
