package dev.mha.verify.numeric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Covering arrays of strength two: rows of choices in which every choice of every option meets every choice of every
 * other option at least once. Greedy and deterministic: each row begins with the first pair that is not covered yet,
 * and takes, option by option, the choice that covers the most pairs with those taken.
 */
public final class Pairwise {
    private final int[] choices;
    private final boolean[][][][] covered;
    private int left;

    private Pairwise(int... choices) {
        this.choices = choices;
        covered = new boolean[choices.length][choices.length][][];
        for (int a = 0; a < choices.length; a++) {
            for (int b = a + 1; b < choices.length; b++) {
                covered[a][b] = new boolean[choices[a]][choices[b]];
                left += choices[a] * choices[b];
            }
        }
    }

    /**
     * Rows over options with so many choices each.
     *
     * @return rows of one choice an option, counted from 0
     */
    public static List<int[]> rows(int... choices) {
        Pairwise pairs = new Pairwise(choices);
        List<int[]> rows = new ArrayList<>();
        while (pairs.left > 0) {
            rows.add(pairs.row(rows.size()));
        }
        return List.copyOf(rows);
    }

    private int[] row(int number) {
        int[] row = new int[choices.length];
        Arrays.fill(row, -1);
        firstMissing(row);
        for (int option = 0; option < row.length; option++) {
            if (row[option] < 0) {
                row[option] = best(row, option, number);
            }
        }
        for (int a = 0; a < row.length; a++) {
            for (int b = a + 1; b < row.length; b++) {
                left -= covered[a][b][row[a]][row[b]] ? 0 : 1;
                covered[a][b][row[a]][row[b]] = true;
            }
        }
        return row;
    }

    private void firstMissing(int[] row) {
        for (int a = 0; a < row.length; a++) {
            for (int b = a + 1; b < row.length; b++) {
                for (int i = 0; i < choices[a]; i++) {
                    for (int j = 0; j < choices[b]; j++) {
                        if (!covered[a][b][i][j]) {
                            row[a] = i;
                            row[b] = j;
                            return;
                        }
                    }
                }
            }
        }
    }

    /** Among equals the choices take turns, so that no choice is met only at its least. */
    private int best(int[] row, int option, int number) {
        int best = -1;
        int most = -1;
        for (int n = 0; n < choices[option]; n++) {
            int choice = (n + number) % choices[option];
            int gain = 0;
            for (int other = 0; other < row.length; other++) {
                if (row[other] >= 0 && other != option) {
                    boolean met = other < option
                            ? covered[other][option][row[other]][choice]
                            : covered[option][other][choice][row[other]];
                    gain += met ? 0 : 1;
                }
            }
            if (gain > most) {
                most = gain;
                best = choice;
            }
        }
        return best;
    }
}
