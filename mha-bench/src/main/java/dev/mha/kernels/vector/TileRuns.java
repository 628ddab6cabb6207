package dev.mha.kernels.vector;

import dev.mha.kernels.work.Slab;

/** The register tiles and the exponential, as benchmarks call them: in their package, since nobody else may. */
public final class TileRuns {
    /** Rows of A and C: a multiple of both tile heights, and C stays in the first-level cache. */
    private static final int HEIGHT = 48;

    private TileRuns() {}

    /** The forms of the product. */
    public enum Form {
        /** C = A B, A read along rows, as for scores. */
        ROWS(64, 64),
        /** C += A B, A read along rows, as for the tangents of scores. */
        ADD_ROWS(64, 80),
        /** The same where A has the row stride of B, as for the gradients of keys and values. */
        ADD_PANEL_ROWS(64, Lanes.WIDTH),
        /** C += A' B, A read along columns, as for the output. */
        ADD_COLUMNS(64, 80),
        /** The same where A has the row stride of B, as in dense arrays of 64 floats a row with 16 lanes. */
        ADD_PANEL_COLUMNS(64, Lanes.WIDTH);

        private final int steps;
        private final int stride;

        Form(int steps, int stride) {
            this.steps = steps;
            this.stride = stride;
        }

        /** Rows of A and C, columns of A, columns of B and C. */
        public String shape() {
            return HEIGHT + " x " + steps + " x " + Lanes.WIDTH;
        }

        /** Float operations of a call. */
        public double flops() {
            return 2.0 * HEIGHT * steps * Lanes.WIDTH;
        }

        /** One product on data of its own. */
        public Runnable prepare() {
            float[] a = filled(steps * Math.max(HEIGHT, stride));
            int b = Slab.FIRST;
            int c = b + steps * Lanes.WIDTH;
            float[] slab = new float[Math.max(Slab.LEAST, c + HEIGHT * Lanes.WIDTH)];
            System.arraycopy(filled(c - b), 0, slab, b, c - b);
            return switch (this) {
                case ROWS -> () -> Products.rows(a, 0, stride, HEIGHT, steps, slab, b, c);
                case ADD_ROWS, ADD_PANEL_ROWS -> () -> Products.addRows(a, 0, stride, HEIGHT, steps, slab, b, c);
                case ADD_COLUMNS, ADD_PANEL_COLUMNS ->
                    () -> Products.addColumns(a, 0, stride, HEIGHT, steps, slab, b, c);
            };
        }
    }

    /** Floats of one exponential call. */
    public static int exponentials() {
        return 256 * Lanes.COUNT;
    }

    /**
     * Powers of two of numbers between -20 and 0; copies them first, which costs one load and store in about twenty
     * operations.
     */
    public static Runnable prepareExponential() {
        float[] numbers = new float[exponentials()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -20.0f * i / numbers.length;
        }
        float[] powers = new float[numbers.length];
        return () -> {
            System.arraycopy(numbers, 0, powers, 0, numbers.length);
            Exp2.apply(powers, 0, numbers.length / Lanes.COUNT);
        };
    }

    /** Replaces numbers by powers of two, as a kernel does; the last ones that fill no vector stay as they are. */
    public static void exponential(float[] numbers) {
        Exp2.apply(numbers, 0, numbers.length / Lanes.COUNT);
    }

    private static float[] filled(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (i % 17 - 8) / 64.0f;
        }
        return numbers;
    }
}
