package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The accuracy contract of {@link Exp2}. */
class Exp2Test {
    private static float exp2(float y) {
        float[] a = new float[Lanes.COUNT + 3];
        Arrays.fill(a, 7.0f);
        Arrays.fill(a, 1, 1 + Lanes.COUNT, y);
        Exp2.apply(a, 1, 1);
        assertEquals(7.0f, a[0]);
        assertEquals(7.0f, a[Lanes.COUNT + 1]);
        for (int i = 2; i <= Lanes.COUNT; i++) {
            assertEquals(Float.floatToRawIntBits(a[1]), Float.floatToRawIntBits(a[i]));
        }
        return a[1];
    }

    @Test
    void isExactAtIntegersAndLimits() {
        for (int n = -126; n <= 127; n++) {
            assertEquals(Math.scalb(1.0f, n), exp2(n), "2^" + n);
        }
        assertEquals(1.0f, exp2(-0.0f));
        assertEquals(1.0f, exp2(-Float.MIN_VALUE));
        for (float low : new float[]{Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -1e30f, -1e4f, -127.0f,
                Math.nextDown(-126.0f)}) {
            assertEquals(0, Float.floatToRawIntBits(exp2(low)), "exponent " + low);
        }
    }

    @Test
    void keepsNaNWhateverItsPayload() {
        for (int bits : new int[]{0x7fc00000, 0xffc00000, 0x7fc00001, 0xffc000ff, 0x7fffffff, 0x7f800001, 0xff812345}) {
            assertTrue(Float.isNaN(exp2(Float.intBitsToFloat(bits))), Integer.toHexString(bits));
        }
    }

    @Test
    void errsByAtMostOneUlp() {
        float[] y = new float[1 << 14];
        float[] p = new float[y.length];
        double worst = 0.0;
        int last = Float.floatToRawIntBits(126.0f);
        int fill = 0;
        // every 1009th float of [-126, 0] and of [0, 126] has all low bits in turn; the soak profile takes every one
        int stride = Integer.getInteger("mha.exp2.stride", 1009);
        for (int bits = 0; bits <= last; bits += stride) {
            y[fill++] = -Float.intBitsToFloat(bits);
            y[fill++] = Float.intBitsToFloat(bits);
            if (fill == y.length) {
                System.arraycopy(y, 0, p, 0, y.length);
                Exp2.apply(p, 0, y.length / Lanes.COUNT);
                for (int i = 0; i < y.length; i++) {
                    double exact = Math.pow(2.0, y[i]);
                    worst = Math.max(worst, Math.abs(p[i] - exact) / Math.ulp((float) exact));
                }
                fill = 0;
            }
        }
        assertTrue(worst > 0.4 && worst <= 1.0, "largest error " + worst + " ulp");
    }
}
