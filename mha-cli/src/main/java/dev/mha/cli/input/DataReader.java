package dev.mha.cli.input;

import java.io.InputStream;

/** Reads data of any form: the name of a bundled set, a CSV or NPZ file, or {@code -} for standard input. */
public final class DataReader {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** What spreadsheets write in front of text they call Unicode. */
    private static final byte[] UTF16_LITTLE = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] UTF16_BIG = {(byte) 0xFE, (byte) 0xFF};

    private DataReader() {}

    /**
     * Reads the data.
     *
     * @param argument name of a bundled set, path, or {@code -}
     * @param format what the user says about the data; a bundled set needs no word
     * @param standardInput what {@code -} reads
     * @throws InputException in one sentence, if the data cannot be used
     */
    public static Samples read(String argument, DataFormat format, InputStream standardInput) {
        BundledSet bundled = BundledSet.byName(argument);
        if (bundled != null) {
            return bundled.read();
        }
        try (Source source = Source.open(argument, standardInput)) {
            if (source.startsWith(ZIP) || source.startsWith(EMPTY_ZIP)) {
                return NpzSamples.read(source, format);
            }
            if (source.startsWith(NPY)) {
                throw new InputException(
                        source.name() + " is a single NPY array: labels are needed too, save both with"
                                + " numpy.savez(file, X=..., y=...)");
            }
            if (source.startsWith(UTF16_LITTLE) || source.startsWith(UTF16_BIG)) {
                throw new InputException(source.name() + " is UTF-16 text; save it as UTF-8");
            }
            return CsvSamples.read(source, format);
        }
    }
}
