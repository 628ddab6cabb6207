package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The accuracy contract of {@link Log}. */
class LogTest {
    private static float log(float x) {
        float[] a = new float[2 * Lanes.COUNT + 3];
        Arrays.fill(a, 7.0f);
        Arrays.fill(a, 1, 1 + Lanes.COUNT, x);
        Log.apply(a, 1, 1, 2 + Lanes.COUNT);
        assertEquals(7.0f, a[0]);
        assertEquals(7.0f, a[1 + Lanes.COUNT]);
        assertEquals(7.0f, a[2 + 2 * Lanes.COUNT]);
        assertEquals(x, a[1]);
        for (int i = 3 + Lanes.COUNT; i < 2 + 2 * Lanes.COUNT; i++) {
            assertEquals(Float.floatToRawIntBits(a[2 + Lanes.COUNT]), Float.floatToRawIntBits(a[i]));
        }
        return a[2 + Lanes.COUNT];
    }

    @Test
    void isExactAtOne() {
        assertEquals(0, Float.floatToRawIntBits(log(1.0f)));
    }

    @Test
    void keepsNaNWhateverItsPayload() {
        for (int bits : new int[]{0x7fc00000, 0xffc00000, 0x7fc00001, 0xffc000ff, 0x7fffffff, 0x7f800001, 0xff812345}) {
            assertTrue(Float.isNaN(log(Float.intBitsToFloat(bits))), Integer.toHexString(bits));
        }
    }

    @Test
    void errsByAtMostOneUlpFromOneToTheMostKeys() {
        float[] a = new float[2 << 14];
        int half = a.length / 2;
        double worst = 0.0;
        int last = Float.floatToRawIntBits(0x1p31f);
        int fill = 0;
        // every 499th float has all low bits in turn; the soak profile takes every one
        int stride = Integer.getInteger("mha.log.stride", 499);
        for (int bits = Float.floatToRawIntBits(1.0f) + 1; bits <= last; bits += stride) {
            a[fill++] = Float.intBitsToFloat(bits);
            if (fill == half || bits > last - stride) {
                Log.apply(a, 0, half / Lanes.COUNT, half);
                for (int i = 0; i < fill; i++) {
                    double exact = Math.log(a[i]);
                    worst = Math.max(worst, Math.abs(a[half + i] - exact) / Math.ulp((float) exact));
                }
                fill = 0;
            }
        }
        assertTrue(worst > 0.4 && worst <= 1.0, "largest error " + worst + " ulp");
    }
}
