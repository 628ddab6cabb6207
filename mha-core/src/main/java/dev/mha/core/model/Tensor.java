package dev.mha.core.model;

import java.util.Arrays;

/** Floats and their shape, row-major. */
record Tensor(int[] shape, float[] values) {

    static Tensor of(float[] values, int... shape) {
        return new Tensor(shape, values);
    }

    int size(int axis) {
        return shape[axis];
    }

    String describe() {
        return Arrays.toString(shape);
    }
}
