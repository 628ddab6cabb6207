package dev.mha.bench;

/**
 * Bytes that one core reads and writes in a second, as attention does at its least: three arrays read once, one
 * written. As large as those of (256, 8, 32, 32), so that the same caches serve both.
 */
final class StreamProbe {
    /** Floats of an array: 8 MB. */
    static final int FLOATS = 256 * 8 * 32 * 32;
    /** Bytes read and written by a call. What the core reads only in order to write is not counted. */
    static final double BYTES = 4.0 * FLOATS * Float.BYTES;

    private StreamProbe() {}

    /** One pass over arrays of its own. */
    static Runnable prepare() {
        float[] first = filled();
        float[] second = filled();
        float[] third = filled();
        float[] sum = new float[FLOATS];
        return () -> add(first, second, third, sum);
    }

    private static void add(float[] first, float[] second, float[] third, float[] sum) {
        for (int i = 0; i < FLOATS; i++) {
            sum[i] = first[i] + second[i] + third[i];
        }
    }

    private static float[] filled() {
        float[] numbers = new float[FLOATS];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 17;
        }
        return numbers;
    }
}
