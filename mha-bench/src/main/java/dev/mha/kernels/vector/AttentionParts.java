package dev.mha.kernels.vector;

import dev.mha.kernels.work.Slab;
import java.util.Arrays;
import java.util.List;

/**
 * What attention of one long head consists of, part by part, for one block of {@link Lanes#WIDTH} queries without a mask: each
 * part on data of its own, which stay in the caches. In the kernels' package, since nobody else may call them.
 */
public final class AttentionParts {
    private static final int W = Lanes.WIDTH;

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

    /**
     * A part.
     *
     * @param name what it does
     * @param products products of all queries, keys and dimensions that it computes; none is what the call pays beside them
     * @param times how often a block of queries needs it
     * @param call does it once
     */
    public record Part(String name, int products, double times, Runnable call) {}

    private AttentionParts(int tokens, int dim) {
        this.dim = dim;
        keys = Math.min(tokens, VectorForward.KEY_BLOCK);
        blocks = (double) tokens / keys;
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
    public static List<Part> forward(int tokens, int dim) {
        AttentionParts of = new AttentionParts(tokens, dim);
        return List.of(new Part("scores", 1, of.blocks, of::scores),
                new Part("softmax", 0, of.blocks, of::softmax),
                new Part("values into panels", 0, of.panelRows() ? 0 : of.blocks / VectorForward.GROUP, of::copyValues),
                new Part("sums of values", 1, of.blocks, of::sumValues),
                new Part("queries into lanes", 0, 1, of::packQueries),
                new Part("output out of lanes", 0, 1, of::unpackOutput));
    }

    /** Parts of a backward pass. */
    public static List<Part> backward(int tokens, int dim) {
        AttentionParts of = new AttentionParts(tokens, dim);
        return List.of(new Part("scores", 1, of.blocks, of::scores),
                new Part("gradients of weights", 1, of.blocks, of::scores),
                new Part("softmax", 0, of.blocks, of::scoreGradients),
                new Part("dK and dV", 2, 2 * of.blocks, of::addKeys),
                new Part("dQ", 1, of.blocks, of::addQueries),
                new Part("queries, output and its gradient into lanes", 0, 3, of::packQueries),
                new Part("sums of output times its gradient", 0, 1, of::delta),
                new Part("dQ out of lanes", 0, 1, of::unpackOutput),
                new Part("dK and dV cleared and written", 0, 2 * of.blocks * W / tokens, of::writeKeys));
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
