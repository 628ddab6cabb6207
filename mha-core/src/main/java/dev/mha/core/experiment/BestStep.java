package dev.mha.core.experiment;

import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;

/**
 * Trainings with several steps, of which that with the least training loss at the end counts. The test part does not
 * choose: it would look better than it is.
 *
 * @param source of the data
 * @param samples n
 * @param start where it starts
 * @param steps eta
 * @param iterations K
 */
record BestStep(DataSource source, int samples, Start start, List<Double> steps, int iterations)
        implements
            Measurement {
    /** From far below to beyond what most trainings bear. */
    static final List<Double> STEPS = List.of(0.25, 1.0, 4.0, 16.0, 64.0);

    @Override
    public List<Column> columns() {
        return TrainingFigures.COLUMNS;
    }

    @Override
    public double[] measure(int heads, long seed, Workspace work) {
        EncodedSplit data = source.draw(samples, seed);
        ClassifierShape shape = source.shape(heads);
        float[] begin = start.create(shape, data, seed);
        double[] best = null;
        for (double step : steps) {
            double[] figures = TrainingFigures.of(data, shape, begin, Descent.of(step, iterations), work);
            if (best == null || Double.isNaN(best[0]) || figures[0] < best[0]) {
                best = figures;
            }
        }
        return best;
    }

    @Override
    public double work(int heads) {
        return steps.size()
                * Descent.of(1, iterations).work(samples, source.shape(heads));
    }
}
