package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The matrices drawn in {@link AttentionMask}, and the edges beside them. */
class AttentionMaskTest {
    @ParameterizedTest
    @CsvSource({"3, 5, true, 5, 11100 11110 11111", "5, 3, true, 3, 000 000 100 110 111",
            "4, 4, true, 4, 1000 1100 1110 1111", "3, 5, false, 3, 11100 11100 11100",
            "3, 5, true, 3, 11100 11100 11100", "4, 4, true, 2, 1000 1100 1100 1100", "2, 3, false, 0, 000 000",
            "1, 4, true, 4, 1111"})
    void drawsTheMatrixOfTheRule(int queries, int keys, boolean causal, int length, String rows) {
        AttentionShape shape = new AttentionShape(1, 1, 1, queries, keys, 1, 1);
        AttentionMask mask = new AttentionMask(causal, length == keys ? null : new int[]{length});
        assertEquals(rows,
                IntStream.range(0, queries).mapToObj(i -> IntStream.range(0, keys)
                        .mapToObj(j -> j < mask.visible(shape, 0, i) ? "1" : "0").collect(Collectors.joining()))
                        .collect(Collectors.joining(" ")));
    }
}
