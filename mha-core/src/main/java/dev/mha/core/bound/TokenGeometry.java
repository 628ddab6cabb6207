package dev.mha.core.bound;

import dev.mha.core.linear.Cholesky;
import dev.mha.core.linear.SymmetricEigen;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.function.Supplier;

/**
 * The sizes of the samples that the bounds ask for: R_i the largest norm of a token, D_i the largest distance between
 * two tokens, N_i the spectral norm of the token matrix; padding is left out. Distances need tokens^2 x features
 * operations a sample, so make it once, or let {@link #lazily} do so.
 */
public final class TokenGeometry {
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

    /** Measures every sample when it is first asked, from whichever thread, and never again. */
    public static Supplier<TokenGeometry> lazily(PackedSamples samples) {
        return new Supplier<>() {
            private TokenGeometry geometry;

            @Override
            public synchronized TokenGeometry get() {
                if (geometry == null) {
                    geometry = of(samples);
                }
                return geometry;
            }
        };
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
            norms[s] = up(square, d);
            largest = Math.max(largest, norms[s]);
            for (int t = 0; t < s; t++) {
                double distance = 0;
                for (int j = 0; j < d; j++) {
                    double difference = x[s * d + j] - x[t * d + j];
                    distance += difference * difference;
                }
                widest = Math.max(widest, up(distance, d + 2));
            }
        }
        squares[sample] = norms;
        radius[sample] = up(Math.sqrt(largest), 1);
        diameter[sample] = up(Math.sqrt(widest), 1);
        spectralNorm[sample] = Math.min(spectralNorm(x, length, d), up(Math.sqrt(length) * radius[sample], 2));
    }

    /** At least what it is without rounding. Tokens are floats, whose squares do not underflow: 0 is 0. */
    private static double up(double value, int terms) {
        return value == 0 ? 0 : Outward.up(value, terms);
    }

    /**
     * From the smaller of the two Gram matrices, G: at most sqrt(-lambda_min(-G) + e), the least eigenvalue bounded by
     * {@link Cholesky}, and e what rounding can do to the entries of G: a unit of the trace for each of their terms.
     */
    private static double spectralNorm(double[] x, int length, int d) {
        int size = Math.min(length, d);
        boolean byTokens = length <= d;
        int terms = byTokens ? d : length;
        double[][] gram = new double[size][size];
        double trace = 0;
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int k = 0; k < terms; k++) {
                    sum += byTokens ? x[a * d + k] * x[b * d + k] : x[k * d + a] * x[k * d + b];
                }
                gram[a][b] = -sum;
            }
            trace -= gram[a][a];
        }
        if (trace == 0) {
            return 0;
        }
        double square = -Cholesky.lowerBound(gram, SymmetricEigen.values(gram).values()[0]);
        double rounding = terms * Math.ulp(1.0) * up(trace, size + terms);
        return up(Math.sqrt(up(square + rounding, 2)), 1);
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
