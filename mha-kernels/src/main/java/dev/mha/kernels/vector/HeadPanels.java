package dev.mha.kernels.vector;

import dev.mha.kernels.Rows;

/**
 * Moves the rows of 16 heads into panels with one head a lane, and back.
 *
 * <p>Token panels are {@code [panel][feature][tokens of the panel][lane]}, feature panels {@code [panel][token][4
 * features][lane]}: whichever index a product steps over is the second, see {@link SampleProducts}. Panels are filled
 * one after the other, so that what a square of 16 features writes beyond the last one is overwritten, or lies behind
 * the last panel.
 */
final class HeadPanels {
    /** Features of a panel. */
    static final int FEATURES = 4;
    /** Heads of a group, one in each lane, and features of a square. */
    static final int LANES = 16;

    private HeadPanels() {}

    /** Floats of token panels of {@code width} tokens. */
    static int tokenSize(int tokens, int dim, int width) {
        return ((tokens + width - 1) / width * width * dim + LANES * width) * LANES;
    }

    /**
     * Floats of feature panels, or of products of token with feature panels when {@code tokens} is a whole number of
     * panels.
     */
    static int featureSize(int tokens, int dim) {
        return (dim + LANES) * tokens * LANES;
    }

    /**
     * Token panels of rows times the factors of their lanes.
     *
     * @param square scratch for the end of rows
     */
    static void readTokens(Rows rows, int[] at, int tokens, int dim, int width, float[] slab, int factor, int to,
            int square) {
        int step = width * LANES;
        for (int t = 0; t < tokens; t++) {
            for (int f = 0; f < dim; f += LANES) {
                read(rows, at, t * rows.row() + f, dim - f, slab, factor,
                        to + (t / width * dim + f) * step + t % width * LANES, step, FEATURES * step, square);
            }
        }
    }

    /** Feature panels of rows times the factors of their lanes. */
    static void readFeatures(Rows rows, int[] at, int tokens, int dim, float[] slab, int factor, int to, int square) {
        int panelSize = tokens * FEATURES * LANES;
        for (int f = 0; f < dim; f += LANES) {
            for (int t = 0; t < tokens; t++) {
                read(rows, at, t * rows.row() + f, dim - f, slab, factor,
                        to + f / FEATURES * panelSize + t * FEATURES * LANES, LANES, panelSize, square);
            }
        }
    }

    private static void read(Rows rows, int[] at, int from, int left, float[] slab, int factor, int to, int step,
            int quad, int square) {
        if (left >= LANES) {
            HeadGather.read(rows.array(), at, from, slab, factor, to, step, quad);
        } else {
            HeadGather.square(rows.array(), at, from, left, slab, square);
            HeadGather.read(slab, HeadGather.SQUARE, square, slab, factor, to, step, quad);
        }
    }

    /** Token panels of rows times the factors of their lanes, and feature panels of the rows as they are. */
    static void readBoth(Rows rows, int[] at, int tokens, int dim, int width, float[] slab, int factor, int toTokens,
            int toFeatures, int square) {
        int step = width * LANES;
        int panelSize = tokens * FEATURES * LANES;
        for (int t = 0; t < tokens; t++) {
            for (int f = 0; f < dim; f += LANES) {
                int from = t * rows.row() + f;
                int panel = toTokens + (t / width * dim + f) * step + t % width * LANES;
                int plain = toFeatures + f / FEATURES * panelSize + t * FEATURES * LANES;
                if (dim - f >= LANES) {
                    HeadGather.readBoth(rows.array(), at, from, slab, factor, panel, step, FEATURES * step, plain,
                            panelSize);
                } else {
                    HeadGather.square(rows.array(), at, from, dim - f, slab, square);
                    HeadGather.readBoth(slab, HeadGather.SQUARE, square, slab, factor, panel, step,
                            FEATURES * step, plain, panelSize);
                }
            }
        }
    }

    /**
     * Writes rows {@code first} on, times the factors of their lanes, of a product in tiles
     * {@code [feature panel][width tokens][4 features][lane]}.
     *
     * @param heads lanes that hold a head
     * @param factor factors of the first row
     * @param factorStep distance of the factors of rows
     */
    static void write(float[] slab, int tile, int width, int first, int count, int dim, int heads, int factor,
            int factorStep, Rows rows, int[] at) {
        int quad = width * FEATURES * LANES;
        for (int t = 0; t < count; t++) {
            for (int f = 0; f < dim; f += LANES) {
                int from = tile + f / FEATURES * quad + t * FEATURES * LANES;
                int to = (first + t) * rows.row() + f;
                if (heads == LANES && dim - f >= LANES) {
                    HeadScatter.write(slab, from, LANES, quad, factor + t * factorStep, rows.array(), at, to);
                } else {
                    HeadScatter.writePart(slab, from, LANES, quad, factor + t * factorStep,
                            Math.min(LANES, dim - f), heads, rows.array(), at, to);
                }
            }
        }
    }
}
