package dev.mha.verify.numeric;

/** Floats compared and summed up by their bits, NaN payloads included. */
public final class Bits {
    private Bits() {}

    /** The bit patterns. */
    public static int[] of(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    /** A 64-bit digest that changes with any bit and any order (FNV-1a over whole words). */
    public static long digest(float[] values) {
        long digest = 0xcbf29ce484222325L;
        for (float value : values) {
            digest = (digest ^ Float.floatToRawIntBits(value)) * 0x100000001b3L;
        }
        return digest;
    }

    /** The same of doubles. */
    public static long digest(double[] values) {
        long digest = 0xcbf29ce484222325L;
        for (double value : values) {
            digest = (digest ^ Double.doubleToRawLongBits(value)) * 0x100000001b3L;
        }
        return digest;
    }
}
