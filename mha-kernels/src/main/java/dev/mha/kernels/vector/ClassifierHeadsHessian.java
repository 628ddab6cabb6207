package dev.mha.kernels.vector;

import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Second derivatives of the classifier on one sample, with the queries in the lanes like {@link ClassifierHead}. A
 * block of {@link Lanes#WIDTH} queries of one head has four matrices of {@code [keys][queries]}: P and D = P o (G - r),
 * and along a direction P. and dS. of {@link SampleTangent}. How gradient and second derivatives of phi_h mix is known
 * only when all heads are through, so the matrices of as many blocks as {@link #MOST_KEPT} allows are kept until then;
 * the others are computed twice.
 *
 * <p>Of a sample, in this order: {@link #attend} for every head; for each direction {@link #tangent} for every head,
 * then {@link #pull} for every head. {@link #gradient} of a head may be asked for at any time after all of
 * {@code attend}.
 */
public final class ClassifierHeadsHessian {
    /**
     * Floats of kept matrices at most: 16 MB a worker, within a share of a third-level cache. With 1 MB, too little for
     * half of the blocks of 8 heads of 128 tokens, a product takes 1.5 times as long (Sapphire Rapids class).
     */
    private static final long MOST_KEPT = 1 << 22;

    /** Keys whose matrices pass through the first-level cache together: 48 and 192 take the same time within 1 %. */
    private static final int KEY_BLOCK = 96;

    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;
    private static final int ROWS = Lanes.TILE_VECTORS;

    /** Between matrices, so that their rows are not a multiple of 4 KB apart: without it up to 4 % longer. */
    private static final int APART = 5 * L;

    /** Floats of scratch memory, aligned as {@link Slab} says. */
    public final int length;

    private final int tokens;
    private final int features;
    private final int heads;
    private final int blocks;
    /** Blocks of all heads whose matrices are kept; the place after the last serves the others. */
    private final int kept;

    private final int xt;
    private final int ut;
    private final int qt;
    private final int dw;
    private final int square;
    /** Factors log2 e and 1 for each query. */
    private final int factor;
    private final int one;
    private final int state;
    private final int phi;
    /** Where a phi that is known already is added once more. */
    private final int ignored;
    /** What gradient and second derivatives of phi are multiplied with, in every lane. */
    private final int first;
    private final int second;
    /** What multiplies the gradient of phi in that of the loss, for each query. */
    private final int weight;
    private final int mixedP;
    private final int mixedS;
    private final int matrices;

    /**
     * Lays out the scratch memory for samples of at most {@code tokens} tokens.
     *
     * @throws IllegalArgumentException
     *             if it does not fit one array
     */
    public ClassifierHeadsHessian(int tokens, int features, int heads) {
        this(tokens, features, heads, MOST_KEPT);
    }

    ClassifierHeadsHessian(int tokens, int features, int heads, long mostKept) {
        this.tokens = tokens;
        this.features = features;
        this.heads = heads;
        blocks = (tokens + W - 1) / W;
        int panels = (features + W - 1) / W;
        long matrix = (long) tokens * W + APART;
        kept = (int) Math.min((long) heads * blocks, mostKept / (4 * matrix));
        long fixed = (long) panels * W * W + 2L * Transpose.padded(features) * W + (long) panels * features * W
                + Transpose.SQUARE + 3L * W + (SampleSoftmax.STATE + 4L) * L;
        long all = Slab.FIRST + fixed + (2 + 4L * (kept + 1)) * matrix;
        if (all > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("tokens " + tokens + ", features " + features + ": " + all
                    + " floats of scratch memory of a sample do not fit one array");
        }
        xt = Slab.FIRST;
        ut = xt + panels * W * W;
        qt = ut + Transpose.padded(features) * W;
        dw = qt + Transpose.padded(features) * W;
        square = dw + panels * features * W;
        factor = square + Transpose.SQUARE;
        one = factor + W;
        state = one + W;
        phi = state + SampleSoftmax.STATE * L;
        ignored = phi + L;
        first = ignored + L;
        second = first + L;
        weight = second + L;
        mixedP = weight + W;
        mixedS = mixedP + (int) matrix;
        matrices = mixedS + (int) matrix;
        length = (int) all;
    }

    /** Whether the scratch memory is laid out for these sizes. */
    public boolean isFor(int tokens, int features, int heads) {
        return this.tokens == tokens && this.features == features && this.heads == heads;
    }

    /** Where a matrix of a block of queries is: 0 for P, 1 for D, 2 for P., 3 for dS. */
    private int matrix(int head, int block, int which) {
        int place = Math.min(kept, head * blocks + block);
        return matrices + (4 * place + which) * (tokens * W + APART);
    }

    private boolean isKept(int head, int block) {
        return head * blocks + block < kept;
    }

    /**
     * Returns phi_h of a sample.
     *
     * @param slab scratch memory
     * @param x tokens of the sample, row-major from {@code xo} on
     * @param count how many tokens it has
     * @param theta parameters, W_h from {@code w} on and U_h from {@code u} on
     */
    public double attend(float[] slab, float[] x, int xo, int count, float[] theta, int w, int u, int head) {
        Arrays.fill(slab, factor, factor + W, VectorForward.LOG2_E);
        Arrays.fill(slab, one, one + W, 1.0f);
        Arrays.fill(slab, phi, phi + L, 0.0f);
        for (int i0 = 0; i0 < count; i0 += W) {
            attendBlock(slab, x, xo, count, i0, theta, w, u, head, phi);
        }
        return lanes(slab);
    }

    /**
     * Returns the derivative of phi_h along a direction that lies in {@code direction} as the parameters do in {@code
     * theta}.
     */
    public double tangent(float[] slab, float[] x, int xo, int count, float[] theta, float[] direction, int w, int u,
            int head) {
        Arrays.fill(slab, phi, phi + L, 0.0f);
        for (int i0 = 0; i0 < count; i0 += W) {
            tangentBlock(slab, x, xo, count, i0, theta, direction, w, u, head, phi);
        }
        return lanes(slab);
    }

    /**
     * Writes {@code factor grad phi_h}.
     *
     * @param result as in {@link #pull}
     */
    public void gradient(float[] slab, float[] x, int xo, int count, float[] theta, int w, int u, int head,
            double factor, float[] result, int to) {
        Arrays.fill(slab, weight, weight + W, (float) factor);
        Arrays.fill(slab, dw, square, 0.0f);
        for (int i0 = 0; i0 < count; i0 += W) {
            int block = i0 / W;
            if (!isKept(head, block)) {
                attendBlock(slab, x, xo, count, i0, theta, w, u, head, ignored);
            }
            pullBlock(slab, x, xo, count, i0, matrix(head, block, 0), matrix(head, block, 1), weight, result,
                    to + u + i0 * features);
        }
        Panels.write(slab, dw, features * W, features, features, 1.0f, result, to + w, features);
    }

    /**
     * Writes {@code a grad phi_h + b (Hess phi_h) direction}.
     *
     * @param product result, for W_h and for U_h as far as the sample has tokens, each where the parameters are, from
     *            {@code to} on
     */
    public void pull(float[] slab, float[] x, int xo, int count, float[] theta, float[] direction, int w, int u,
            int head, double a, double b, float[] product, int to) {
        Arrays.fill(slab, first, first + L, (float) a);
        Arrays.fill(slab, second, second + L, (float) b);
        Arrays.fill(slab, dw, square, 0.0f);
        for (int i0 = 0; i0 < count; i0 += W) {
            int block = i0 / W;
            if (!isKept(head, block)) {
                tangentBlock(slab, x, xo, count, i0, theta, direction, w, u, head, ignored);
            }
            SampleTangent.mix(slab, first, matrix(head, block, 0), second, matrix(head, block, 2), count * ROWS,
                    mixedP);
            SampleTangent.mix(slab, first, matrix(head, block, 1), second, matrix(head, block, 3), count * ROWS,
                    mixedS);
            pullBlock(slab, x, xo, count, i0, mixedP, mixedS, one, product, to + u + i0 * features);
        }
        Panels.write(slab, dw, features * W, features, features, 1.0f, product, to + w, features);
    }

    /** P and D of one block of queries; adds to what is at {@code phi}. */
    private void attendBlock(float[] slab, float[] x, int xo, int count, int i0, float[] theta, int w, int u, int head,
            int phi) {
        int p = matrix(head, i0 / W, 0);
        int d = matrix(head, i0 / W, 1);
        products(slab, x, xo, count, i0, theta, w, u, factor, p, d);
        SampleSoftmax.forward(ROWS, slab, p, d, count, slab, one, state, phi);
        SampleSoftmax.finish(ROWS, slab, p, d, count, state);
    }

    /**
     * P. and dS. of one block of queries, and P and D too where they are not kept; adds to what is at {@code phiDot}.
     */
    private void tangentBlock(float[] slab, float[] x, int xo, int count, int i0, float[] theta, float[] direction,
            int w,
            int u, int head, int phiDot) {
        int block = i0 / W;
        if (!isKept(head, block)) {
            attendBlock(slab, x, xo, count, i0, theta, w, u, head, ignored);
        }
        products(slab, x, xo, count, i0, direction, w, u, one, matrix(head, block, 2), matrix(head, block, 3));
        SampleTangent.turn(ROWS, slab, matrix(head, block, 0), matrix(head, block, 1), matrix(head, block, 2),
                matrix(head, block, 3), count, state, phiDot);
    }

    /** The bilinear scores X W X' of a block of queries, times a factor, and the decoder scores. */
    private void products(float[] slab, float[] x, int xo, int count, int i0, float[] theta, int w, int u, int scale,
            int scores, int slopes) {
        int from = i0 * features;
        int rows = Math.min(W, count - i0);
        if (rows < W) {
            // a query that is not there must add nothing to phi, not even what an earlier call left
            Arrays.fill(slab, xt, xt + features * W, 0.0f);
            Arrays.fill(slab, ut, ut + features * W, 0.0f);
        }
        Transpose.pack(x, xo + from, features, rows, features, slab, scale, xt, square);
        Arrays.fill(slab, qt, qt + features * W, 0.0f);
        Products.addColumns(theta, w, features, features, features, slab, xt, qt);
        Products.rows(x, xo, features, count, features, slab, qt, scores);
        Transpose.pack(theta, u + from, features, rows, features, slab, one, ut, square);
        Products.rows(x, xo, features, count, features, slab, ut, slopes);
    }

    /**
     * Writes the U part of one block of queries and adds to the W part, from what multiplies the keys in either, times
     * a factor for each query.
     */
    private void pullBlock(float[] slab, float[] x, int xo, int count, int i0, int ofU, int ofW, int scale,
            float[] result, int duo) {
        int rows = Math.min(W, count - i0);
        Arrays.fill(slab, ut, ut + features * W, 0.0f);
        Arrays.fill(slab, qt, qt + features * W, 0.0f);
        for (int j0 = 0; j0 < count; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, count - j0);
            int key = xo + j0 * features;
            Products.addColumns(x, key, features, features, keys, slab, ofU + j0 * W, ut);
            Products.addColumns(x, key, features, features, keys, slab, ofW + j0 * W, qt);
        }
        Transpose.unpack(slab, ut, rows, features, scale, result, duo, features, square);
        for (int j = 0; j < features; j += W) {
            int dq = xt + j * W;
            Transpose.unpack(slab, qt + j * W, rows, Math.min(W, features - j), scale, slab, dq, W, square);
            Products.addColumns(x, xo + i0 * features, features, features, rows, slab, dq, dw + j * features);
        }
    }

    /** The lanes of phi in order. */
    private double lanes(float[] slab) {
        double sum = 0;
        for (int lane = 0; lane < L; lane++) {
            sum += slab[phi + lane];
        }
        return sum;
    }
}
