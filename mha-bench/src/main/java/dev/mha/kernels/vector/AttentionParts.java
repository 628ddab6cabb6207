package dev.mha.kernels.vector;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.CallPart;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;
import java.util.List;

/**
 * What attention of one long head consists of, part by part, for one block of {@link Lanes#WIDTH} queries without a
 * mask: each part on data of its own, which stay in the caches. In the kernels' package, since nobody else may call
 * them.
 */
public final class AttentionParts {
    private static final int W = Lanes.WIDTH;

    private final AttentionRun run;
    private final int dim;
    private final int keys;
    /** Blocks of keys in the sequence. */
    private final double blocks;
    private final float[] rows;
    private final float[] slab;
    private final int packed = Slab.FIRST;
    private final int sums;
    private final int state;
    private final int square;
    private final int scores;
    private final int grads;
    private final int panels;
    private final int results;

    private AttentionParts(AttentionRun run) {
        this.run = run;
        dim = run.headDim();
        keys = Math.min(run.tokens(), VectorForward.KEY_BLOCK);
        blocks = (double) run.tokens() / keys;
        rows = new float[Math.max(keys, W) * dim];
        Arrays.fill(rows, 1.0f / 64.0f);
        int packedFloats = Transpose.padded(dim) * W;
        sums = packed + packedFloats;
        state = sums + packedFloats;
        square = state + Math.max(Softmax.STATE, Gradient.STATE);
        scores = square + Transpose.SQUARE;
        grads = scores + Math.max(keys, W) * W;
        panels = grads + keys * W;
        results = panels + Panels.count(dim) * Math.max(keys, W) * W;
        slab = new float[Math.max(Slab.LEAST, results + Panels.count(dim) * keys * W)];
        Arrays.fill(slab, packed, panels, 1.0f / 64.0f);
    }

    /** Parts of a forward pass. */
    public static List<CallPart> forward(AttentionRun run) {
        AttentionParts of = new AttentionParts(run);
        return List.of(of.part("scores", 1, of.blocks, of::scores), of.part("softmax", 0, of.blocks, of::softmax),
                of.part("values into panels", 0, of.panelRows() ? 0 : of.blocks / VectorForward.GROUP, of::copyValues),
                of.part("sums of values", 1, of.blocks, of::sumValues),
                of.part("queries into lanes", 0, 1, of::packQueries),
                of.part("output out of lanes", 0, 1, of::unpackOutput));
    }

    /** Parts of a backward pass. */
    public static List<CallPart> backward(AttentionRun run) {
        AttentionParts of = new AttentionParts(run);
        return List.of(of.part("scores again", 1, of.blocks, of::scores),
                of.part("gradients of weights", 1, of.blocks, of::scores),
                of.part("softmax again", 0, of.blocks, of::scoreGradients),
                of.part("dK and dV", 2, 2 * of.blocks, of::addKeys), of.part("dQ", 1, of.blocks, of::addQueries),
                of.part("queries, output and its gradient into lanes", 0, 3, of::packQueries),
                of.part("sums of output times its gradient", 0, 1, of::delta),
                of.part("dQ out of lanes", 0, 1, of::unpackOutput),
                of.part("dK and dV cleared and written", 0, 2 * of.blocks * W / run.tokens(), of::writeKeys));
    }

    /**
     * A part.
     *
     * @param products products of all queries, keys and dimensions that it computes; tiles and lanes are full in the
     *            sizes that are asked for
     * @param times how often a block of queries needs it
     */
    private CallPart part(String name, int products, double times, Runnable call) {
        double queryBlocks = (double) run.batch() * run.heads() * run.tokens() / W;
        double flops = products * run.productFlops();
        return new CallPart(name, flops, flops, queryBlocks * times, call);
    }

    private boolean panelRows() {
        return dim == W;
    }

    private void scores() {
        Products.rows(rows, 0, dim, keys, dim, slab, packed, scores);
    }

    private void softmax() {
        Softmax.update(slab, scores, keys, -keys, state);
    }

    private void sumValues() {
        for (int i = 0; i < dim; i += W) {
            Products.sumColumns(panelRows() ? rows : slab, panelRows() ? 0 : panels, W, keys, slab, scores,
                    sums + i * W, state + Softmax.DECAY);
        }
    }

    private void copyValues() {
        Panels.fill(rows, 0, dim, keys, dim, slab, panels, keys * W);
    }

    private void packQueries() {
        Panels.fill(rows, 0, dim, W, dim, slab, panels, W * W);
        for (int i = 0; i < dim; i += W) {
            Transpose.pack(slab, panels + i * W, W, W, W, slab, state, packed + i * W, square);
        }
    }

    private void unpackOutput() {
        Transpose.unpack(slab, sums, W, dim, state, rows, 0, dim, square);
    }

    private void scoreGradients() {
        Gradient.scores(slab, scores, grads, keys, -keys, state);
    }

    private void addKeys() {
        for (int i = 0; i < dim; i += W) {
            Products.addRows(slab, scores, W, keys, W, slab, panels + i * W, results + i * keys);
        }
    }

    private void delta() {
        Gradient.delta(slab, packed, sums, dim, state);
    }

    private void writeKeys() {
        Arrays.fill(slab, results, results + Panels.count(dim) * keys * W, 0.0f);
        Panels.write(slab, results, keys * W, keys, dim, 1.0f, rows, 0, dim);
    }

    private void addQueries() {
        for (int from = 0; from < keys; from += KeyRanges.KEYS) {
            int count = Math.min(KeyRanges.KEYS, keys - from);
            if (panelRows()) {
                Products.sumColumns(rows, from * dim, dim, count, slab, scores + from * W, sums,
                        state + Gradient.ONE);
            } else {
                Products.addColumns(rows, from * dim, dim, dim, count, slab, scores + from * W, sums);
            }
        }
    }
}
