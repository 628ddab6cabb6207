package dev.mha.verify.attention;

import dev.mha.kernels.Rows;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Rows inside an array that is longer than needed: every float that is not an element holds a NaN of its own kind, so a
 * stray read poisons the result and a stray write shows.
 */
final class GuardedRows {
    /** How rows lie in the array. */
    enum Layout {
        /** {@code [batch, heads, rows, dim]} without gaps, as a caller without special wishes has it. */
        HEAD_MAJOR,
        /** {@code [batch, rows, heads, dim]}, as a projection leaves it. */
        TOKEN_MAJOR,
        /** Gaps after every row, head and batch item. */
        GAPPED
    }

    private static final float GUARD = Float.intBitsToFloat(0x7fc1_2345);
    private static final float UNWRITTEN = Float.intBitsToFloat(0x7fc6_789a);

    final Rows rows;
    private final int batch;
    private final int heads;
    private final int count;
    private final int dim;
    private final int[] original;
    private final BitSet elements = new BitSet();

    GuardedRows(int batch, int heads, int count, int dim, Layout layout, SplittableRandom random) {
        this.batch = batch;
        this.heads = heads;
        this.count = count;
        this.dim = dim;
        int offset = random.nextInt(38);
        int gap = layout == Layout.GAPPED ? 1 + random.nextInt(5) : 0;
        int rowStride = layout == Layout.TOKEN_MAJOR ? heads * dim : dim + gap;
        int headStride = layout == Layout.TOKEN_MAJOR ? dim : count * rowStride + gap * 3;
        int batchStride = layout == Layout.TOKEN_MAJOR ? count * rowStride : heads * headStride + gap * 7;
        float[] array = new float[offset + batch * batchStride + 64];
        Arrays.fill(array, GUARD);
        rows = new Rows(array, offset, batchStride, headStride, rowStride);
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < count; t++) {
                    elements.set(at(b, h, t), at(b, h, t) + dim);
                }
            }
        }
        elements.stream().forEach(i -> array[i] = UNWRITTEN);
        original = new int[array.length];
        remember();
    }

    private int at(int b, int h, int t) {
        return rows.offset() + b * rows.batch() + h * rows.head() + t * rows.row();
    }

    float get(int b, int h, int t, int i) {
        return rows.array()[at(b, h, t) + i];
    }

    /** Writes an element of an input; call {@link #remember()} afterwards. */
    void set(int b, int h, int t, int i, float number) {
        rows.array()[at(b, h, t) + i] = number;
    }

    /** Multiplies every element; call {@link #remember()} afterwards. */
    void scale(float factor) {
        elements.stream().forEach(i -> rows.array()[i] *= factor);
    }

    /** Takes over as many rows as there are here. */
    void takeElements(GuardedRows other) {
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < count; t++) {
                    System.arraycopy(other.rows.array(), other.at(b, h, t), rows.array(), at(b, h, t), dim);
                }
            }
        }
    }

    /** Takes over the rows of one batch item as the only one here. */
    void takeItem(GuardedRows other, int item) {
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < count; t++) {
                System.arraycopy(other.rows.array(), other.at(item, h, t), rows.array(), at(0, h, t), dim);
            }
        }
    }

    /** Takes the present content as what {@link #assertUntouched} compares with. */
    void remember() {
        for (int i = 0; i < original.length; i++) {
            original[i] = Float.floatToRawIntBits(rows.array()[i]);
        }
    }

    /** Forgets a result. */
    void reset() {
        for (int i = 0; i < original.length; i++) {
            rows.array()[i] = Float.intBitsToFloat(original[i]);
        }
    }

    /** The elements, dense {@code [batch, heads, rows, dim]}. */
    float[] elements() {
        float[] dense = new float[batch * heads * count * dim];
        int next = 0;
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < count; t++) {
                    System.arraycopy(rows.array(), at(b, h, t), dense, next, dim);
                    next += dim;
                }
            }
        }
        return dense;
    }

    /** The elements in double. */
    double[] dense() {
        float[] elements = elements();
        double[] dense = new double[elements.length];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = elements[i];
        }
        return dense;
    }

    /** Not a bit of the array has changed. */
    void assertUntouched(String name) {
        for (int i = 0; i < original.length; i++) {
            check(name, i);
        }
    }

    /** Not a bit has changed outside the elements. */
    void assertGuardsUntouched(String name) {
        for (int i = elements.nextClearBit(0); i < original.length; i = elements.nextClearBit(i + 1)) {
            check(name, i);
        }
    }

    private void check(String name, int i) {
        float now = rows.array()[i];
        if (Float.floatToRawIntBits(now) != original[i]) {
            throw new AssertionError(
                    name + "[" + i + "] was " + Float.intBitsToFloat(original[i]) + " and became " + now + ", " + this);
        }
    }

    @Override
    public String toString() {
        return "offset " + rows.offset() + ", strides " + rows.batch() + "/" + rows.head() + "/" + rows.row();
    }
}
