package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;

/**
 * Blocks of {@link Lanes#WIDTH} queries of every query head as tasks, one or some neighbours each, in the order in
 * which workers take them.
 */
final class QueryBlocks {
    private static final int W = Lanes.WIDTH;

    int tasks;
    private AttentionShape shape;
    private int heads;
    private int blocks;
    private int group;
    private int tasksOfHead;
    private boolean longestFirst;

    /** Blocks of a head. */
    static int ofHead(AttentionShape shape) {
        return (shape.queries() + W - 1) / W;
    }

    /** Each task has {@code group} blocks, the last of a head may have fewer. */
    void plan(AttentionShape shape, boolean causal, int group, int workers) {
        this.shape = shape;
        this.group = group;
        heads = shape.batch() * shape.queryHeads();
        blocks = ofHead(shape);
        tasksOfHead = (blocks + group - 1) / group;
        tasks = heads * tasksOfHead;
        longestFirst = CausalOrder.longestFirst(causal, tasks, workers);
    }

    /** Batch item times heads plus head. */
    int head(int task) {
        return longestFirst ? task % heads : task / tasksOfHead;
    }

    /** First block of its head: under a causal mask late blocks take longest, so they come first. */
    int firstBlock(int task) {
        return (tasksOfHead - 1 - (longestFirst ? task / heads : task % tasksOfHead)) * group;
    }

    int count(int task) {
        return Math.min(group, blocks - firstBlock(task));
    }

    /** First query. */
    int first(int task) {
        return firstBlock(task) * W;
    }

    int rows(int task) {
        return Math.min(group * W, shape.queries() - first(task));
    }

    /** Pairs of a lane and a key, those that the mask hides within the last keys of a block too. */
    long pairs(AttentionMask mask, int task) {
        long pairs = 0;
        for (int n = 0; n < count(task); n++) {
            int end = Math.min(first(task) + (n + 1) * W, shape.queries());
            pairs += (long) W * mask.visible(shape, head(task) / shape.queryHeads(), end - 1);
        }
        return pairs;
    }
}
