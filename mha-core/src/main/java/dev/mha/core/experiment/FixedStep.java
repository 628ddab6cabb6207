package dev.mha.core.experiment;

import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;

/**
 * One training with a given step for every number of heads.
 *
 * @param source of the data
 * @param samples n
 * @param start where it starts
 * @param descent how it descends
 */
record FixedStep(DataSource source, int samples, Start start, Descent descent) implements Measurement {
    @Override
    public List<Column> columns() {
        return TrainingFigures.COLUMNS;
    }

    @Override
    public double[] measure(int heads, long seed, Workspace work) {
        EncodedSplit data = source.draw(samples, seed);
        ClassifierShape shape = source.shape(heads);
        return TrainingFigures.of(data, shape, start.create(shape, data, seed), descent, work);
    }

    @Override
    public List<String> remarks(ExperimentResult result, String series) {
        return TrainingFigures.remarks(result, series, descent);
    }

    @Override
    public double work(int heads) {
        return descent.work(samples, source.shape(heads));
    }
}
