package dev.mha.core.random;

/**
 * A seeded stream of random numbers that is the same on every machine and every Java version.
 *
 * <p>xoshiro256++ (Blackman, Vigna 2019) started from SplitMix64; bounded integers by Lemire's method with rejection
 * (2019, no bias); Gaussians by Marsaglia's polar method with {@link StrictMath}. The generators of
 * {@code java.util.random} are not used because their bounded and Gaussian methods may change between versions.
 *
 * <p>One seed has many independent streams: code that draws from its own stream is not disturbed when other code draws
 * more or less. Not thread-safe.
 */
public final class RandomSource {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;
    private double spare;
    private boolean hasSpare;

    private RandomSource(long seed, long stream) {
        // The stream is mixed before it meets the seed, so that (seed, stream + 1) is not a neighbour of (seed + 1,
        // stream).
        long state = mix(seed + GOLDEN) ^ mix(mix(stream + GOLDEN) + GOLDEN);
        s0 = mix(state += GOLDEN);
        s1 = mix(state += GOLDEN);
        s2 = mix(state += GOLDEN);
        s3 = mix(state + GOLDEN);
    }

    /** The main stream of a seed: stream 0. */
    public static RandomSource of(long seed) {
        return new RandomSource(seed, 0);
    }

    /** Stream {@code stream} of a seed. */
    public static RandomSource of(long seed, long stream) {
        return new RandomSource(seed, stream);
    }

    /** 64 random bits. */
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /**
     * Uniform on 0 to {@code bound - 1}.
     *
     * @throws IllegalArgumentException if {@code bound} is below 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound is " + bound + ", must be at least 1");
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long threshold = (1L << 32) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform on [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Standard normal. */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                spare = v * factor;
                hasSpare = true;
                return u * factor;
            }
        }
    }

    /** -1 or +1, equally likely. */
    public int nextSign() {
        return nextLong() < 0 ? -1 : 1;
    }

    /** So many signs, each of them -1 or +1, in the order in which they are drawn. */
    public double[] signs(int size) {
        double[] signs = new double[size];
        for (int i = 0; i < size; i++) {
            signs[i] = nextSign();
        }
        return signs;
    }

    /** Puts the values in random order, every order equally likely (Fisher, Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    /** Stafford's mix 13: the finalizer of SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
