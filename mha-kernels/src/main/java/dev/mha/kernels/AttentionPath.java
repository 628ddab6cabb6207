package dev.mha.kernels;

import dev.mha.kernels.vector.HeadForward;
import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.ShortForward;
import dev.mha.kernels.vector.VectorForward;
import dev.mha.kernels.work.Machine;

/**
 * The ways to compute attention; which one a call takes depends on the machine and the sizes alone.
 *
 * <p>Blocks of 64 queries leave lanes empty when there are fewer. Time of the kernel of short heads as a part of
 * theirs, 4 items of 8 heads, one thread (Granite Rapids class, 16 lanes; printed by {@code Crossover} of mha-bench):
 *
 * <pre>
 *  queries keys headDim  forward backward      queries keys headDim  forward backward
 *      1     1     16      0.44    0.33            1     1     64      0.39    0.35
 *      4     4     16      0.32    0.24            4     4     64      0.31    0.32
 *     16    16     16      0.28    0.23           16    16     64      0.39    0.46
 *     24    24     16      0.39    0.32           24    24     64      0.49    0.59
 *     40    40     16      0.54    0.43           40    40     64      0.75    0.82
 *     64    64     16      0.72    0.50           64    64     64      1.05    1.06
 *     16   192     64      0.54    0.70           48   192     64      1.07    1.08
 *     32   192     64      0.77    0.86           64   192     64      1.25    1.16
 * </pre>
 *
 * <p>Second order, the same 4 items of 8 heads: it turns where the first order does, or later.
 *
 * <pre>
 *  queries keys headDim  tangent  Hessian      queries keys headDim  tangent  Hessian
 *      1     1     16      0.35    0.39            1     1     64      0.25    0.40
 *      4     4     16      0.27    0.27            4     4     64      0.23    0.35
 *     16    16     16      0.29    0.25           16    16     64      0.31    0.47
 *     24    24     16      0.44    0.36           24    24     64      0.44    0.61
 *     40    40     16      0.67    0.49           40    40     64      0.71    0.87
 *     64    64     16      0.92    0.59           64    64     64      1.00    1.05
 *     16   192     64      0.52    0.62           48   192     64      0.99    1.02
 *     32   192     64      0.74    0.82           64   192     64      1.20    1.14
 * </pre>
 *
 * <p>The same table of a Zen 5 class machine, taken when each part of a short head had scratch rows of its own, has
 * 0.88 and 0.87 in the place of 1.07 and 1.08 for 48 queries and 192 keys.
 *
 * <p>Tiny heads leave lanes empty even so, and each loop serves few numbers. With one head a lane, 32 items of 4 heads,
 * time of either as a part of the blocks':
 *
 * <pre>
 *  tokens headDim  one a lane: forward backward   one after the other: forward backward
 *      2       8                0.15     0.15                        0.43     0.32
 *      6       8                0.29     0.26                        0.35     0.26
 *      8      16                0.24     0.22                        0.29     0.24
 *     10      16                0.27     0.27                        0.29     0.25
 *     12      16                0.32     0.28                        0.27     0.24
 *     14      16                0.36     0.33                        0.28     0.25
 *      6      32                0.28     0.30                        0.30     0.29
 *     10      32                0.35     0.34                        0.29     0.29
 *     12      32                0.38     0.38                        0.28     0.28
 * </pre>
 *
 * <p>Both give the same bits, so the number of heads may decide between them. Tangents of tiny heads go one after the
 * other.
 *
 * <p>One query with one key has nothing for vectors to share. Compiled, plain loops take 0.1 to 0.7 of the time of 4
 * such heads in every pass, and cold ones a hundredth; of 128 heads with rows of 4 or 64 floats 0.2 to 1.0, of 16
 * floats twice the time in the first order and a third in the second. They have other bits, so the number of heads may
 * not decide. With two tokens either wins, by up to threefold ({@code TinyCalls} of mha-bench, Sapphire Rapids class).
 */
enum AttentionPath {
    /** Plain Java loops: where vectors are missing, or serve a single score. */
    PLAIN,
    /** Blocks of queries in the lanes, blocks of keys one after the other ({@code Vector*}). */
    BLOCKS,
    /** One short head after the other, whole ({@code Short*}). */
    SHORT,
    /** Many tiny heads, one a lane ({@code HeadForward}, {@code HeadBackward}); not of the second order. */
    LANES;

    /** Queries up to which short heads win, or lose little, with every number of keys. */
    private static final int SHORT_QUERIES = 48;

    /** Keys up to which they do with more queries as well. */
    private static final int FEW_KEYS = 64;

    /** Tokens up to which one head a lane wins, both passes together. */
    private static final int FEW_TOKENS = 10;

    /** Floats of a row up to which it does. */
    private static final int SHORT_ROWS = 16;

    /**
     * The path that calls of this shape take.
     *
     * @param heads heads of a batch item that could stand in lanes: query heads in the forward pass, key/value heads in
     *     the backward pass
     */
    static AttentionPath of(AttentionShape shape, int heads) {
        if (!Machine.VECTOR || isSingle(shape)) {
            return PLAIN;
        }
        if (!isShort(shape)) {
            return BLOCKS;
        }
        return HeadForward.runs() && tiny(shape) && fills((long) shape.batch() * heads) ? LANES : SHORT;
    }

    /** The path of {@link AttentionTangent} and {@link AttentionHessian}; the number of heads does not matter. */
    static AttentionPath ofTangents(AttentionShape shape) {
        if (!Machine.VECTOR || isSingle(shape)) {
            return PLAIN;
        }
        return isShort(shape) ? SHORT : BLOCKS;
    }

    /**
     * What calls of this shape do on this path, in blocks and tiles of what size, and why they take it.
     *
     * @param second whether in the second order alone
     */
    String describe(AttentionShape shape, boolean second) {
        return switch (this) {
            case PLAIN -> "plain loops: " + (Machine.VECTOR ? "one query and one key" : Machine.REASON);
            case BLOCKS -> "blocks of " + Lanes.WIDTH + " queries in the lanes by " + VectorForward.KEY_BLOCK
                    + " keys, tiles of " + Lanes.TILE_ROWS + " rows of " + Lanes.TILE_VECTORS + " vectors: "
                    + (ShortForward.fits(shape)
                            ? shape.queries() + " queries and " + shape.keys() + " keys, more than " + SHORT_QUERIES
                                    + " and " + FEW_KEYS
                            : ShortForward.excess(shape));
            case SHORT -> "short heads one after the other, their queries in the lanes, their keys in one block: "
                    + whyShort(shape, second);
            case LANES -> "tiny heads side by side, one a lane, " + Lanes.COUNT + " at a time: at most " + FEW_TOKENS
                    + " tokens, rows of " + SHORT_ROWS + " floats, and heads for three quarters of the lanes";
        };
    }

    private static String whyShort(AttentionShape shape, boolean second) {
        if (HeadForward.runs() && tiny(shape)) {
            return second ? "none has one a lane in the second order" : "too few for one a lane";
        }
        return shape.queries() <= SHORT_QUERIES
                ? shape.queries() + " queries, at most " + SHORT_QUERIES
                : shape.keys() + " keys, at most " + FEW_KEYS;
    }

    private static boolean isSingle(AttentionShape shape) {
        return shape.queries() == 1 && shape.keys() == 1;
    }

    private static boolean isShort(AttentionShape shape) {
        return (shape.queries() <= SHORT_QUERIES || shape.keys() <= FEW_KEYS) && ShortForward.fits(shape);
    }

    private static boolean tiny(AttentionShape shape) {
        return within(shape.queries(), FEW_TOKENS) && within(shape.keys(), FEW_TOKENS)
                && within(shape.headDim(), SHORT_ROWS) && within(shape.valueDim(), SHORT_ROWS);
    }

    private static boolean within(int size, int most) {
        return size > 0 && size <= most;
    }

    /** Whether at least three quarters of the lanes hold a head. */
    private static boolean fills(long heads) {
        long groups = (heads + Lanes.COUNT - 1) / Lanes.COUNT;
        return heads > 0 && 4 * heads >= 3 * groups * Lanes.COUNT;
    }
}
