package dev.mha.core.stability;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.metric.Logistic;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Leave-one-out from one run, without training again ({@code docs/theory.md}, 6): the change E_ji of the margin of
 * sample j when sample i is left out, followed along the path with the tangent kernel K, p_j the logistic slope, h_j
 * the curvature,
 *
 * <pre>
 *   E &lt;- E - (eta/n) K (h o E with E_ii as 0) - (eta/n) K diag(p)
 * </pre>
 *
 * <p>which is the training to first order in E. It estimates the rise of a sample's own loss; the distance of the
 * parameters it does not.
 *
 * @param samples indexes of the samples that were left out
 * @param lossAfter the loss of each of them after a training without it, as many; infinite where the estimate left the
 *        range of numbers
 * @param kernels number of tangent kernels that were computed
 */
public record KernelUnroll(int[] samples, double[] lossAfter, int kernels) {

    /**
     * Whether it stayed in the range of numbers, which it may leave when steps are so large that losses rise: to first
     * order nothing holds the changes back.
     */
    public boolean finite() {
        return Arrays.stream(lossAfter).allMatch(Double::isFinite);
    }

    /** When the tangent kernel is computed anew. */
    @FunctionalInterface
    public interface Refresh {
        /** Whether at step {@code iteration}, {@code last} the step of the last kernel. */
        boolean due(int iteration, int last);

        /**
         * When the number of steps has grown by a quarter: on mixtures this moved the estimated gap by 1 to 3 % against
         * a kernel for every step, where a kernel for every tenth step moved it by 10 to 15 %; 300 steps need 23
         * kernels.
         */
        Refresh USUAL = growing(0.25);

        /**
         * When the number of steps has grown by this share, 0 for every step: often early, where the kernel changes
         * most.
         */
        static Refresh growing(double share) {
            return (iteration, last) -> iteration >= Math.max(last + 1, (1 + share) * last);
        }
    }

    /**
     * Follows a training.
     *
     * @param samples indexes of those to leave out
     * @param work scratch and threads; the result is bitwise the same for every number of threads
     * @param listener told the number of steps followed
     * @return null when it was told to stop on the way
     */
    public static KernelUnroll run(Training training, int[] samples, Refresh refresh, Workspace work,
            Retrainer.Listener listener) {
        Follower follower = new Follower(training, samples, refresh, work, listener::stop);
        try {
            TrainingRun run = training.run(null, work, (k, loss, theta) -> {
                listener.done(k);
                return !listener.stop() && follower.onIteration(k, loss, theta);
            });
            return run.steps() < training.iterations() && run.reason() == StopReason.LISTENER
                    ? null
                    : follower.end(run.theta());
        } catch (CancellationException stopped) {
            return null;
        }
    }

    /** Follows one training as its listener: a row of changes for each sample left out. */
    public static final class Follower implements TrainingListener {
        /** Beyond it a change of a margin is none of first order, and squares of losses leave the range of numbers. */
        private static final double MOST_CHANGE = 1e100;
        /** Samples of a task: the kernel, which leaves the caches, passes once for all of them. */
        private static final int TOGETHER = 8;

        private final Training training;
        private final ClassifierLoss loss;
        private final int[] samples;
        private final Refresh refresh;
        private final Crew crew;
        private final double factor;
        private final BooleanSupplier stop;
        private final double[][] changes;
        /** Of each worker, for the samples of a task. */
        private final double[][][] pushes;
        private final double[][][] products;
        private TangentKernel kernel;
        private int last;
        private int kernels;

        /**
         * @param samples indexes of those to leave out
         * @param work scratch and threads; may be those of the training, which waits meanwhile
         * @param stop asked while a kernel is computed, from any thread; once it says so, the iterate ends in a
         *        {@link CancellationException}
         */
        public Follower(Training training, int[] samples, Refresh refresh, Workspace work, BooleanSupplier stop) {
            this.training = training;
            this.stop = stop;
            this.loss = training.loss(work);
            this.samples = samples;
            this.refresh = refresh;
            this.crew = switch (work) {
                case Crew workers -> workers;
            };
            int count = training.samples().samples();
            factor = training.step() / count;
            changes = new double[samples.length][count];
            pushes = new double[crew.workers()][TOGETHER][count];
            products = new double[crew.workers()][TOGETHER][count];
        }

        @Override
        public boolean onIteration(int iteration, double trainingLoss, float[] theta) {
            if (iteration < training.iterations()) {
                step(iteration, theta);
            }
            return true;
        }

        /**
         * What came out, after the last step.
         *
         * @param theta parameters after that step
         */
        public KernelUnroll end(float[] theta) {
            return new KernelUnroll(samples.clone(), lossAfter(theta), kernels);
        }

        private void step(int iteration, float[] theta) {
            double[] point = ClassifierLoss.widen(theta);
            if (kernel == null || refresh.due(iteration, last)) {
                kernel = null; // two at a time would take twice the memory
                kernel = TangentKernel.of(loss, point, stop);
                last = iteration;
                kernels++;
            }
            double[] margins = loss.marginsAt(point);
            double[] curvature = Arrays.stream(margins).map(Logistic::curvature).toArray();
            crew.run(Math.ceilDiv(samples.length, TOGETHER), (task, worker) -> {
                int first = task * TOGETHER;
                int count = Math.min(TOGETHER, samples.length - first);
                for (int k = 0; k < count; k++) {
                    double[] change = changes[first + k];
                    double[] push = pushes[worker][k];
                    for (int j = 0; j < push.length; j++) {
                        push[j] = curvature[j] * change[j];
                    }
                    push[samples[first + k]] = Logistic.slope(margins[samples[first + k]]);
                }
                double[][] product = Arrays.copyOf(products[worker], count);
                kernel.apply(Arrays.copyOf(pushes[worker], count), product);
                for (int k = 0; k < count; k++) {
                    double[] change = changes[first + k];
                    for (int j = 0; j < change.length; j++) {
                        change[j] -= factor * product[k][j];
                    }
                }
            });
        }

        private double[] lossAfter(float[] theta) {
            double[] margins = loss.marginsAt(ClassifierLoss.widen(theta));
            double[] after = new double[samples.length];
            for (int k = 0; k < after.length; k++) {
                double change = changes[k][samples[k]];
                after[k] = Math.abs(change) < MOST_CHANGE
                        ? Logistic.loss(margins[samples[k]] + change)
                        : Double.POSITIVE_INFINITY;
            }
            return after;
        }
    }
}
