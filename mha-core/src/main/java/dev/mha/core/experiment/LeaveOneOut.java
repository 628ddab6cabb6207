package dev.mha.core.experiment;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.stability.DivergedException;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.Retraining;
import dev.mha.core.train.Training;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.List;

/**
 * Stability by training again without a sample: how far the parameters move, how much the sample's loss rises, which
 * estimates the generalization gap, and that gap on test samples ({@code docs/theory.md}, 6).
 *
 * @param source of the data
 * @param axis what is varied
 * @param fixed the number of the other: samples when heads are varied, heads when samples are
 * @param start where training starts
 * @param step eta
 * @param iterations K; 0 for as many as there are samples
 * @param leftOut most samples that are left out, drawn by the trial's seed
 */
record LeaveOneOut(DataSource source, Axis axis, int fixed, Start start, double step, int iterations, int leftOut)
        implements
            Measurement {
    static final String DISTANCE = "distance";
    static final String GAP = "loo_gap";
    static final String TEST_GAP = "test_gap";

    private static final List<Column> COLUMNS = List.of(Column.median(DISTANCE), Column.median(GAP),
            Column.median(TEST_GAP), Column.median("train_loss"), Column.median("left_out"));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public double[] measure(int place, long seed, Workspace work) {
        int samples = samples(place);
        EncodedSplit data = source.draw(samples, seed);
        ClassifierShape shape = source.shape(heads(place));
        Training training = new Training(shape, data.train(), data.trainLabels(), start.create(shape, data, seed), step,
                steps(samples));
        double[] figures = new double[COLUMNS.size()];
        Arrays.fill(figures, Double.NaN);
        try {
            Retrainer retrainer = new Retrainer(training, work);
            List<Retraining> without = retrainer.leaveOut(Retrainer.choose(samples, leftOut, seed),
                    Retrainer.Listener.NONE);
            double trainLoss = Arrays.stream(retrainer.sampleLosses()).average().orElseThrow();
            figures[0] = without.stream().mapToDouble(Retraining::distance).average().orElseThrow();
            figures[1] = without.stream().mapToDouble(Retraining::gap).average().orElseThrow();
            figures[2] = testLoss(data, shape, retrainer.theta(), work) - trainLoss;
            figures[3] = trainLoss;
            figures[4] = without.size();
            return figures;
        } catch (DivergedException none) {
            // NaN in every column says so
            return figures;
        }
    }

    private static double testLoss(EncodedSplit data, ClassifierShape shape, double[] theta, Workspace work) {
        double[] losses = new ClassifierLoss(shape, data.test(), data.testLabels(), null, work).sampleLosses(theta);
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum / losses.length;
    }

    private int samples(int place) {
        return axis == Axis.SAMPLES ? place : fixed;
    }

    private int heads(int place) {
        return axis == Axis.HEADS ? place : fixed;
    }

    private int steps(int samples) {
        return iterations == 0 ? samples : iterations;
    }

    @Override
    public double work(int place) {
        int samples = samples(place);
        return (1.0 + Math.min(samples, leftOut)) * Descent.of(step, steps(samples))
                .work(samples, source.shape(heads(place)));
    }
}
