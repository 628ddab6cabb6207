package dev.mha.core.curvature;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How the eigenvalues of an operator are spread, by stochastic Lanczos quadrature (Golub, Meurant 2010; Ubaru, Chen,
 * Saad 2017): the Krylov space of a random unit vector z is a Gauss quadrature for {@code z'f(A)z}, whose mean over z
 * is {@code trace f(A) / size}. A probe's polynomial moments are exact up to degree {@code 2 steps - 1}.
 *
 * @param values for each probe the nodes, ascending, {@code [probes][steps]}; fewer where a space was exhausted
 * @param weights for each probe the weights of its nodes, which sum to 1; as many
 */
public record SpectralDensity(double[][] values, double[][] weights) {
    /** Probes side by side, which share what a product needs of the samples. */
    private static final int TOGETHER = 4;

    /** A mean over probes with its standard error, NaN for one probe. */
    public record Share(double mean, double standardError) {}

    /** Bytes that {@link #of} takes at once: the vectors of the spaces that grow together. */
    public static long bytes(int probes, int steps, int size) {
        return Math.min(probes, TOGETHER) * Lanczos.bytes(Math.min(steps, size), size);
    }

    /**
     * Measures the spread.
     *
     * @param probes number of random vectors, at least 1
     * @param steps products for each, at least 1
     * @param seed seed of the vectors
     * @throws IllegalArgumentException
     *             if there is no probe or no step
     */
    public static SpectralDensity of(LinearOperator operator, int probes, int steps, long seed) {
        return of(operator, probes, steps, seed, PartStore.NONE);
    }

    /**
     * The same, with the probes that an earlier run has ended.
     *
     * @param store keeps the probes that end together
     * @throws IllegalArgumentException
     *             if there is no probe or no step
     */
    public static SpectralDensity of(LinearOperator operator, int probes, int steps, long seed, PartStore store) {
        if (probes < 1 || steps < 1) {
            throw new IllegalArgumentException("probes " + probes + ", steps " + steps + ": each must be at least 1");
        }
        RandomSource random = RandomSource.of(seed, Streams.DENSITY);
        int limit = Math.min(steps, operator.size());
        double[][] values = new double[probes][];
        double[][] weights = new double[probes][];
        for (int from = 0; from < probes; from += TOGETHER) {
            String part = "density from probe " + (from + 1);
            int count = Math.min(probes - from, TOGETHER);
            if (restored(store.find(part), from, count, values, weights)) {
                // the vectors of the others come after those of these, which cost nothing beside a product
                for (int i = 0; i < count; i++) {
                    double[] ignored = random.signs(operator.size());
                }
                continue;
            }
            List<Krylov> spaces = new ArrayList<>();
            for (int probe = from; probe < Math.min(probes, from + TOGETHER); probe++) {
                // a space that is exhausted leaves the loop below, and never draws a vector of its own
                spaces.add(new Krylov(operator, limit, random, random.signs(operator.size())));
            }
            List<Krylov> going = new ArrayList<>(spaces);
            while (!going.isEmpty()) {
                Krylov.step(going);
                going.removeIf(space -> space.steps() == limit || space.exhausted());
            }
            for (int i = 0; i < spaces.size(); i++) {
                quadrature(spaces.get(i), from + i, values, weights);
            }
            store.keep(part, figures(from, count, values, weights));
        }
        return new SpectralDensity(values, weights);
    }

    private static double[] figures(int from, int count, double[][] values, double[][] weights) {
        int length = 0;
        for (int probe = from; probe < from + count; probe++) {
            length += 1 + 2 * values[probe].length;
        }
        DoubleBuffer figures = DoubleBuffer.allocate(length);
        for (int probe = from; probe < from + count; probe++) {
            figures.put(values[probe].length).put(values[probe]).put(weights[probe]);
        }
        return figures.array();
    }

    private static boolean restored(double[] known, int from, int count, double[][] values, double[][] weights) {
        if (known == null) {
            return false;
        }
        DoubleBuffer figures = DoubleBuffer.wrap(known);
        for (int probe = from; probe < from + count; probe++) {
            values[probe] = new double[(int) figures.get()];
            weights[probe] = new double[values[probe].length];
            figures.get(values[probe]).get(weights[probe]);
        }
        return true;
    }

    private static void quadrature(Krylov space, int probe, double[][] values, double[][] weights) {
        double[][] first = new double[space.steps()][1];
        first[0][0] = 1;
        values[probe] = space.values(first);
        weights[probe] = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            weights[probe][i] = first[i][0] * first[i][0];
        }
    }

    /** {@code trace f(A) / size}. */
    public Share mean(DoubleUnaryOperator f) {
        int probes = values.length;
        double[] each = new double[probes];
        double mean = 0;
        for (int probe = 0; probe < probes; probe++) {
            for (int i = 0; i < values[probe].length; i++) {
                each[probe] += weights[probe][i] * f.applyAsDouble(values[probe][i]);
            }
            mean += each[probe] / probes;
        }
        double squares = 0;
        for (double one : each) {
            squares += (one - mean) * (one - mean);
        }
        return new Share(mean, Math.sqrt(squares / (probes - 1) / probes));
    }

    /** Share of the eigenvalues from {@code low} on and below {@code high}. */
    public Share between(double low, double high) {
        return mean(value -> value >= low && value < high ? 1 : 0);
    }

    /**
     * The value below which a share of the eigenvalues lies: the least node that all nodes up to it reach this share
     * with.
     */
    public double quantile(double share) {
        record Node(double value, double weight) {}
        List<Node> nodes = new ArrayList<>();
        for (int probe = 0; probe < values.length; probe++) {
            for (int i = 0; i < values[probe].length; i++) {
                nodes.add(new Node(values[probe][i], weights[probe][i] / values.length));
            }
        }
        nodes.sort(Comparator.comparingDouble(Node::value));
        double sum = 0;
        for (Node node : nodes) {
            sum += node.weight();
            if (sum >= share) {
                return node.value();
            }
        }
        // rounding of the sum, for a share of 1
        return nodes.getLast().value();
    }
}
