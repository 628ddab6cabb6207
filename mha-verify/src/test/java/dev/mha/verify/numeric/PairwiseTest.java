package dev.mha.verify.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairwiseTest {
    @Test
    void everyPairOfChoicesIsMet() {
        int[] choices = {2, 5, 3, 3, 2, 7, 4, 1};
        List<int[]> rows = Pairwise.rows(choices);
        for (int a = 0; a < choices.length; a++) {
            for (int b = a + 1; b < choices.length; b++) {
                Set<List<Integer>> met = new HashSet<>();
                for (int[] row : rows) {
                    assertTrue(row[a] >= 0 && row[a] < choices[a]);
                    met.add(List.of(row[a], row[b]));
                }
                assertEquals(choices[a] * choices[b], met.size(), "options " + a + " and " + b);
            }
        }
        // 35 pairs of the two largest options need a row each; all combinations are 5040
        assertTrue(rows.size() >= 35 && rows.size() <= 50, rows.size() + " rows");
    }

    @Test
    void twoOptionsNeedAllTheirPairs() {
        assertEquals(6, Pairwise.rows(2, 3).size());
    }
}
