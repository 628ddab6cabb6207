package dev.mha.core.stability;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Trains again with one sample changed, from the same start with the same steps: the definition of stability itself
 * ({@code docs/theory.md}, 6). Samples are shared out over threads and each training runs on one of them, so results
 * are bitwise the same for every number of threads.
 */
public final class Retrainer {
    private final Training training;
    private final Crew crew;
    private final Workspace[] serial;
    private final double[] losses;
    private final double[] theta;
    private final double[] sampleLosses;
    /**
     * Losses of the samples as {@link #sampleLosses}, but from scores in float, as those of a retraining are that are
     * compared with them.
     */
    private final double[] floatLosses;
    private final double[] start;
    private final TokenArray tokens;

    /** Told of the retrainings, from any of their threads, and knows those of an earlier run. */
    @FunctionalInterface
    public interface Listener {
        /** Tells nobody. */
        Listener NONE = done -> {};

        /** Called when {@code done} retrainings have ended. */
        void done(int done);

        /** Called at every step of every training. */
        default void onStep() {}

        /** Asked at every step; true ends the work soon, with what is finished by then. */
        default boolean stop() {
            return false;
        }

        /** Called with each retraining as it ends, one at a time. */
        default void ended(Retraining one) {}

        /**
         * Told, once the others have ended and in the order of the samples, of a training that diverged. True if the
         * others are the result; else that training is thrown.
         */
        default boolean diverged(DivergedException training) {
            return false;
        }

        /**
         * What an earlier run of this same work made of a sample, or null: then nothing is trained for it.
         *
         * @param fresh index of the fresh sample that takes its place, or {@link Retraining#LEFT_OUT}
         */
        default Retraining known(int sample, int fresh) {
            return null;
        }
    }

    /**
     * Trains once with every sample.
     *
     * @param work scratch and threads
     * @throws DivergedException
     *             if that training diverges
     */
    public Retrainer(Training training, Workspace work) {
        this(training, work, Listener.NONE);
    }

    /**
     * Trains once with every sample, unless it is told to stop.
     *
     * @param listener told of every step, and asked whether to stop
     * @throws CancellationException
     *             if it says so before the end
     * @throws DivergedException
     *             if that training diverges
     */
    Retrainer(Training training, Workspace work, Listener listener) {
        this.training = training;
        this.crew = switch (work) {
            case Crew workers -> workers;
        };
        serial = new Workspace[crew.workers()];
        Arrays.setAll(serial, worker -> Workspace.serial());
        TrainingRun run = training.run(null, work, (k, loss, iterate) -> {
            listener.onStep();
            return !listener.stop();
        });
        requireEnd(run, "the training");
        if (run.reason() == StopReason.LISTENER) {
            throw new CancellationException("stopped at step " + run.steps() + " of the training with every sample");
        }
        losses = run.losses();
        theta = ClassifierLoss.widen(run.theta());
        sampleLosses = training.loss(work).sampleLosses(theta);
        floatLosses = floatLosses(training, run.theta(), serial[0]);
        start = ClassifierLoss.widen(training.start());
        tokens = TokenArray.of(training.samples());
    }

    private static void requireEnd(TrainingRun run, String what) {
        if (run.reason() == StopReason.DIVERGED) {
            throw new DivergedException(what + " diverged at step " + run.steps());
        }
    }

    /** Parameters after the training with every sample, in double. */
    public double[] theta() {
        return theta.clone();
    }

    /** Loss of each sample after the training with every sample. */
    public double[] sampleLosses() {
        return sampleLosses.clone();
    }

    /**
     * A random choice of samples, in rising order; all of them when {@code count} is their number or more.
     *
     * @param samples number of samples to choose from
     * @param count how many, at least 1
     * @param seed seed of the choice; that of more samples by the same seed holds that of fewer
     * @return their indexes
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public static int[] choose(int samples, int count, long seed) {
        int[] chosen = draw(samples, count, seed);
        Arrays.sort(chosen);
        return chosen;
    }

    /**
     * The same samples in the order in which they are drawn, which that of more samples begins with.
     *
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public static int[] draw(int samples, int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        int[] order = new int[samples];
        Arrays.setAll(order, i -> i);
        RandomSource.of(seed, Streams.LEFT_OUT).shuffle(order);
        return Arrays.copyOf(order, Math.min(count, samples));
    }

    /**
     * Leaves out each of these samples in turn: weight 0 for it and {@code 1/n} kept for the others, so that each of
     * them takes the same steps.
     *
     * @return in the order of the samples; fewer when it was told to stop
     * @throws DivergedException
     *             if a training diverges, naming the first such sample, and the listener does not want the others
     */
    public List<Retraining> leaveOut(int[] samples, Listener listener) {
        int[] fresh = new int[samples.length];
        Arrays.fill(fresh, Retraining.LEFT_OUT);
        return retrain(samples, fresh, listener, k -> {
            double[] weights = new double[sampleLosses.length];
            Arrays.fill(weights, 1.0 / weights.length);
            weights[samples[k]] = 0;
            return new Change(training, weights, "the training without sample %d");
        });
    }

    /**
     * Replaces each of these samples in turn by a fresh one: the first by the first fresh one, and so on.
     *
     * @param samples indexes, in any order
     * @param fresh samples of the same distribution, at least as many as are to be replaced
     * @param freshLabels their labels
     * @return in the order of the samples; fewer when it was told to stop
     * @throws DivergedException
     *             if a training diverges, naming the first such sample, and the listener does not want the others
     */
    public List<Retraining> replace(int[] samples, PackedSamples fresh, float[] freshLabels, Listener listener) {
        TokenArray others = TokenArray.of(fresh);
        int[] partners = new int[samples.length];
        Arrays.setAll(partners, k -> k);
        return retrain(samples, partners, listener, k -> {
            float[] labels = training.labels().clone();
            labels[samples[k]] = freshLabels[k];
            return new Change(
                    new Training(training.shape(), tokens.with(samples[k], others, k).pack(), labels,
                            training.start(), training.step(), training.iterations()),
                    null, "the training with sample %d replaced by fresh sample " + (k + 1));
        });
    }

    /** A training with one sample changed. */
    private record Change(Training training, double[] weights, String what) {}

    /** What a retraining meets at its iterates: figures of a {@link Retraining}, which grow from step to step. */
    private static final class Way {
        private double lossSum;
        private double farthest;
        private double decoderNorm;
    }

    /** Makes the change for the k-th sample. */
    private interface Changer {
        Change change(int k);
    }

    private List<Retraining> retrain(int[] samples, int[] fresh, Listener listener, Changer changer) {
        Retraining[] results = new Retraining[samples.length];
        DivergedException[] diverged = new DivergedException[samples.length];
        int[] done = {0};
        crew.run(samples.length, (task, worker) -> {
            Retraining known = known(listener, samples[task], fresh[task]);
            Retraining one;
            try {
                one = known == null && !listener.stop()
                        ? retrain(samples[task], fresh[task], changer.change(task), serial[worker], listener)
                        : known;
            } catch (DivergedException failed) {
                // which one is told must not depend on the order in which threads get there
                diverged[task] = failed;
                synchronized (done) {
                    listener.done(++done[0]);
                }
                return;
            }
            results[task] = one;
            if (one != null) {
                synchronized (done) {
                    if (known == null) {
                        listener.ended(one);
                    }
                    listener.done(++done[0]);
                }
            }
        });
        for (DivergedException one : diverged) {
            if (one != null && !listener.diverged(one)) {
                throw one;
            }
        }
        return Arrays.stream(results).filter(Objects::nonNull).toList();
    }

    /** One that began from another loss is none of this training, and one with another fresh sample is another. */
    private Retraining known(Listener listener, int sample, int fresh) {
        Retraining known = listener.known(sample, fresh);
        return known != null && known.sample() == sample && known.fresh() == fresh
                && known.lossBefore() == lossOf(sample, theta) ? known : null;
    }

    /** Null when it was told to stop on the way. */
    private Retraining retrain(int sample, int fresh, Change change, Workspace work, Listener listener) {
        Way way = new Way();
        TrainingRun run = change.training().run(change.weights(), work, (k, loss, iterate) -> {
            if (k < training.iterations()) {
                way.lossSum += Math.max(loss, losses[k]);
            }
            double[] wide = ClassifierLoss.widen(iterate);
            way.farthest = Math.max(way.farthest, Vectors.distance(wide, start));
            way.decoderNorm = Math.max(way.decoderNorm, GlobalBounds.decoderNorm(training.shape(), wide));
            listener.onStep();
            return !listener.stop();
        });
        if (run.reason() == StopReason.LISTENER) {
            return null;
        }
        requireEnd(run, String.format(Locale.ROOT, change.what(), sample + 1));
        double[] end = ClassifierLoss.widen(run.theta());
        double before = lossOf(sample, theta);
        double after = lossOf(sample, end);
        // a double loss of every sample would cost as much as ten steps
        double[] others = floatLosses(training, run.theta(), work);
        double largest = Math.abs(after - before);
        for (int i = 0; i < others.length; i++) {
            largest = i == sample ? largest : Math.max(largest, Math.abs(others[i] - floatLosses[i]));
        }
        return new Retraining(sample, fresh, before, after, Vectors.distance(end, theta), largest, way.lossSum,
                way.farthest, way.decoderNorm);
    }

    /**
     * Loss of one sample in double: its change is small beside it. On its own before and after, so that the same
     * parameters have the same bits: beside other samples they may differ in the last one.
     */
    private double lossOf(int sample, double[] point) {
        return new ClassifierLoss(training.shape(), tokens.single(sample), new float[]{training.labels()[sample]}, null,
                Workspace.serial()).sampleLosses(point)[0];
    }

    private static double[] floatLosses(Training training, float[] theta, Workspace work) {
        float[] scores = new float[training.labels().length];
        ClassifierKernel.scores(training.shape(), training.samples(), theta, scores, work);
        return Logistic.losses(scores, training.labels());
    }
}
