package dev.mha.core.bound;

import dev.mha.core.curvature.SymmetricEigen;
import dev.mha.kernels.classifier.PackedSamples;

/**
 * The sizes of the samples that the bounds ask for: R_i the largest norm of a token, D_i the largest distance between
 * two tokens, N_i the spectral norm of the token matrix; padding is left out. Distances need tokens^2 x features
 * operations a sample, so make it once.
 */
public final class TokenGeometry {
    /** Makes up for the rounding of a norm computed in double, so that a bound stays one. */
    private static final double ROUNDING = 1 + 1e-12;

    private final double[][] squares;
    private final double[] radius;
    private final double[] diameter;
    private final double[] spectralNorm;

    private TokenGeometry(int samples) {
        squares = new double[samples][];
        radius = new double[samples];
        diameter = new double[samples];
        spectralNorm = new double[samples];
    }

    /** Measures every sample. */
    public static TokenGeometry of(PackedSamples samples) {
        TokenGeometry geometry = new TokenGeometry(samples.samples());
        int d = samples.features();
        double[] x = new double[samples.tokens() * d];
        for (int i = 0; i < samples.samples(); i++) {
            samples.copyTokens(i, x);
            geometry.measure(i, x, samples.length(i), d);
        }
        return geometry;
    }

    private void measure(int sample, double[] x, int length, int d) {
        double[] norms = new double[length];
        double largest = 0;
        double widest = 0;
        for (int s = 0; s < length; s++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                square += x[s * d + j] * x[s * d + j];
            }
            norms[s] = ROUNDING * square;
            largest = Math.max(largest, square);
            for (int t = 0; t < s; t++) {
                double distance = 0;
                for (int j = 0; j < d; j++) {
                    double difference = x[s * d + j] - x[t * d + j];
                    distance += difference * difference;
                }
                widest = Math.max(widest, distance);
            }
        }
        squares[sample] = norms;
        radius[sample] = ROUNDING * Math.sqrt(largest);
        diameter[sample] = ROUNDING * Math.sqrt(widest);
        spectralNorm[sample] = Math.min(ROUNDING * spectralNorm(x, length, d), Math.sqrt(length) * radius[sample]);
    }

    /** From the smaller of the two Gram matrices. */
    private static double spectralNorm(double[] x, int length, int d) {
        int size = Math.min(length, d);
        boolean byTokens = length <= d;
        double[][] gram = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int k = 0; k < (byTokens ? d : length); k++) {
                    sum += byTokens ? x[a * d + k] * x[b * d + k] : x[k * d + a] * x[k * d + b];
                }
                gram[a][b] = sum;
            }
        }
        return Math.sqrt(Math.max(0, SymmetricEigen.values(gram).values()[size - 1]));
    }

    /** Number of samples. */
    public int samples() {
        return squares.length;
    }

    /** Number of tokens T_i of a sample. */
    public int length(int sample) {
        return squares[sample].length;
    }

    /** Squared norm of a token. */
    public double squaredNorm(int sample, int token) {
        return squares[sample][token];
    }

    /** R_i, the largest norm of a token. */
    public double radius(int sample) {
        return radius[sample];
    }

    /** D_i, the largest distance of two tokens. */
    public double diameter(int sample) {
        return diameter[sample];
    }

    /** N_i, the spectral norm of the token matrix. */
    public double spectralNorm(int sample) {
        return spectralNorm[sample];
    }

    /** T, the length of the longest sample. */
    public int longest() {
        int longest = 0;
        for (double[] tokens : squares) {
            longest = Math.max(longest, tokens.length);
        }
        return longest;
    }

    /** R, the largest norm of any token. */
    public double largestRadius() {
        double largest = 0;
        for (double value : radius) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
