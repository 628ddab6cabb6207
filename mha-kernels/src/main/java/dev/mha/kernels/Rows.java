package dev.mha.kernels;

import java.util.Objects;

/**
 * Rows of floats in a flat array: element i of row t of head h of batch item b lies at
 * {@code offset + b * batch + h * head + t * row + i}. Strides may be anything that stays inside the array, so that a
 * packed [batch, tokens, 3, heads, dim] array serves as queries, keys and values without a copy. Those of a result must
 * also nest, in any order: each at least the span of what the closer ones reach.
 *
 * @param array the floats
 * @param offset index of the first one
 * @param batch distance of batch items
 * @param head distance of heads
 * @param row distance of rows
 */
public record Rows(float[] array, int offset, int batch, int head, int row) {
    /** Refuses a missing array. */
    public Rows {
        Objects.requireNonNull(array, "array");
    }

    /**
     * Rows of a dense [batch, heads, rows, dim] array.
     *
     * @throws IllegalArgumentException
     *             if a size is negative or the distance of two items exceeds an int
     */
    public static Rows dense(float[] array, int heads, int rows, int dim) {
        if (heads < 0 || rows < 0 || dim < 0) {
            throw new IllegalArgumentException("dense rows of " + heads + " heads x " + rows + " rows x " + dim
                    + " floats: no size may be negative");
        }
        long head = (long) rows * dim;
        long batch = head > Integer.MAX_VALUE ? head : heads * head;
        if (batch > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("dense rows of " + heads + " heads x " + rows + " rows x " + dim
                    + " floats: one batch item exceeds the length of an array");
        }
        return new Rows(array, 0, (int) batch, (int) head, dim);
    }

    /** Index of the first float of head {@code h} of batch item {@code b}. */
    public int at(int b, int h) {
        return offset + b * batch + h * head;
    }
}
