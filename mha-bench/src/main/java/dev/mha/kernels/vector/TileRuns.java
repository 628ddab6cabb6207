package dev.mha.kernels.vector;

/** The register tiles and the exponential, as benchmarks call them: in their package, since nobody else may. */
public final class TileRuns {
    /** Rows of A and C: a multiple of both tile heights, and C stays in the first-level cache. */
    private static final int HEIGHT = 48;

    private TileRuns() {}

    /** The forms of the product. */
    public enum Form {
        /** C = A B, A read along rows, as for scores. */
        ROWS(64),
        /** C += A B, A read along rows, as for the gradients of keys and values. */
        ADD_ROWS(192),
        /** C += A' B, A read along columns, as for the output. */
        ADD_COLUMNS(192),
        /** The same where A has the row stride of B, as in dense arrays of 64 floats a row with 16 lanes. */
        ADD_PANEL_COLUMNS(192);

        private final int steps;

        Form(int steps) {
            this.steps = steps;
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
            float[] a = filled(HEIGHT * steps);
            float[] b = filled(steps * Lanes.WIDTH);
            float[] c = new float[HEIGHT * Lanes.WIDTH];
            return switch (this) {
                case ROWS -> () -> Products.rows(a, 0, steps, HEIGHT, steps, b, 0, c, 0);
                case ADD_ROWS -> () -> Products.addRows(a, 0, steps, HEIGHT, steps, b, 0, c, 0);
                case ADD_COLUMNS -> () -> Products.addColumns(a, 0, HEIGHT, HEIGHT, steps, b, 0, c, 0);
                case ADD_PANEL_COLUMNS -> panelColumns(b, c);
            };
        }

        private Runnable panelColumns(float[] b, float[] c) {
            float[] a = filled(Lanes.WIDTH * steps);
            return () -> Products.addColumns(a, 0, Lanes.WIDTH, HEIGHT, steps, b, 0, c, 0);
        }
    }

    /** Floats of one exponential call. */
    public static int exponentials() {
        return 256 * Lanes.COUNT;
    }

    /** Powers of two of numbers between -20 and 0; copies them first, which costs one load and store in about twenty operations. */
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
