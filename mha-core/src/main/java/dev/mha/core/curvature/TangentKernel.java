package dev.mha.core.curvature;

import dev.mha.core.linear.Stop;
import dev.mha.core.bound.Rounding;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/**
 * The empirical tangent kernel {@code K_ij = y_i y_j <grad Phi_i, grad Phi_j>} at one point, and the margin of its
 * features ({@code docs/theory.md}, 4). Summed head by head, so that the gradients of one head only are in memory,
 * never the samples x parameters matrix.
 */
public final class TangentKernel implements LinearOperator {
    private final double[][] gram;
    private final ClassifierLoss loss;
    private final double[] theta;

    private TangentKernel(double[][] gram, ClassifierLoss loss, double[] theta) {
        this.gram = gram;
        this.loss = loss;
        this.theta = theta;
    }

    /**
     * Bytes that the kernel and its margin take at once: beside the kernel the gradients of a head, or the factor of
     * the search, whose support has no more samples than parameters and one.
     */
    public static long bytes(ClassifierLoss loss) {
        long count = loss.samples().samples();
        long support = Math.min(count, loss.shape().parameters() + 1L);
        return 8 * count * count + Math.max(8 * count * loss.shape().headParameters(), 4 * support * support)
                + loss.groupBytes();
    }

    /**
     * The kernel of all samples of a loss at {@code theta}, unless it is told to stop; {@code samples^2} doubles.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @param stop asked many times for each head, from any thread
     * @throws IllegalArgumentException
     *             naming the two sizes when {@code theta} does not fit
     * @throws CancellationException
     *             once {@code stop} says so
     */
    public static TangentKernel of(ClassifierLoss loss, double[] theta, BooleanSupplier stop) {
        return of(loss, theta, heads -> {}, stop);
    }

    /**
     * The margin of the kernel at {@code theta}.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @param progress gets the estimated share of the work that is done, 0 to 1, on the calling thread
     * @param stop asked many times a second, from any thread
     * @throws IllegalArgumentException
     *             naming the two sizes when {@code theta} does not fit
     * @throws CancellationException
     *             once {@code stop} says so
     */
    public static Margin margin(ClassifierLoss loss, double[] theta, DoubleConsumer progress, BooleanSupplier stop) {
        return margin(loss, theta, Margin.Search.USUAL, null, progress, stop);
    }

    /**
     * The same with another end of the search and another beginning.
     *
     * @param before the margin at a point near by on a path, from whose weights the search goes on; null for none. It
     *        moves the ends of the interval within what holds, no more
     */
    public static Margin margin(ClassifierLoss loss, double[] theta, Margin.Search search, Margin before,
            DoubleConsumer progress, BooleanSupplier stop) {
        MultiplyAdds cost = new MultiplyAdds(loss.samples().samples(), loss.shape());
        double all = cost.kernel() + cost.margin();
        TangentKernel kernel = of(loss, theta,
                heads -> progress.accept(cost.kernel() * heads / loss.shape().heads() / all), stop);
        Margin margin = kernel.margin(search, before,
                steps -> progress.accept((cost.kernel() + cost.margin(steps)) / all), stop);
        progress.accept(1);
        return margin;
    }

    private Margin margin(Margin.Search search, Margin before, IntConsumer progress, BooleanSupplier stop) {
        MinimumNormPoint.Found found = MinimumNormPoint
                .of(gram, search, before == null ? null : before.weights(), progress, stop);
        return Margin.along(direction(found.weights(), stop), found);
    }

    /**
     * The sum of the features with these weights, and the products of all features with it: the features once more,
     * head by head.
     */
    private Margin.Direction direction(double[] weights, BooleanSupplier stop) {
        ClassifierShape shape = loss.shape();
        double[] signed = new double[gram.length];
        double[] lengths = new double[gram.length];
        for (int i = 0; i < gram.length; i++) {
            signed[i] = loss.label(i) * weights[i];
            lengths[i] = Math.sqrt(gram[i][i]);
        }
        double[] products = new double[gram.length];
        double[] sum = new double[theta.length];
        double[][] features = new double[shape.headParameters()][gram.length];
        SampleGroup[] states = new SampleGroup[loss.workers()];
        for (int head = 0; head < shape.heads(); head++) {
            headFeatures(loss, theta, head, states, features, stop);
            int offset = shape.attentionOffset(head);
            for (int k = 0; k < features.length; k++) {
                sum[offset + k] = Vectors.dot(features[k], signed);
                Vectors.add(sum[offset + k], features[k], products);
            }
        }
        for (int i = 0; i < gram.length; i++) {
            products[i] *= loss.label(i);
        }
        double[] distances = Rounding.gradients(shape, loss.geometry(), theta);
        return new Margin.Direction(products, Vectors.norm(sum), lengths, distances, theta.length);
    }

    private static TangentKernel of(ClassifierLoss loss, double[] theta, IntConsumer progress, BooleanSupplier stop) {
        ClassifierShape shape = loss.shape();
        ClassifierLoss.checkLength("theta", theta.length, "parameters", shape.parameters());
        int count = loss.samples().samples();
        int tasks = Math.min(count, 64);
        double[][] gram = new double[count][count];
        // [parameters of a head, samples]: products then run along samples
        double[][] features = new double[shape.headParameters()][count];
        SampleGroup[] states = new SampleGroup[loss.workers()];
        for (int head = 0; head < shape.heads(); head++) {
            headFeatures(loss, theta, head, states, features, stop);
            loss.forTasks(tasks, task -> {
                Stop.obey(stop);
                LowerTriangle.addSquare(features, features.length, gram, task, tasks);
            });
            progress.accept(head + 1);
        }
        for (int i = 0; i < count; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] *= loss.label(i) * loss.label(j);
                gram[j][i] = gram[i][j];
            }
        }
        return new TangentKernel(gram, loss, theta.clone());
    }

    /** Writes {@code H^(-1/2) grad phi_h(X_i)} for every sample i. */
    private static void headFeatures(ClassifierLoss loss, double[] theta, int head, SampleGroup[] states,
            double[][] features, BooleanSupplier stop) {
        ClassifierShape shape = loss.shape();
        int offset = shape.attentionOffset(head);
        loss.forGroups(states, SampleGroup::new, (group, part, state) -> {
            Stop.obey(stop);
            int first = state.first(group);
            int samples = state.count(group);
            double[] factor = new double[state.lane.length];
            Arrays.fill(factor, state.rootHeads);
            state.load(group);
            state.forward(theta, head);
            state.headGradient(factor, head,
                    (parameter, values) -> System.arraycopy(values, 0, features[parameter - offset], first, samples));
        });
    }

    /** Number of samples. */
    @Override
    public int size() {
        return gram.length;
    }

    @Override
    public void apply(double[] vector, double[] result) {
        apply(new double[][]{vector}, new double[][]{result});
    }

    /** Products with several vectors: the matrix passes once for all of them. */
    @Override
    public void apply(double[][] vectors, double[][] results) {
        for (int k = 0; k < vectors.length; k++) {
            ClassifierLoss.checkLength("vector", vectors[k].length, "samples", gram.length);
            ClassifierLoss.checkLength("result", results[k].length, "samples", gram.length);
            Arrays.fill(results[k], 0);
        }
        // by rows of the symmetric matrix, not by dot products: only sums into an array are vectorized
        int i = 0;
        for (; i + 4 <= gram.length; i += 4) {
            for (int k = 0; k < vectors.length; k++) {
                double[] vector = vectors[k];
                Vectors.addFour(vector[i], gram[i], vector[i + 1], gram[i + 1], vector[i + 2], gram[i + 2],
                        vector[i + 3], gram[i + 3], results[k]);
            }
        }
        for (; i < gram.length; i++) {
            for (int k = 0; k < vectors.length; k++) {
                Vectors.add(vectors[k][i], gram[i], results[k]);
            }
        }
    }
}
