package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every refusal names the argument and both sizes. */
class AttentionArgumentsTest {
    private static final AttentionShape SHAPE = new AttentionShape(2, 2, 1, 3, 5, 4, 6);

    private static final Rows QUERY = Rows.dense(new float[48], 2, 3, 4);
    private static final Rows KEY = Rows.dense(new float[40], 1, 5, 4);
    private static final Rows VALUE = Rows.dense(new float[60], 1, 5, 6);
    private static final Rows OUT = Rows.dense(new float[72], 2, 3, 6);

    private static void refused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static void forward(AttentionMask mask, float scale, Rows q, Rows k, Rows v, Rows o, float[] lse) {
        AttentionForward.run(SHAPE, mask, scale, q, k, v, o, lse, Workspace.serial());
    }

    @Test
    void exactFitIsAccepted() {
        forward(AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[12]);
    }

    @Test
    void shapesAreChecked() {
        refused("batch is -1, must not be negative", () -> new AttentionShape(-1, 1, 1, 1, 1, 1, 1));
        refused("valueDim is -2, must not be negative", () -> new AttentionShape(1, 1, 1, 1, 1, 1, -2));
        refused("queryHeads is 3, must be a multiple of keyValueHeads, which is 2",
                () -> new AttentionShape(1, 3, 2, 1, 1, 1, 1));
        refused("queryHeads is 3, must be a multiple of keyValueHeads, which is 0",
                () -> new AttentionShape(1, 3, 0, 1, 1, 1, 1));
    }

    @Test
    void arraysAreChecked() {
        refused("query reaches from index 0 to 47 for [2, 2, 3, 4], its array has 47 floats",
                () -> forward(AttentionMask.NONE, 1.0f, Rows.dense(new float[47], 2, 3, 4), KEY, VALUE, OUT, null));
        refused("key reaches from index -1 to 38 for [2, 1, 5, 4], its array has 40 floats", () -> forward(
                AttentionMask.NONE, 1.0f, QUERY, new Rows(new float[40], -1, 20, 20, 4), VALUE, OUT, null));
        refused("value reaches from index -24 to 35 for [2, 1, 5, 6], its array has 60 floats", () -> forward(
                AttentionMask.NONE, 1.0f, QUERY, KEY, new Rows(new float[60], 0, 30, 30, -6), OUT, null));
        refused("out reaches from index 1 to 72 for [2, 2, 3, 6], its array has 72 floats", () -> forward(
                AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, new Rows(new float[72], 1, 36, 18, 6), null));
        refused("lse has 11 floats, batch x queryHeads x queries is 12",
                () -> forward(AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[11]));
        refused("query reaches from index 0 to 4295032835 for [2, 2, 3, 4], its array has 48 floats",
                () -> forward(AttentionMask.NONE, 1.0f, new Rows(QUERY.array(), 0, Integer.MAX_VALUE,
                        Integer.MAX_VALUE, 32_768 + 1), KEY, VALUE, OUT, null));
    }

    /** 2^64 floats, and a distance of more than 2^63, are not few. */
    @Test
    void sizesWhoseProductsOverflowAreRefused() {
        Rows none = Rows.dense(new float[0], 1, 1, 1);
        AttentionShape rows = new AttentionShape(1 << 22, 1 << 21, 1 << 21, 1 << 21, 0, 0, 0);
        refused("lse has 0 floats, batch x queryHeads x queries is more than an array can have",
                () -> AttentionForward.run(rows, AttentionMask.NONE, 1.0f, none, none, none, none, new float[0],
                        Workspace.serial()));
        int most = Integer.MAX_VALUE;
        AttentionShape far = new AttentionShape(most, most, most, most, 1, 1, 0);
        for (int stride : new int[]{most, -most}) {
            Rows query = new Rows(new float[64], 0, stride, stride, stride);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> AttentionForward.run(far, AttentionMask.NONE, 1.0f, query, none, none, none, null,
                            Workspace.serial()))
                    .getMessage();
            assertTrue(message.startsWith("query reaches from index "), message);
        }
    }

    /** Whatever path the sizes take: a view of no floats has no place that could be wrong. */
    @Test
    void viewsWithoutAFloatMayLieAnywhere() {
        for (int heads : new int[]{1, 16}) {
            for (int rows : new int[]{0, 3, 70}) {
                for (int keys : new int[]{0, 5, 70}) {
                    withoutAFloat(new AttentionShape(2, heads, heads, rows, keys, 0, 3));
                    withoutAFloat(new AttentionShape(2, heads, heads, rows, keys, 4, 0));
                    withoutAFloat(new AttentionShape(2, heads, heads, rows, keys, 0, 0));
                }
            }
        }
    }

    private static void withoutAFloat(AttentionShape shape) {
        Supplier<Rows> queries = () -> anywhere(shape, shape.queries(), shape.headDim());
        Supplier<Rows> keys = () -> anywhere(shape, shape.keys(), shape.headDim());
        Supplier<Rows> values = () -> anywhere(shape, shape.keys(), shape.valueDim());
        Supplier<Rows> outs = () -> anywhere(shape, shape.queries(), shape.valueDim());
        float[] lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
        Rows query = queries.get();
        Rows key = keys.get();
        Rows value = values.get();
        Rows out = outs.get();
        AttentionMask mask = new AttentionMask(true, new int[]{Math.min(1, shape.keys()), 0});
        AttentionForward.run(shape, mask, 1, query, key, value, out, lse, Workspace.serial());
        AttentionBackward.run(shape, mask, 1, query, key, value, out, lse, outs.get(), queries.get(), keys.get(),
                values.get(), Workspace.serial());
    }

    private static Rows anywhere(AttentionShape shape, int rows, int dim) {
        int floats = shape.batch() * shape.queryHeads() * rows * dim;
        return floats > 0
                ? Rows.dense(new float[floats], shape.queryHeads(), rows, dim)
                : new Rows(new float[0], Integer.MAX_VALUE, Integer.MIN_VALUE, -7, Integer.MAX_VALUE);
    }

    private static void resultAt(int batch, int head, int row) {
        forward(AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, new Rows(new float[200], 90, batch, head, row), null);
    }

    @Test
    void resultsThatOverwriteEachOtherAreRefused() {
        String end = ": results would overwrite each other";
        refused("out has rows at a distance of 5 floats, must be at least 6" + end, () -> resultAt(36, 18, 5));
        refused("out has rows at a distance of -5 floats, must be at least 6" + end, () -> resultAt(36, 18, -5));
        refused("out has heads at a distance of 0 floats, must be at least 6" + end, () -> resultAt(36, 0, 6));
        refused("out has heads at a distance of 17 floats, must be at least 18" + end, () -> resultAt(36, 17, 6));
        refused("out has rows at a distance of 11 floats, must be at least 12" + end, () -> resultAt(36, -6, 11));
        refused("out has batch items at a distance of 0 floats, must be at least 6" + end, () -> resultAt(0, 18, 6));
        refused("out has batch items at a distance of 35 floats, must be at least 36" + end,
                () -> resultAt(35, 18, 6));
        refused("queryGrad has heads at a distance of 11 floats, must be at least 12" + end,
                () -> AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[12], OUT,
                        new Rows(new float[48], 0, 24, 11, 4), null, null, Workspace.serial()));
    }

    @Test
    void resultsOnTopOfAnotherArgumentAreRefused() {
        String end = " of one array, a result must not overlap another argument";
        float[] shared = new float[100];
        Rows value = Rows.dense(shared, 1, 5, 6);
        refused("out and value share the floats from index 20 to 59" + end, () -> forward(AttentionMask.NONE, 1.0f,
                QUERY, KEY, value, new Rows(shared, 20, 36, 18, 6), null));
        forward(AttentionMask.NONE, 1.0f, QUERY, KEY, value, new Rows(new float[72], 0, 36, 18, 6), null);
        refused("lse and out share the floats from index 0 to 11" + end,
                () -> forward(AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, OUT.array()));
        refused("queryGrad and query share the floats from index 0 to 47" + end, () -> backward(QUERY, null));
        refused("keyGrad and queryGrad share the floats from index 8 to 47" + end,
                () -> backward(Rows.dense(shared, 2, 3, 4), new Rows(shared, 8, 20, 20, 4)));
        refused("keyGrad and queryGrad share the floats from index 2 to 3" + end,
                () -> backward(new Rows(shared, 0, 48, 24, 8), new Rows(shared, 2, 40, 40, 8)));
    }

    /** A packed [batch, tokens, 2, dim] array of gradients by keys and values: neither run reaches the other. */
    @Test
    void packedResultsAreAccepted() {
        float[] packed = new float[2 * 5 * 10];
        AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[12], OUT, null,
                new Rows(packed, 0, 50, 50, 10), new Rows(packed, 4, 50, 50, 10), Workspace.serial());
    }

    private static void backward(Rows queryGrad, Rows keyGrad) {
        AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[12], OUT, queryGrad,
                keyGrad, null, Workspace.serial());
    }

    @Test
    void missingArgumentsAreNamed() {
        Workspace work = Workspace.serial();
        missing("shape", () -> AttentionForward.run(null, AttentionMask.NONE, 1, QUERY, KEY, VALUE, OUT, null, work));
        missing("mask", () -> AttentionForward.run(SHAPE, null, 1, QUERY, KEY, VALUE, OUT, null, work));
        missing("work", () -> AttentionForward.run(SHAPE, AttentionMask.NONE, 1, QUERY, KEY, VALUE, OUT, null, null));
        missing("query", () -> AttentionForward.run(SHAPE, AttentionMask.NONE, 1, null, KEY, VALUE, OUT, null, work));
        missing("shape", () -> AttentionBackward.run(null, AttentionMask.NONE, 1, QUERY, KEY, VALUE, OUT,
                new float[12], OUT, null, null, null, work));
        missing("work", () -> AttentionBackward.run(SHAPE, AttentionMask.NONE, 1, QUERY, KEY, VALUE, OUT,
                new float[12], OUT, null, null, null, null));
    }

    private static void missing(String name, Runnable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
    }

    @Test
    void interleavedAndReversedResultsAreAccepted() {
        resultAt(36, 6, 12);
        resultAt(6, 12, 24);
        resultAt(18, 36, 6);
        resultAt(-36, 18, 6);
        resultAt(36, -18, 6);
        AttentionShape single = new AttentionShape(1, 1, 1, 1, 5, 4, 6);
        AttentionForward.run(single, AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, new Rows(new float[6], 0, 0, 0, 0),
                null, Workspace.serial());
    }

    @Test
    void masksAndScaleAreChecked() {
        refused("mask.keyLengths has 1 entries, batch is 2",
                () -> forward(new AttentionMask(false, new int[]{5}), 1.0f, QUERY, KEY, VALUE, OUT, null));
        refused("mask.keyLengths[1] is 6, must lie between 0 and keys, which is 5",
                () -> forward(new AttentionMask(false, new int[]{5, 6}), 1.0f, QUERY, KEY, VALUE, OUT, null));
        refused("scale is NaN, must be finite",
                () -> forward(AttentionMask.NONE, Float.NaN, QUERY, KEY, VALUE, OUT, null));
    }

    @Test
    void gradientsAreChecked() {
        Rows small = Rows.dense(new float[10], 1, 5, 4);
        refused("keyGrad reaches from index 0 to 39 for [2, 1, 5, 4], its array has 10 floats",
                () -> AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, QUERY, KEY, VALUE, OUT, new float[12], OUT,
                        null, small, null, Workspace.serial()));
        assertThrows(NullPointerException.class, () -> AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, QUERY,
                KEY, VALUE, OUT, null, OUT, null, null, null, Workspace.serial()));
    }

    @Test
    void workersAreChecked() {
        refused("workers is 0, must be at least 1", () -> Workspace.parallel(Runnable::run, 0));
    }

    @Test
    void denseRowsAreChecked() {
        refused("dense rows of 2 heads x 50000 rows x 50000 floats: one batch item exceeds the length of an array",
                () -> Rows.dense(new float[1], 2, 50_000, 50_000));
    }
}
