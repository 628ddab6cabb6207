package dev.mha.core.trial;

import dev.mha.core.metric.Metrics;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.core.trial.CellResult.Ending;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Trains one setting on one split and judges it on the way. */
final class CellTraining implements TrainingListener {
    /**
     * A loss above this many times the larger of its start and 1 is taken for exploded. Trainings beyond the edge of
     * stability rise far above their start and still come back: on radar at steps 4 to 32 by up to 210 times.
     */
    private static final double EXPLODED = 1e4;

    private final EncodedSplit split;
    private final ClassifierShape shape;
    private final Set<Integer> checkpointIterations;
    private final Workspace work;
    private final TrainingListener observer;
    private final float[] testScores;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private double startLoss;
    private boolean exploded;

    private CellTraining(EncodedSplit split, ClassifierShape shape, List<Integer> checkpointIterations, Workspace work,
            TrainingListener observer) {
        this.split = split;
        this.shape = shape;
        this.checkpointIterations = new HashSet<>(checkpointIterations);
        this.work = work;
        this.observer = observer;
        this.testScores = new float[split.test().samples()];
    }

    /**
     * What a training came to, with its scores on the test part.
     */
    record Outcome(CellResult result, float[] testScores) {}

    /**
     * Trains.
     *
     * @param iterations steps to take
     * @param seed of the initialization
     * @param observer called with every iterate; may stop the training, whose result is then worth nothing
     */
    static Outcome run(EncodedSplit split, Cell cell, TrialSettings settings, int iterations, long seed, Workspace work,
            TrainingListener observer) {
        long begin = System.nanoTime();
        ClassifierShape shape = new ClassifierShape(cell.heads(), split.train().tokens(), split.train().features());
        float[] start = cell.initialization().create(shape, split.train(), split.trainLabels(), settings.size(), seed);
        CellTraining training = new CellTraining(split, shape, settings.checkpointIterations(), work, observer);
        TrainingRun run = GradientDescent.run(shape, split.train(), split.trainLabels(), null, start,
                new TrainingSettings(cell.step(), iterations, settings.limits().targetLoss(),
                        settings.limits().maxCellSeconds()),
                work,
                training);
        AttentionClassifier model = new AttentionClassifier(shape, run.theta());
        if (training.checkpoints.getLast().iteration() != run.steps()) {
            training.record(run.steps(), run.finalLoss(), run.theta());
        }
        float[] testScores = model.scores(split.test(), work);
        CellResult result = new CellResult(cell, shape.parameters(),
                new AttentionClassifier(shape, start).distinctHeads(), model.distinctHeads(), training.checkpoints,
                run.ascents(), training.ending(run), judge(model.scores(split.train(), work), split.trainLabels()),
                judge(testScores, split.testLabels()), (System.nanoTime() - begin) * 1e-9);
        return new Outcome(result, testScores);
    }

    @Override
    public boolean onIteration(int iteration, double loss, float[] theta) {
        if (iteration == 0) {
            startLoss = loss;
        }
        if (checkpointIterations.contains(iteration)) {
            record(iteration, loss, theta);
        }
        exploded = loss > EXPLODED * Math.max(1, startLoss);
        return observer.onIteration(iteration, loss, theta) && !exploded;
    }

    private void record(int iteration, double loss, float[] theta) {
        ClassifierKernel.scores(shape, split.test(), theta, testScores, work);
        Metrics test = judge(testScores, split.testLabels());
        checkpoints.add(new Checkpoint(iteration, loss, test.loss(), test.error()));
    }

    private Ending ending(TrainingRun run) {
        // From a zero gradient the loss stays where it began up to rounding, which is no divergence.
        boolean above = run.finalLoss() > startLoss * (1 + 1e-6);
        if (run.reason() == StopReason.DIVERGED || exploded || above) {
            return Ending.DIVERGED;
        }
        return Ending.of(run.reason());
    }

    /** As {@link Metrics#of}, and for scores that overflowed: an infinite loss, a worthless ranking. */
    private static Metrics judge(float[] scores, float[] labels) {
        for (float score : scores) {
            if (Float.isNaN(score)) {
                return new Metrics(scores.length, Double.POSITIVE_INFINITY, 0.5, 0, 1, Double.NaN);
            }
        }
        return Metrics.of(scores, labels);
    }
}
