package dev.mha.kernels.vector;

import dev.mha.kernels.work.Slab;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One head of the classifier on one sample, with the queries in the lanes like the attention kernels: for each block of
 * {@link Lanes#WIDTH} tokens s as queries, and all tokens t as keys,
 *
 * <pre>
 * Qt = W' Xt log2(e)      columns form, [features][queries]
 * S  = X Qt,  G = X Ut    rows form,    [keys][queries]
 * P  = 2^(S - max S)      not divided by its sum l yet
 * r  = sum_t P G / l      phi_h is the sum of r over all queries
 * dU = X' P / l           columns form
 * dQ = X' P (G - r) / l   columns form
 * dW += X' dQ             columns form, panels of [features][WIDTH features]
 * </pre>
 *
 * Four products of tokens x tokens x features, where {@link VectorForward} and {@link VectorBackward} take five: P and
 * G of a block are kept until its sums are known, so nothing is computed twice. Gradients are those of phi_h; the slope
 * of the loss, which needs all heads, multiplies them later.
 */
public final class ClassifierHead {
    /** Floats of scratch memory, aligned as {@link Slab} says. */
    public final int length;

    /**
     * Keys whose P and G pass through the first-level cache together on their way into dU and dQ: 48 and 96 are alike,
     * 192 up to 8 % and all at once up to 9 % slower (Zen 5 class, T 300, d 32 and T 2048, d 64).
     */
    private static final int KEY_BLOCK = 96;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;

    /** Rows of the state after those of the softmax; its shift gives way to 1 / l. */
    private static final int INVERSE = Softmax.SHIFT;
    private static final int MEAN = Softmax.STATE;
    private static final int FACTOR = MEAN + W;
    private static final int ONE = FACTOR + W;
    private static final int STATE = ONE + W;

    private final int tokens;
    private final int features;

    /** Xt; then dQ in panels of [queries][WIDTH features]. */
    private final int xt;
    /** Ut; then dU with the queries in the lanes. */
    private final int ut;
    /** Qt; then dQ with the queries in the lanes. */
    private final int qt;
    private final int dw;
    private final int square;
    private final int p;
    /** Between P and G, so that their rows are not a multiple of 4 KB apart. */
    private final int state;
    private final int g;

    /**
     * Lays out the scratch memory for samples of at most {@code tokens} tokens.
     *
     * @throws IllegalArgumentException
     *             if it does not fit one array
     */
    public ClassifierHead(int tokens, int features) {
        this.tokens = tokens;
        this.features = features;
        long panels = ((long) features + W - 1) / W;
        long rows = (panels * features + 2L * tokens) + panels * W + 2L * (features + L);
        long all = Slab.FIRST + rows * W + Transpose.SQUARE + STATE;
        if (all > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("tokens " + tokens + ", features " + features + ": " + all
                    + " floats of scratch memory of a sample do not fit one array");
        }
        xt = Slab.FIRST;
        ut = xt + (int) panels * W * W;
        qt = ut + Transpose.padded(features) * W;
        dw = qt + Transpose.padded(features) * W;
        square = dw + (int) panels * features * W;
        p = square + Transpose.SQUARE;
        state = p + tokens * W;
        g = state + STATE;
        length = g + tokens * W;
    }

    /** Whether the scratch memory is laid out for these sizes. */
    public boolean isFor(int tokens, int features) {
        return this.tokens == tokens && this.features == features;
    }

    /**
     * Returns phi_h of a sample, and writes its gradient.
     *
     * @param slab scratch memory
     * @param x tokens of the sample, row-major from {@code xo} on
     * @param count how many tokens it has
     * @param theta parameters, W_h from {@code w} on and U_h from {@code u} on
     * @param gradient result, W_h from {@code dwo} on, U_h from {@code duo} on; null when not wanted
     */
    public double run(float[] slab, float[] x, int xo, int count, float[] theta, int w, int u, float[] gradient,
            int dwo, int duo) {
        Arrays.fill(slab, state + FACTOR, state + FACTOR + W, VectorForward.LOG2_E);
        Arrays.fill(slab, state + ONE, state + ONE + W, 1.0f);
        if (gradient != null) {
            Arrays.fill(slab, dw, square, 0.0f);
        }
        double phi = 0.0;
        for (int i0 = 0; i0 < count; i0 += W) {
            int rows = Math.min(W, count - i0);
            attend(slab, x, xo, count, i0, rows, theta, w, u);
            for (int i = 0; i < rows; i++) {
                phi += slab[state + MEAN + i];
            }
            if (gradient != null) {
                differentiate(slab, x, xo, count, i0, rows, gradient, duo + i0 * features);
            }
        }
        if (gradient != null) {
            Panels.write(slab, dw, features * W, features, features, 1.0f, gradient, dwo, features);
        }
        return phi;
    }

    /** P, G, 1 / l and r of one block of queries. */
    private void attend(float[] slab, float[] x, int xo, int count, int i0, int rows, float[] theta, int w, int u) {
        int from = i0 * features;
        Transpose.pack(x, xo + from, features, rows, features, slab, state + FACTOR, xt, square);
        Arrays.fill(slab, qt, qt + features * W, 0.0f);
        Products.addColumns(theta, w, features, features, features, slab, xt, qt);
        Products.rows(x, xo, features, count, features, slab, qt, p);
        Transpose.pack(theta, u + from, features, rows, features, slab, state + ONE, ut, square);
        Products.rows(x, xo, features, count, features, slab, ut, g);
        Arrays.fill(slab, state + Softmax.MAX, state + Softmax.MAX + W, Float.NEGATIVE_INFINITY);
        Arrays.fill(slab, state + Softmax.SUM, state + Softmax.SUM + W, 0.0f);
        Softmax.update(slab, p, count, -count, state);
        for (int v = 0; v < W; v += L) {
            mean(slab, p + v, g + v, count, state + v);
        }
    }

    /** Writes dU of one block of queries and adds to dW. */
    private void differentiate(float[] slab, float[] x, int xo, int count, int i0, int rows, float[] gradient,
            int duo) {
        Arrays.fill(slab, ut, ut + features * W, 0.0f);
        Arrays.fill(slab, qt, qt + features * W, 0.0f);
        for (int j0 = 0; j0 < count; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, count - j0);
            int key = xo + j0 * features;
            int weights = p + j0 * W;
            int slopes = g + j0 * W;
            for (int v = 0; v < W; v += L) {
                slopes(slab, weights + v, slopes + v, keys, state + v);
            }
            Products.addColumns(x, key, features, features, keys, slab, weights, ut);
            Products.addColumns(x, key, features, features, keys, slab, slopes, qt);
        }
        Transpose.unpack(slab, ut, rows, features, state + INVERSE, gradient, duo, features, square);
        for (int j = 0; j < features; j += W) {
            int dq = xt + j * W;
            Transpose.unpack(slab, qt + j * W, rows, Math.min(W, features - j), state + INVERSE, slab, dq, W, square);
            Products.addColumns(x, xo + i0 * features, features, features, rows, slab, dq, dw + j * features);
        }
    }

    /**
     * {@code 1 / l} and {@code r = sum P G / l} of one column of vectors; four chains, since a sum takes four cycles.
     */
    private static void mean(float[] slab, int p, int g, int keys, int state) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int j = 0;
        for (; j <= keys - 4; j += 4) {
            int at = j * W;
            s0 = FloatVector.fromArray(F, slab, p + at).fma(FloatVector.fromArray(F, slab, g + at), s0);
            s1 = FloatVector.fromArray(F, slab, p + at + W).fma(FloatVector.fromArray(F, slab, g + at + W), s1);
            s2 = FloatVector.fromArray(F, slab, p + at + 2 * W).fma(FloatVector.fromArray(F, slab, g + at + 2 * W),
                    s2);
            s3 = FloatVector.fromArray(F, slab, p + at + 3 * W).fma(FloatVector.fromArray(F, slab, g + at + 3 * W),
                    s3);
        }
        for (; j < keys; j++) {
            s0 = FloatVector.fromArray(F, slab, p + j * W).fma(FloatVector.fromArray(F, slab, g + j * W), s0);
        }
        FloatVector sum = FloatVector.fromArray(F, slab, state + Softmax.SUM);
        FloatVector inverse = sum.broadcast(1.0f).div(sum);
        inverse.intoArray(slab, state + INVERSE);
        s0.add(s1).add(s2.add(s3)).mul(inverse).intoArray(slab, state + MEAN);
    }

    /** {@code G = P (G - r)} in one column of vectors. */
    private static void slopes(float[] slab, int p, int g, int keys, int state) {
        FloatVector mean = FloatVector.fromArray(F, slab, state + MEAN);
        for (int j = 0; j < keys; j++) {
            FloatVector.fromArray(F, slab, g + j * W).sub(mean).mul(FloatVector.fromArray(F, slab, p + j * W))
                    .intoArray(slab, g + j * W);
        }
    }
}
