package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;

/**
 * The empirical tangent kernel {@code K_ij = y_i y_j <grad Phi_i, grad Phi_j>} at one point, and the margin of its features.
 * Summed head by head, so that the gradients of one head only are in memory, never the samples x parameters matrix.
 */
public final class TangentKernel implements LinearOperator {
    private final double[][] gram;

    private TangentKernel(double[][] gram) {
        this.gram = gram;
    }

    /** Bytes that {@link #of} takes at once: the kernel, and for each thread the kernel and the gradients of a head. */
    public static long bytes(ClassifierLoss loss) {
        long count = loss.samples().samples();
        long group = Math.min(loss.shape().heads(), loss.workers());
        return 8 * count * (count + group * (count + loss.shape().headParameters()));
    }

    /**
     * The kernel of all samples of a loss at {@code theta}; {@code samples^2} doubles, and as many for each thread.
     *
     * @throws IllegalArgumentException
     *             naming the two sizes when {@code theta} does not fit
     */
    public static TangentKernel of(ClassifierLoss loss, double[] theta) {
        ClassifierShape shape = loss.shape();
        ClassifierLoss.checkLength("theta", theta.length, "parameters", shape.parameters());
        int count = loss.samples().samples();
        double[][][] parts = new double[shape.heads()][][];
        double[][] sum = new double[count][count];
        // in groups of heads, so that no more than a few partial kernels exist at once; summed in head order
        int group = Math.max(1, Math.min(shape.heads(), loss.workers()));
        for (int first = 0; first < shape.heads(); first += group) {
            int begin = first;
            int size = Math.min(group, shape.heads() - first);
            loss.forTasks(size, task -> parts[begin + task] = headGram(loss, theta, begin + task));
            for (int head = first; head < first + size; head++) {
                for (int i = 0; i < count; i++) {
                    Vectors.add(1.0 / shape.heads(), parts[head][i], sum[i]);
                }
                parts[head] = null;
            }
        }
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                sum[i][j] *= loss.label(i) * loss.label(j);
            }
        }
        return new TangentKernel(sum);
    }

    /** {@code F F'}, F the gradients of one head's phi, a row a sample. */
    private static double[][] headGram(ClassifierLoss loss, double[] theta, int head) {
        ClassifierShape shape = loss.shape();
        int count = loss.samples().samples();
        int size = shape.headParameters();
        // [parameters of the head, samples]: products then run along samples
        double[][] features = new double[size][count];
        SampleState state = new SampleState(shape, loss.samples());
        double[] gradient = new double[shape.parameters()];
        int from = shape.attentionOffset(head);
        for (int i = 0; i < count; i++) {
            state.load(i);
            state.forwardHead(theta, head);
            Arrays.fill(gradient, from, from + size, 0);
            state.addHeadGradient(1, head, gradient);
            for (int k = 0; k < size; k++) {
                features[k][i] = gradient[from + k];
            }
        }
        double[][] gram = new double[count][count];
        int k = 0;
        for (; k + 4 <= size; k += 4) {
            double[] a = features[k];
            double[] b = features[k + 1];
            double[] c = features[k + 2];
            double[] d = features[k + 3];
            for (int i = 0; i < count; i++) {
                Vectors.addFour(a[i], a, b[i], b, c[i], c, d[i], d, gram[i], i + 1);
            }
        }
        for (; k < size; k++) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j <= i; j++) {
                    gram[i][j] += features[k][i] * features[k][j];
                }
            }
        }
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    /** Number of samples. */
    @Override
    public int size() {
        return gram.length;
    }

    @Override
    public void apply(double[] vector, double[] result) {
        ClassifierLoss.checkLength("vector", vector.length, "samples", gram.length);
        ClassifierLoss.checkLength("result", result.length, "samples", gram.length);
        Arrays.fill(result, 0);
        // by rows of the symmetric matrix, not by dot products: only sums into an array are vectorized
        int i = 0;
        for (; i + 4 <= gram.length; i += 4) {
            Vectors.addFour(vector[i], gram[i], vector[i + 1], gram[i + 1], vector[i + 2], gram[i + 2], vector[i + 3],
                    gram[i + 3], result);
        }
        for (; i < gram.length; i++) {
            Vectors.add(vector[i], gram[i], result);
        }
    }

    /** {@code y_i y_j <grad Phi_i, grad Phi_j>}. */
    public double value(int i, int j) {
        return gram[i][j];
    }

    /** The margin of the tangent features, to a relative gap of 1e-6 if that takes no more than a million steps. */
    public Margin margin() {
        return Margin.of(gram, 1e-6, 1_000_000);
    }
}
