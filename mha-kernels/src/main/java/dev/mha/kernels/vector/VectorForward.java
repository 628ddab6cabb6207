package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Balance;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Fused softmax attention with the queries in the lanes. A task is one block of {@link Lanes#WIDTH} queries of one
 * head, or several that take each block of keys together:
 *
 * <pre>
 * Qt = Q' scale log2(e)       [headDim][queries], packed once
 * S  = K Qt                   rows form,    [keys][queries], one block of keys at a time
 * P  = online softmax of S    down the keys
 * Ot = Ot decay + V' P        columns form, [valueDim][queries], the sum of a block of keys on its own
 * </pre>
 */
public final class VectorForward implements Crew.Task {
    /**
     * Keys in a block: with 64 queries, scores, keys or values and queries take 48 KB, the first-level cache. 128 take
     * up to 2 % more time forward, 192 up to 5 %, and 96 3 % more under a causal mask at 128 tokens; backward passes
     * and tangents take the same (Granite Rapids class, 3 forks). On Zen 5 class 48 to 192, on Sapphire Rapids class 64
     * to 192 lay within 2 points. A multiple of {@link KeyRanges#KEYS}, on which the backward pass relies.
     */
    public static final int KEY_BLOCK = 64;

    private static final int W = Lanes.WIDTH;
    private static final int QT = Slab.FIRST;
    static final float LOG2_E = 1.442695f;
    /** Back from base 2, by the very factor that the scores were multiplied with. */
    private static final double LN_2 = 1.0 / LOG2_E;

    /** Keys and values of a head that stay in the second-level cache, in floats: 1 MB. */
    private static final int CACHED = 1 << 18;

    /**
     * Blocks of queries of a task at most: they share the copies of values, and what is read from beyond the cache. At
     * (1, 1, 4096, 128) 4 take 12 % less time than blocks on their own whose values are read with their stride, 2 take
     * 4 % more than 4, 8 as much as 4; where keys and values stay in the cache and need no copy, 4 gain nothing
     * (Sapphire Rapids class).
     */
    static final int GROUP = 4;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private Rows query;
    private Rows key;
    private Rows value;
    private Rows out;
    private float[] lse;
    private final QueryBlocks blocks = new QueryBlocks();
    /** Whether the rows of the values are those of a panel, and need no copy. */
    private boolean inPlace;
    /** Floats of one block of a task: Qt, then Ot, then the state of the softmax. */
    private int blockFloats;
    private int otOffset;
    private int stateOffset;
    /**
     * Where the part of one block of keys, S, the square of the transposes and the panels of values lie in a slab,
     * after the blocks.
     */
    private int part;
    private int scores;
    private int square;
    private int values;
    private int length;

    private VectorForward() {}

    /** See {@code AttentionForward.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        VectorForward call = crew.keep(VectorForward.class, VectorForward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.out = out;
        call.lse = lse;
        call.plan();
        try {
            crew.run(call.blocks.tasks, call);
        } finally {
            call.end();
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        out = null;
        lse = null;
    }

    /**
     * One slab, so that no vector straddles two cache lines. It gains little, 0-2 % of the time of both passes (Zen 5
     * class, T 512, d 64): the tiles load four vectors for 24 products, so they hardly wait for loads.
     */
    private void plan() {
        inPlace = value.row() == W && shape.valueDim() <= W;
        int group = chooseGroup(QueryBlocks.ofHead(shape));
        blocks.plan(shape, mask.causal(), group, crew.workers());
        otOffset = Transpose.padded(shape.headDim()) * W;
        stateOffset = otOffset + Transpose.padded(shape.valueDim()) * W;
        blockFloats = stateOffset + Softmax.STATE;
        part = QT + group * blockFloats;
        scores = part + Transpose.padded(shape.valueDim()) * W;
        square = scores + Math.clamp(shape.keys(), W, KEY_BLOCK) * W;
        values = square + Transpose.SQUARE;
        length = values + (inPlace ? 0 : Panels.count(shape.valueDim()) * KEY_BLOCK * W);
    }

    /**
     * The largest group that pays and gives the busiest worker at most a tenth more than the mean, or no more than
     * single blocks do.
     */
    private int chooseGroup(int blocks) {
        if (inPlace && (long) shape.keys() * (shape.headDim() + shape.valueDim()) <= CACHED) {
            return 1;
        }
        long heads = (long) shape.batch() * shape.queryHeads();
        int workers = crew.workers();
        int most = Math.clamp(blocks, 1, GROUP);
        while (most > 1 && !balanced(heads, blocks, most, workers)) {
            most--;
        }
        return most;
    }

    private boolean balanced(long heads, int blocks, int group, int workers) {
        if (mask.causal() && workers > 1 && heads * (blocks / group) < (long) CausalOrder.ENOUGH * workers) {
            return false;
        }
        long busiest = busiest(heads, blocks, group, workers);
        return busiest <= busiest(heads, blocks, 1, workers) || Balance.isEven(busiest, heads * blocks, workers);
    }

    /** Blocks of the worker that has most. */
    private static long busiest(long heads, int blocks, int group, int workers) {
        return Balance.busiest(heads * ((blocks + group - 1) / group), workers) * group;
    }

    @Override
    public void run(int task, int worker) {
        int b = blocks.head(task) / shape.queryHeads();
        int h = blocks.head(task) % shape.queryHeads();
        int first = blocks.firstBlock(task);
        int count = blocks.count(task);
        float[] slab = crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        for (int n = 0; n < count; n++) {
            begin(b, h, (first + n) * W, slab, QT + n * blockFloats);
        }
        attend(b, h / shape.groupSize(), first, count, slab);
        for (int n = 0; n < count; n++) {
            finish(b, h, (first + n) * W, slab, QT + n * blockFloats);
        }
    }

    private int rows(int i0) {
        return Math.min(W, shape.queries() - i0);
    }

    @Override
    public long work(int task) {
        return blocks.pairs(mask, task) * (shape.headDim() + shape.valueDim());
    }

    /**
     * Packs the queries, by way of a panel in the place of the scores, so that the caller's rows are read in the order
     * of memory: the transpose jumps from row to row, and waits for each line of a query that is not in the cache.
     */
    private void begin(int b, int h, int i0, float[] slab, int block) {
        int state = block + stateOffset;
        int rows = rows(i0);
        int from = query.at(b, h) + i0 * query.row();
        Arrays.fill(slab, state, state + Lanes.COUNT, scale * LOG2_E);
        for (int i = 0; i < shape.headDim(); i += W) {
            int dim = Math.min(W, shape.headDim() - i);
            Panels.copy(query.array(), from + i, query.row(), rows, dim, 1.0f, slab, scores, W);
            Transpose.pack(slab, scores, W, rows, dim, slab, state, block + i * W, square);
        }
        Arrays.fill(slab, state + Softmax.MAX, state + Softmax.MAX + W, Float.NEGATIVE_INFINITY);
        Arrays.fill(slab, state + Softmax.SUM, state + Softmax.SUM + W, 0.0f);
        Arrays.fill(slab, block + otOffset, block + otOffset + shape.valueDim() * W, 0.0f);
    }

    /** All blocks of the task take a block of keys before the next one. */
    private void attend(int b, int g, int first, int count, float[] slab) {
        int last = (first + count - 1) * W;
        int end = mask.visible(shape, b, last + rows(last) - 1);
        for (int j0 = 0; j0 < end; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, end - j0);
            if (!inPlace) {
                Panels.fill(value.array(), value.at(b, g) + j0 * value.row(), value.row(), keys, shape.valueDim(), slab,
                        values, KEY_BLOCK * W);
            }
            for (int n = 0; n < count; n++) {
                attend(b, g, (first + n) * W, j0, keys, slab, QT + n * blockFloats);
            }
        }
    }

    /** One block of queries and at most {@code most} keys. */
    private void attend(int b, int g, int i0, int j0, int most, float[] slab, int block) {
        int keys = Math.min(most, mask.visible(shape, b, i0 + rows(i0) - 1) - j0);
        if (keys <= 0) {
            return;
        }
        int state = block + stateOffset;
        // lane i sees row j of this block if i >= j + shift
        int shift = j0 - i0 - shape.keys() + shape.queries();
        int whole = Math.clamp(mask.visible(shape, b, i0) - j0, 0, keys);
        int ko = key.at(b, g) + j0 * key.row();
        if (whole == keys) {
            Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, block, scores);
            Softmax.update(slab, scores, keys, -keys, state);
            for (int i = 0; i < shape.valueDim(); i += W) {
                Products.sumColumns(inPlace ? value.array() : slab, valuesAt(b, g, j0, i),
                        Math.min(W, shape.valueDim() - i),
                        keys, slab, scores, block + otOffset + i * W, state + Softmax.DECAY);
            }
        } else {
            DiagonalProducts.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, block, scores, shift);
            Diagonal.hideParts(slab, scores, whole, keys, shift, Float.NEGATIVE_INFINITY);
            Softmax.update(slab, scores, keys, shift, state);
            Diagonal.fill(slab, scores, whole, keys, shift, 0.0f);
            Arrays.fill(slab, part, part + shape.valueDim() * W, 0.0f);
            addValues(b, g, j0, whole, keys, shift, slab);
            Softmax.add(slab, block + otOffset, part, shape.valueDim(), state);
        }
    }

    /** Where the panel of values from dimension {@code i} on begins. */
    private int valuesAt(int b, int g, int j0, int i) {
        return inPlace ? value.at(b, g) + j0 * W : values + i / W * KEY_BLOCK * W;
    }

    /** Adds values times weights where some queries see keys that others do not. */
    private void addValues(int b, int g, int j0, int whole, int keys, int shift, float[] slab) {
        int valueDim = shape.valueDim();
        int vo = value.at(b, g) + j0 * value.row();
        float[] from = inPlace ? value.array() : slab;
        boolean poisoned = Diagonal.hasNonFinite(value.array(), vo + whole * value.row(), value.row(), keys - whole,
                valueDim);
        for (int i = 0; i < valueDim; i += W) {
            int dim = Math.min(W, valueDim - i);
            int at = valuesAt(b, g, j0, i);
            if (poisoned) {
                Products.addColumns(from, at, W, dim, whole, slab, scores, part + i * W);
                Diagonal.addColumns(from, at, W, dim, whole, keys, slab, scores, part + i * W, shift);
            } else {
                DiagonalProducts.addColumns(from, at, W, dim, keys, slab, scores, part + i * W, shift);
            }
        }
    }

    /** Turns the sums into factors of the output, in the place of the shift; writes output and log-sum-exp. */
    private void finish(int b, int h, int i0, float[] slab, int block) {
        int state = block + stateOffset;
        int rows = rows(i0);
        Softmax.invertSums(slab, state);
        if (lse != null) {
            Log.apply(slab, state + Softmax.SUM, Lanes.TILE_VECTORS, state + Softmax.DECAY);
            int to = (b * shape.queryHeads() + h) * shape.queries() + i0;
            for (int i = 0; i < rows; i++) {
                lse[to + i] = slab[state + Softmax.SUM + i] == 0.0f
                        ? Float.POSITIVE_INFINITY
                        : (float) (slab[state + Softmax.MAX + i] * LN_2 + slab[state + Softmax.DECAY + i]);
            }
        }
        Transpose.unpack(slab, block + otOffset, rows, shape.valueDim(), state + Softmax.SHIFT, out.array(),
                out.at(b, h) + i0 * out.row(), out.row(), square);
    }
}
