package dev.mha.kernels;

import dev.mha.kernels.vector.ShortForward;
import dev.mha.kernels.work.Machine;

/**
 * The ways to compute attention; which one a call takes depends on the machine and the sizes alone.
 *
 * <p>Blocks of 64 queries leave lanes empty when there are fewer. Time of the kernel of short heads as a part of theirs, 4
 * items of 8 heads, one thread (Zen 5 class, 16 lanes):
 *
 * <pre>
 *  queries keys headDim  forward backward       queries keys headDim  forward backward
 *      1     1     16      0.45    0.34             1     1     64      0.36    0.34
 *      4     4     16      0.41    0.32             4     4     64      0.32    0.32
 *     16    16     16      0.45    0.35            16    16     64      0.40    0.41
 *     24    24     16      0.52    0.42            24    24     64      0.50    0.53
 *     40    40     16      0.76    0.50            40    40     64      0.72    0.75
 *     64    64     16      0.92    0.55            64    64     64      0.98    0.95
 *     16   192     64      0.42    0.56            48   192     64      0.88    0.89
 *     32   192     64      0.67    0.73            64   192     64      1.08    1.06
 * </pre>
 */
enum AttentionPath {
    /** Plain Java loops: where vectors are missing. */
    PLAIN,
    /** Blocks of queries in the lanes, blocks of keys one after the other ({@code VectorForward}, {@code VectorBackward}). */
    BLOCKS,
    /** One short head after the other, whole ({@code ShortForward}, {@code ShortBackward}). */
    SHORT;

    /** Queries up to which short heads win with every number of keys. */
    static final int SHORT_QUERIES = 48;

    /** Keys up to which they win with more queries as well. */
    private static final int FEW_KEYS = 64;

    /** The path that calls of this shape take. */
    static AttentionPath of(AttentionShape shape) {
        if (!Machine.VECTOR) {
            return PLAIN;
        }
        boolean wins = shape.queries() <= SHORT_QUERIES || shape.keys() <= FEW_KEYS;
        return wins && ShortForward.fits(shape) ? SHORT : BLOCKS;
    }
}
