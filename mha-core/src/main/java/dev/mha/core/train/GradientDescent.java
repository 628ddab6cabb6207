package dev.mha.core.train;

import dev.mha.core.linear.Vectors;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierPath;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Objects;

/**
 * Full-batch gradient descent with a fixed step, {@code theta <- theta - eta grad L(theta)}.
 *
 * <p>Parameters are floats, as the kernels read them; each step is computed in double and rounded once. There is no
 * wider copy beside them, so a run is its parameters: two runs of k and m steps give the bits of one run of k + m.
 */
public final class GradientDescent {
    /**
     * A step counts as an ascent when the loss rises by more than this share of itself. The loss is summed in double
     * but from scores in float, whose rounding moves it by up to 4e-7 of itself.
     */
    private static final double ASCENT = 0x1p-20;

    private GradientDescent() {}

    /**
     * Bytes that a training takes on so many threads: start, iterate, gradient, and the scratch memory of the kernels.
     *
     * @param samples number of samples
     */
    public static long bytes(ClassifierShape shape, int samples, int threads) {
        return 3L * Float.BYTES * shape.parameters() + ClassifierPath.gradientBytes(shape, samples, threads);
    }

    /**
     * Trains from {@code start} until a limit of the settings is reached, the listener returns false, or the loss is no
     * longer finite.
     *
     * @param shape sizes and layout of the parameters
     * @param samples training samples
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample in the loss, or null for {@code 1 / samples} each
     * @param start parameters to start from; not changed
     * @param settings step and limits
     * @param work scratch and threads; the result is bitwise the same for every number of threads
     * @param listener told of every iterate
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the parameter that is not finite
     */
    public static TrainingRun run(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
            float[] start, TrainingSettings settings, Workspace work, TrainingListener listener) {
        return run(shape, samples, labels, weights, Iterate.start(start), settings, work, listener);
    }

    /**
     * The same from where an earlier run had come to: what comes out is, bit for bit, that of one run without a stop,
     * its losses, ascents and number of steps included. The listener is told of the iterate to start from, as it is of
     * every other. Time is counted anew.
     *
     * @param from where to start; not changed
     * @throws IllegalArgumentException
     *             as for a start, and if more steps have been taken than the settings allow
     */
    public static TrainingRun run(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
            Iterate from, TrainingSettings settings, Workspace work, TrainingListener listener) {
        Objects.requireNonNull(listener, "listener");
        requireFinite(from.theta());
        if (from.steps() > settings.iterations()) {
            throw new IllegalArgumentException("the training has taken " + from.steps() + " steps, iterations is "
                    + settings.iterations());
        }
        long begin = System.nanoTime();
        float[] theta = from.theta().clone();
        float[] gradient = new float[theta.length];
        float[] scores = new float[samples.samples()];
        double[] losses = Arrays.copyOf(from.losses(),
                Math.max(from.steps(), Math.min(settings.iterations(), 1023)) + 1);
        int ascents = 0;
        for (int k = 1; k < from.steps(); k++) {
            ascents += rises(losses, k) ? 1 : 0;
        }
        for (int k = from.steps();; k++) {
            double loss = ClassifierKernel
                    .lossAndGradient(shape, samples, theta, labels, weights, scores, gradient, work);
            if (k == losses.length) {
                losses = Arrays.copyOf(losses, (int) Math.min(2L * k, settings.iterations() + 1L));
            }
            losses[k] = loss;
            ascents += k > 0 && rises(losses, k) ? 1 : 0;
            boolean goOn = listener.onIteration(k, loss, theta);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            StopReason reason = reason(settings, k, loss, seconds, goOn);
            if (reason != null) {
                double norm = reason == StopReason.DIVERGED ? Double.NaN : Vectors.norm(gradient);
                return new TrainingRun(theta, Arrays.copyOf(losses, k + 1), norm, ascents, seconds, reason);
            }
            for (int j = 0; j < theta.length; j++) {
                theta[j] = (float) (theta[j] - settings.step() * gradient[j]);
            }
        }
    }

    private static boolean rises(double[] losses, int k) {
        return losses[k] - losses[k - 1] > ASCENT * losses[k - 1];
    }

    private static void requireFinite(float[] start) {
        for (int j = 0; j < start.length; j++) {
            if (!Float.isFinite(start[j])) {
                throw new IllegalArgumentException("start[" + j + "] is " + start[j] + ", must be finite");
            }
        }
    }

    private static StopReason reason(TrainingSettings settings, int k, double loss, double seconds, boolean goOn) {
        if (!Double.isFinite(loss)) {
            return StopReason.DIVERGED;
        }
        // a target of 0 means never, also when the loss itself has come down to 0
        if (settings.targetLoss() > 0 && loss <= settings.targetLoss()) {
            return StopReason.TARGET_LOSS;
        }
        if (k >= settings.iterations()) {
            return StopReason.ITERATIONS;
        }
        if (!goOn) {
            return StopReason.LISTENER;
        }
        return seconds >= settings.maxSeconds() ? StopReason.TIME : null;
    }
}
