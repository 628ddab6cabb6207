package dev.mha.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * 60 samples of two tokens, whose class is the product of the signs of both: small data that take more than one head.
 */
final class ProductOfSigns {
    private ProductOfSigns() {}

    /** Writes them as a table with one row a sample. */
    static void write(Path file) throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d,label\n");
        for (int i = 0; i < 60; i++) {
            int a = i % 2 == 0 ? 1 : -1;
            int c = i / 2 % 2 == 0 ? 1 : -1;
            rows.append(a * (1 + i % 7)).append(',').append(i % 3).append(',').append(c * (1 + i % 5)).append(',')
                    .append(i % 4).append(',').append(a * c > 0 ? "good" : "bad").append('\n');
        }
        Files.writeString(file, rows);
    }
}
