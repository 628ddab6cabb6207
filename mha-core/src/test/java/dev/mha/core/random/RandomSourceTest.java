package dev.mha.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSourceTest {

    /** The first values, computed by a separate program from the published algorithms. */
    @Test
    void firstValuesArePinned() {
        RandomSource random = RandomSource.of(42, 3);
        long[] longs = {random.nextLong(), random.nextLong(), random.nextLong()};
        assertArrayEquals(new long[]{-105311291748505249L, 8824089382701759372L, -7737676223324793647L}, longs);
        RandomSource gaussian = RandomSource.of(42);
        double[] gaussians = {gaussian.nextGaussian(), gaussian.nextGaussian(), gaussian.nextGaussian()};
        assertArrayEquals(new double[]{-1.2024076799409162, 0.7199554368519417, 1.2963231081132651}, gaussians);
        RandomSource bounded = RandomSource.of(-1, 1);
        assertArrayEquals(new int[]{849, 799, 772, 152, 776, 111, 77, 197},
                IntStream.range(0, 8).map(i -> bounded.nextInt(1000)).toArray());
    }

    @Test
    void streamsOfASeedDifferAndAreNotShiftedSeeds() {
        long first = RandomSource.of(5, 1).nextLong();
        assertNotEquals(first, RandomSource.of(5, 2).nextLong());
        assertNotEquals(first, RandomSource.of(6, 0).nextLong());
        assertNotEquals(first, RandomSource.of(4, 2).nextLong());
        assertEquals(first, RandomSource.of(5, 1).nextLong());
        assertEquals(RandomSource.of(5).nextLong(), RandomSource.of(5, 0).nextLong());
    }

    /** Chi-square of 6 cells over 60000 draws has 5 degrees of freedom: above 30 with probability 1.5e-5. */
    @Test
    void boundedIntegersAreUniform() {
        RandomSource random = RandomSource.of(1);
        int[] count = new int[6];
        for (int i = 0; i < 60_000; i++) {
            count[random.nextInt(6)]++;
        }
        double chiSquare = IntStream.of(count).mapToDouble(c -> (c - 10_000.0) * (c - 10_000.0) / 10_000).sum();
        assertEquals(0, chiSquare, 30);
        assertEquals(0, random.nextInt(1));
        int large = IntStream.range(0, 1000).map(i -> random.nextInt(Integer.MAX_VALUE)).max().orElseThrow();
        // the largest of 1000 is below 0.98 of the bound with probability 2e-9
        assertEquals(1, large / (double) Integer.MAX_VALUE, 0.02);
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    }

    /** Five standard errors for each moment of a million normal values: sqrt(1, 2, 15, 96) / 1000. */
    @Test
    void gaussianMomentsAreNormal() {
        RandomSource random = RandomSource.of(2);
        double[] sum = new double[5];
        for (int i = 0; i < 1_000_000; i++) {
            double x = random.nextGaussian();
            double power = 1;
            for (int k = 1; k <= 4; k++) {
                power *= x;
                sum[k] += power;
            }
        }
        assertEquals(0, sum[1] / 1e6, 5e-3);
        assertEquals(1, sum[2] / 1e6, 5e-3 * Math.sqrt(2));
        assertEquals(0, sum[3] / 1e6, 5e-3 * Math.sqrt(15));
        assertEquals(3, sum[4] / 1e6, 5e-3 * Math.sqrt(96));
    }

    @Test
    void everyOrderIsEquallyLikely() {
        RandomSource random = RandomSource.of(3);
        int[] count = new int[64];
        for (int i = 0; i < 60_000; i++) {
            int[] values = {0, 1, 2};
            random.shuffle(values);
            count[values[0] * 16 + values[1] * 4 + values[2]]++;
        }
        int[] seen = Arrays.stream(count).filter(c -> c > 0).toArray();
        assertEquals(6, seen.length);
        // five standard deviations of a binomial count, sqrt(60000 * 5/36) = 91
        for (int c : seen) {
            assertEquals(10_000, c, 456);
        }
    }

    @Test
    void signsAndDoublesAreBalanced() {
        RandomSource random = RandomSource.of(4);
        int signs = 0;
        double doubles = 0;
        for (int i = 0; i < 100_000; i++) {
            signs += random.nextSign();
            doubles += random.nextDouble();
        }
        assertEquals(0, signs, 5 * Math.sqrt(100_000));
        assertEquals(0.5, doubles / 100_000, 5 / Math.sqrt(12 * 100_000));
    }
}
