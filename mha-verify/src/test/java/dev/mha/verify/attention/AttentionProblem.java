package dev.mha.verify.attention;

import dev.mha.kernels.AttentionBackward;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.GuardedRows.Layout;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Inputs and guarded results of one attention call. */
final class AttentionProblem {
    /** What the numbers look like. */
    enum Values {
        /** Ordinary sizes, scores around one. */
        NORMAL,
        /** Scores of about ten thousand, both signs: one key takes all, the rest underflow. */
        LARGE_SCORES,
        /** All keys equal: uniform weights. */
        EQUAL_KEYS,
        /** One query row and one key row 300 times larger than the others; their score reaches a hundred thousand. */
        HUGE_ROW,
        /** Everything below the normal range. */
        SUBNORMAL,
        /** Scores descend or ascend along the keys, so that a running maximum changes late or never. */
        SORTED_SCORES
    }

    final AttentionShape shape;
    final AttentionMask mask;
    final float scale;
    final GuardedRows query;
    final GuardedRows key;
    final GuardedRows value;
    final GuardedRows outGrad;
    final GuardedRows out;
    final GuardedRows queryGrad;
    final GuardedRows keyGrad;
    final GuardedRows valueGrad;
    final float[] lse;

    private AttentionProblem(AttentionShape shape, AttentionMask mask, float scale, Layout layout,
            SplittableRandom random) {
        this.shape = shape;
        this.mask = mask;
        this.scale = scale;
        query = queries(shape.headDim(), layout, random);
        outGrad = queries(shape.valueDim(), layout, random);
        out = queries(shape.valueDim(), layout, random);
        queryGrad = queries(shape.headDim(), layout, random);
        key = keys(shape.headDim(), layout, random);
        value = keys(shape.valueDim(), layout, random);
        keyGrad = keys(shape.headDim(), layout, random);
        valueGrad = keys(shape.valueDim(), layout, random);
        lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
    }

    private GuardedRows queries(int dim, Layout layout, SplittableRandom random) {
        return new GuardedRows(shape.batch(), shape.queryHeads(), shape.queries(), dim, layout, random);
    }

    private GuardedRows keys(int dim, Layout layout, SplittableRandom random) {
        return new GuardedRows(shape.batch(), shape.keyValueHeads(), shape.keys(), dim, layout, random);
    }

    /** The same rows under another mask. */
    private AttentionProblem(AttentionProblem other, AttentionMask mask) {
        shape = other.shape;
        this.mask = mask;
        scale = other.scale;
        query = other.query;
        key = other.key;
        value = other.value;
        outGrad = other.outGrad;
        out = other.out;
        queryGrad = other.queryGrad;
        keyGrad = other.keyGrad;
        valueGrad = other.valueGrad;
        lse = other.lse;
    }

    /** A problem that depends on its arguments alone; {@code lengths} asks for random key lengths, 0 among them. */
    static AttentionProblem random(AttentionShape shape, boolean causal, boolean lengths, Values values, Layout layout,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AttentionMask mask = new AttentionMask(causal,
                lengths ? random.ints(shape.batch(), 0, shape.keys() + 1).toArray() : null);
        float scale = values == Values.NORMAL && random.nextBoolean()
                ? (float) (random.nextDouble() - 0.5)
                : (float) (1 / Math.sqrt(Math.max(1, shape.headDim())));
        AttentionProblem problem = new AttentionProblem(shape, mask, scale, layout, random);
        double size = switch (values) {
            case LARGE_SCORES -> 100;
            case SUBNORMAL -> 1e-39;
            case NORMAL, EQUAL_KEYS, HUGE_ROW, SORTED_SCORES -> 1;
        };
        problem.fill(problem.query, size, random);
        problem.fill(problem.key, size, random);
        problem.fill(problem.value, values == Values.SUBNORMAL ? 1e-39 : 1, random);
        problem.fill(problem.outGrad, values == Values.SUBNORMAL ? 1e-39 : 1, random);
        problem.shapeKeys(values, random);
        problem.query.remember();
        problem.key.remember();
        problem.value.remember();
        problem.outGrad.remember();
        return problem;
    }

    /** The same rows, where they lie, under another mask. */
    AttentionProblem masked(AttentionMask otherMask) {
        return new AttentionProblem(this, otherMask);
    }

    /** The same problem with another mask, dense. */
    AttentionProblem withMask(AttentionMask otherMask) {
        return copy(shape, otherMask, scale);
    }

    /** The same problem with another scale. */
    AttentionProblem withScale(float otherScale) {
        return copy(shape, mask, otherScale);
    }

    /** The same problem without the keys from {@code keys} on. */
    AttentionProblem truncated(int keys) {
        return copy(new AttentionShape(shape.batch(), shape.queryHeads(), shape.keyValueHeads(), shape.queries(), keys,
                shape.headDim(), shape.valueDim()), mask, scale);
    }

    /** One item of the batch as a problem of its own, dense, at another place in its arrays. */
    AttentionProblem alone(int b) {
        AttentionShape one = new AttentionShape(1, shape.queryHeads(), shape.keyValueHeads(), shape.queries(),
                shape.keys(), shape.headDim(), shape.valueDim());
        int[] lengths = mask.keyLengths() == null ? null : new int[]{mask.keyLengths()[b]};
        AttentionProblem other = new AttentionProblem(one, new AttentionMask(mask.causal(), lengths), scale,
                Layout.HEAD_MAJOR, new SplittableRandom(b));
        other.query.takeItem(query, b);
        other.key.takeItem(key, b);
        other.value.takeItem(value, b);
        other.outGrad.takeItem(outGrad, b);
        other.query.remember();
        other.key.remember();
        other.value.remember();
        other.outGrad.remember();
        return other;
    }

    private AttentionProblem copy(AttentionShape otherShape, AttentionMask otherMask, float otherScale) {
        AttentionProblem other = new AttentionProblem(otherShape, otherMask, otherScale, Layout.HEAD_MAJOR,
                new SplittableRandom(0));
        other.query.takeElements(query);
        other.key.takeElements(key);
        other.value.takeElements(value);
        other.outGrad.takeElements(outGrad);
        other.query.remember();
        other.key.remember();
        other.value.remember();
        other.outGrad.remember();
        return other;
    }

    private void fill(GuardedRows rows, double size, SplittableRandom random) {
        boolean ofQueries = rows == query || rows == outGrad;
        int heads = ofQueries ? shape.queryHeads() : shape.keyValueHeads();
        int count = ofQueries ? shape.queries() : shape.keys();
        int dim = rows == query || rows == key ? shape.headDim() : shape.valueDim();
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < count; t++) {
                    for (int i = 0; i < dim; i++) {
                        rows.set(b, h, t, i, (float) (size * random.nextGaussian()));
                    }
                }
            }
        }
    }

    private void shapeKeys(Values values, SplittableRandom random) {
        int hugeKey = random.nextInt(Math.max(1, shape.keys()));
        double slope = (random.nextBoolean() ? 40.0 : -40.0) / Math.max(1, shape.keys());
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.keyValueHeads(); h++) {
                for (int t = 0; t < shape.keys(); t++) {
                    for (int i = 0; i < shape.headDim(); i++) {
                        float now = key.get(b, h, t, i);
                        key.set(b, h, t, i, switch (values) {
                            case EQUAL_KEYS -> key.get(b, h, 0, i);
                            case HUGE_ROW -> t == hugeKey ? 300 * now : now;
                            case SORTED_SCORES -> now + (float) (t * slope);
                            case NORMAL, LARGE_SCORES, SUBNORMAL -> now;
                        });
                    }
                }
            }
            if (values == Values.HUGE_ROW && shape.queries() > 0) {
                int row = random.nextInt(shape.queries());
                for (int i = 0; i < shape.headDim(); i++) {
                    query.set(b, 0, row, i, 300 * query.get(b, 0, row, i));
                }
            }
        }
    }

    /** How many keys, from the first on, query {@code i} of batch item {@code b} attends to. */
    int visibleKeys(int b, int i) {
        int length = mask.keyLengths() == null ? shape.keys() : mask.keyLengths()[b];
        return mask.causal() ? Math.max(0, Math.min(length, i + 1 + shape.keys() - shape.queries())) : length;
    }

    /** Writes {@code poison} into all keys and values that no query sees. */
    void poisonHiddenKeys(float poison) {
        for (int b = 0; b < shape.batch(); b++) {
            int seen = shape.queries() == 0 ? 0 : visibleKeys(b, shape.queries() - 1);
            for (int g = 0; g < shape.keyValueHeads(); g++) {
                for (int t = seen; t < shape.keys(); t++) {
                    for (int i = 0; i < shape.headDim(); i++) {
                        key.set(b, g, t, i, poison);
                    }
                    for (int i = 0; i < shape.valueDim(); i++) {
                        value.set(b, g, t, i, poison);
                    }
                }
            }
        }
        key.remember();
        value.remember();
    }

    /** Runs the forward pass and checks that it wrote results and nothing else. */
    AttentionProblem forward(Workspace work) {
        out.reset();
        Arrays.fill(lse, Float.NaN);
        AttentionForward.run(shape, mask, scale, query.rows, key.rows, value.rows, out.rows, lse, work);
        out.assertGuardsUntouched("out");
        assertInputsUntouched();
        return this;
    }

    /** Runs both passes and checks that they wrote results and nothing else. */
    AttentionProblem forwardAndBackward(Workspace work) {
        forward(work);
        int outBefore = Arrays.hashCode(out.rows.array());
        queryGrad.reset();
        keyGrad.reset();
        valueGrad.reset();
        AttentionBackward.run(shape, mask, scale, query.rows, key.rows, value.rows, out.rows, lse, outGrad.rows,
                queryGrad.rows, keyGrad.rows, valueGrad.rows, work);
        queryGrad.assertGuardsUntouched("queryGrad");
        keyGrad.assertGuardsUntouched("keyGrad");
        valueGrad.assertGuardsUntouched("valueGrad");
        if (Arrays.hashCode(out.rows.array()) != outBefore) {
            throw new AssertionError("the backward pass wrote to out");
        }
        assertInputsUntouched();
        return this;
    }

    /** Takes over the results that the kernels give for another problem of the same shape. */
    void resultsOf(AttentionProblem other, Workspace work) {
        other.forwardAndBackward(work);
        out.takeElements(other.out);
        queryGrad.takeElements(other.queryGrad);
        keyGrad.takeElements(other.keyGrad);
        valueGrad.takeElements(other.valueGrad);
        System.arraycopy(other.lse, 0, lse, 0, lse.length);
    }

    void assertInputsUntouched() {
        query.assertUntouched("query");
        key.assertUntouched("key");
        value.assertUntouched("value");
        outGrad.assertUntouched("outGrad");
    }

    /** All results of both passes, one after the other. */
    float[] results() {
        float[][] parts = {out.elements(), lse, queryGrad.elements(), keyGrad.elements(), valueGrad.elements()};
        int length = 0;
        for (float[] part : parts) {
            length += part.length;
        }
        float[] all = new float[length];
        int next = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, next, part.length);
            next += part.length;
        }
        return all;
    }

    @Override
    public String toString() {
        return shape + ", causal " + mask.causal() + ", keyLengths " + Arrays.toString(mask.keyLengths()) + ", scale "
                + scale + ", query " + query + ", key " + key;
    }
}
