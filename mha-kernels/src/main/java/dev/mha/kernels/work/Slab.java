package dev.mha.kernels.work;

/**
 * Where whole vectors inside a large {@code float[]} or {@code double[]} are aligned to cache lines, as far as Java
 * lets one choose.
 *
 * <p>The elements of an array begin 16 bytes after it, so a vector of 64 bytes at index 0 straddles two lines wherever
 * the array lies. G1 puts an array of at least half a heap region at the start of a region and never moves it; there
 * index {@link #FIRST} is the start of a line. In a smaller array, or under a collector that places arrays as they
 * come, the index is as good as any other: results are the same, only slower.
 */
public final class Slab {
    /**
     * The second index aligned to a cache line: (128 - 16) / 4. A vector fits before it, which tiles may write to and
     * nobody reads.
     */
    public static final int FIRST = 28;

    /** The same in an array of doubles. */
    public static final int FIRST_DOUBLE = FIRST / 2;

    /** Floats to ask for at least, so that the array gets heap regions of its own. */
    public static final int LEAST = least(Runtime.getRuntime().maxMemory());

    /** The same for doubles. */
    public static final int LEAST_DOUBLES = LEAST / 2;

    private static final long SMALLEST_REGION = 1L << 20;
    private static final long LARGEST_REGION = 1L << 25;
    private static final int REGIONS = 2048;

    private Slab() {}

    /** Half a region; G1 makes its regions 1/2048 of the heap, rounded to a power of two between 1 and 32 MB. */
    static int least(long heap) {
        long region = Math.clamp(heap / REGIONS, SMALLEST_REGION, LARGEST_REGION);
        long rounded = Long.highestOneBit(2 * region - 1);
        return (int) (rounded / 2 / Float.BYTES);
    }
}
