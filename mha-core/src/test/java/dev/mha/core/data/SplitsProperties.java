package dev.mha.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitsProperties {

    static float[] labels(int negative, int positive, long seed) {
        int[] order = IntStream.range(0, negative + positive).toArray();
        RandomSource.of(seed, 7).shuffle(order);
        float[] labels = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            labels[order[i]] = i < negative ? -1 : 1;
        }
        return labels;
    }

    /** Train and test are ascending, disjoint and together {@code 0 .. samples - 1}. */
    static void assertDivides(Split split, int samples) {
        assertAscending(split.train());
        assertAscending(split.test());
        assertArrayEquals(IntStream.range(0, samples).toArray(),
                IntStream.concat(IntStream.of(split.train()), IntStream.of(split.test())).sorted().toArray());
    }

    static void assertAscending(int[] rows) {
        for (int i = 1; i < rows.length; i++) {
            assertTrue(rows[i - 1] < rows[i]);
        }
    }

    @Property(tries = 200)
    void stratifiedFoldsAreEvenInEachClassAndInAll(@ForAll @IntRange(min = 2, max = 9) int folds,
            @ForAll @IntRange(max = 40) int moreNegative, @ForAll @IntRange(max = 40) int morePositive,
            @ForAll @IntRange(min = 1, max = 3) int repeats, @ForAll long seed) {
        int negative = folds + moreNegative;
        int positive = folds + morePositive;
        int n = negative + positive;
        float[] labels = labels(negative, positive, seed);
        List<Split> splits = Splits.stratified(labels, folds, repeats, seed);
        assertEquals(folds * repeats, splits.size());
        for (int repeat = 0; repeat < repeats; repeat++) {
            int[] tested = new int[n];
            for (Split split : splits.subList(repeat * folds, (repeat + 1) * folds)) {
                assertDivides(split, n);
                int[] positives = IntStream.of(split.test()).filter(row -> labels[row] > 0).toArray();
                assertShare(positives.length, positive, folds);
                assertShare(split.test().length - positives.length, negative, folds);
                assertShare(split.test().length, n, folds);
                for (int row : split.test()) {
                    tested[row]++;
                }
            }
            assertTrue(IntStream.of(tested).allMatch(times -> times == 1));
        }
    }

    private static void assertShare(int count, int all, int folds) {
        assertTrue(count == all / folds || count == (all + folds - 1) / folds, count + " of " + all);
    }

    @Property(tries = 50)
    void aSeedDecidesAndARepeatMoreChangesNothing(@ForAll long seed) {
        float[] labels = labels(40, 30, seed);
        List<Split> two = Splits.stratified(labels, 5, 2, seed);
        List<Split> three = Splits.stratified(labels, 5, 3, seed);
        boolean differs = false;
        for (int i = 0; i < two.size(); i++) {
            assertArrayEquals(two.get(i).test(), three.get(i).test());
            assertArrayEquals(two.get(i).train(), three.get(i).train());
            differs |= !IntStream.of(two.get(i).test()).boxed().toList()
                    .equals(IntStream.of(three.get((i + 5) % 10).test()).boxed().toList());
        }
        assertTrue(differs, "repeats must differ");
    }

    @Property
    void forwardChainingNeverTrainsOnLaterSamples(@ForAll @IntRange(min = 1, max = 12) int folds,
            @ForAll @IntRange(max = 300) int more) {
        int n = folds + 1 + more;
        List<Split> splits = Splits.forwardChaining(n, folds);
        assertEquals(folds, splits.size());
        int size = splits.get(0).test().length;
        for (int k = 0; k < folds; k++) {
            Split split = splits.get(k);
            int begin = split.train().length;
            assertArrayEquals(IntStream.range(0, begin).toArray(), split.train());
            assertArrayEquals(IntStream.range(begin, begin + size).toArray(), split.test());
            assertTrue(begin >= size);
            assertEquals(n - (folds - k) * size, begin);
        }
        assertEquals(n, splits.get(folds - 1).train().length + size);
    }
}
