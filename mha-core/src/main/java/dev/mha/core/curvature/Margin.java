package dev.mha.core.curvature;

import dev.mha.core.bound.Outward;
import dev.mha.core.linear.Vectors;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The margin {@code gamma = max_{|v|=1} min_i <f_i, v>} of features with the Gram matrix K, as an interval: for any weights
 * lam of the simplex {@code min_i (K lam)_i / sqrt(lam'K lam) <= gamma <= sqrt(lam'K lam)} ({@code docs/theory.md}, 4).
 *
 * <p>The interval holds in spite of rounding. Let K be the exact kernel of features that lie within delta_i of f_i. Products with
 * their vector {@code sum lam_j f_j} made a unit vector are off by delta_i, and its length by {@code sum lam_i delta_i}: so much the
 * ends are moved. Entries of K are sums of p products, at most the largest diagonal one k; {@code K lam} and {@code lam'K lam} are sums of n
 * terms, and the weights, n of them, sum to 1 within {@code n u}. With u the unit roundoff and second-order terms, both forms are off by
 * less than {@code 2 u (p + 2n + 16) k}, the rounding of the root and the quotient included.
 *
 * @param lower proved lower end, at least 0
 * @param upper proved upper end
 * @param steps steps of the solver
 * @param weights the weights lam of the samples; the direction of the margin is {@code sum_i lam_i f_i} made a unit vector
 */
public record Margin(double lower, double upper, int steps, double[] weights) {
    /**
     * When a search ends.
     *
     * @param gap once {@code upper - lower} is at most this share of {@code upper}
     * @param maxSteps after so many steps at the latest
     */
    public record Search(double gap, int maxSteps) {
        /** To a relative gap of 1e-6 if that takes no more than a million steps. */
        public static final Search USUAL = new Search(1e-6, 1_000_000);
    }

    /** Products K lam are updated in every step and made afresh after this many, before rounding adds up. */
    static final int REFRESH = 500;

    /** Below this share of {@code sqrt(trace K)} an upper end is rounding. */
    private static final double ZERO = 1e-12;

    /**
     * What is known of the entries of a kernel.
     *
     * @param terms p, of the sums that they are; 0 when they are exact
     * @param features delta_i, how far each feature may be from the one that is meant
     */
    record Entries(int terms, double[] features) {
        static Entries exact(int samples) {
            return new Entries(0, new double[samples]);
        }
    }

    /**
     * Minimizes {@code lam'K lam} over the simplex by pairwise Frank-Wolfe: weight goes from the active sample with the largest
     * product to the sample with the least, by the exact amount.
     *
     * @param gram symmetric positive semidefinite rows, taken as exact
     * @param gap stop when {@code upper - lower} is at most this share of {@code upper}
     * @param maxSteps most steps
     * @throws ArithmeticException
     *             if the matrix holds a value that is not finite
     */
    public static Margin of(double[][] gram, double gap, int maxSteps) {
        return of(gram, new Search(gap, maxSteps), null, steps -> {}, () -> false);
    }

    /** The same from the weights of a margin near by. */
    static Margin of(double[][] gram, Search search, Margin before, IntConsumer progress, BooleanSupplier stop) {
        return of(gram, Entries.exact(gram.length), search, before, progress, stop);
    }

    /**
     * The same for entries that are not exact, unless it is told to stop: it asks after every {@link #REFRESH} steps, and tells
     * their number.
     *
     * @param before the margin of a kernel of the same samples, whose weights the search begins with: any weights give an
     *        interval that holds. Null to begin with the shortest feature
     */
    static Margin of(double[][] gram, Entries entries, Search search, Margin before, IntConsumer progress,
            BooleanSupplier stop) {
        int n = gram.length;
        double trace = 0;
        int shortest = 0;
        for (int i = 0; i < n; i++) {
            trace += gram[i][i];
            shortest = gram[i][i] < gram[shortest][shortest] ? i : shortest;
        }
        double[] weights = new double[n];
        if (before == null) {
            weights[shortest] = 1;
        } else {
            ClassifierLoss.checkLength("before.weights", before.weights.length, "samples", n);
            System.arraycopy(before.weights, 0, weights, 0, n);
        }
        double[] products = new double[n];
        Support support = new Support(n);
        for (int step = 0;; step++) {
            if (step % REFRESH == 0) {
                Stop.obey(stop);
                progress.accept(step);
                refresh(gram, weights, products);
                support.of(weights);
            }
            int least = least(products);
            int worst = support.worst(products);
            double square = Vectors.dot(weights, products);
            if (!Double.isFinite(square)) {
                throw new ArithmeticException("the kernel holds a value that is not finite");
            }
            double upper = Math.sqrt(Math.max(0, square));
            double lower = upper > 0 ? products[least] / upper : 0;
            double slope = products[worst] - products[least];
            boolean zero = upper <= ZERO * Math.sqrt(trace);
            if (zero || upper - lower <= search.gap * upper || step == search.maxSteps || slope <= 0) {
                refresh(gram, weights, products);
                return ends(gram, entries, weights, products, step);
            }
            double curvature = gram[least][least] + gram[worst][worst] - 2 * gram[least][worst];
            double amount = curvature > 0 ? Math.min(weights[worst], slope / curvature) : weights[worst];
            weights[worst] = amount == weights[worst] ? 0 : weights[worst] - amount;
            weights[least] += amount;
            support.changed(worst, weights[worst]);
            support.changed(least, weights[least]);
            for (int i = 0; i < n; i++) {
                products[i] += amount * (gram[least][i] - gram[worst][i]);
            }
        }
    }

    /** First index of the least value: the value first, in four minima that do not wait for each other. */
    private static int least(double[] values) {
        double a = values[0];
        double b = a;
        double c = a;
        double d = a;
        int i = 0;
        for (; i + 4 <= values.length; i += 4) {
            a = Math.min(a, values[i]);
            b = Math.min(b, values[i + 1]);
            c = Math.min(c, values[i + 2]);
            d = Math.min(d, values[i + 3]);
        }
        for (; i < values.length; i++) {
            a = Math.min(a, values[i]);
        }
        double least = Math.min(Math.min(a, b), Math.min(c, d));
        int index = 0;
        // with a NaN no value is the least one: the caller looks for it
        while (index < values.length - 1 && values[index] != least) {
            index++;
        }
        return index;
    }

    /** The samples that have a weight, in rising order: few of them, so that the worst is found soon. */
    private static final class Support {
        private final int[] samples;
        private int size;

        Support(int samples) {
            this.samples = new int[samples];
        }

        void of(double[] weights) {
            size = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0) {
                    samples[size++] = i;
                }
            }
        }

        /** The first with the largest product. */
        int worst(double[] products) {
            int worst = samples[0];
            for (int k = 1; k < size; k++) {
                worst = products[samples[k]] > products[worst] ? samples[k] : worst;
            }
            return worst;
        }

        void changed(int sample, double weight) {
            int at = Arrays.binarySearch(samples, 0, size, sample);
            if (weight > 0 && at < 0) {
                System.arraycopy(samples, -at - 1, samples, -at, size + at + 1);
                samples[-at - 1] = sample;
                size++;
            } else if (!(weight > 0) && at >= 0) {
                size--;
                System.arraycopy(samples, at + 1, samples, at, size - at);
            }
        }
    }

    private static Margin ends(double[][] gram, Entries entries, double[] weights, double[] products, int steps) {
        double largest = 0;
        double distance = 0;
        for (int i = 0; i < gram.length; i++) {
            largest = Math.max(largest, gram[i][i]);
            // nothing may be known of a feature that has no weight
            distance += weights[i] == 0 ? 0 : weights[i] * entries.features()[i];
        }
        double rounding = (entries.terms() + 2.0 * gram.length + 16) * Math.ulp(1.0) * largest;
        double length = Math.sqrt(Math.max(0, Vectors.dot(weights, products)) + rounding);
        double lower = Double.POSITIVE_INFINITY;
        for (int i = 0; i < gram.length; i++) {
            double product = length > 0 ? (products[i] - rounding) / length : 0;
            lower = Math.min(lower, product - entries.features()[i]);
        }
        double upper = distance == 0 ? length : Outward.up(length + Outward.up(distance, gram.length));
        return new Margin(Math.min(Math.max(0, lower), upper), upper, steps, weights);
    }

    private static void refresh(double[][] gram, double[] weights, double[] products) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        Vectors.scale(1 / sum, weights);
        Arrays.fill(products, 0);
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                Vectors.add(weights[i], gram[i], products);
            }
        }
    }
}
