package dev.mha.core.experiment;

import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.train.Training;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The margin of the tangent features at a start, beside a closed form, and the training from there.
 *
 * @param source of the data
 * @param samples n
 * @param start which start
 * @param closedForm what the margin is or exceeds by theory; NaN where nothing is known
 * @param descent how the training goes on; no steps when only the start matters
 */
record StartMargin(DataSource source, int samples, Start start, double closedForm, Descent descent)
        implements
            Measurement {
    static final String MARGIN = "margin";
    static final String CLOSED_FORM = "closed_form";
    static final String DISTINCT_HEADS = "distinct_heads";

    private static final List<Column> COLUMNS = Stream.concat(
            Stream.of(Column.median(MARGIN), Column.median("margin_high"), Column.median(CLOSED_FORM),
                    Column.median(DISTINCT_HEADS)),
            TrainingFigures.COLUMNS.stream()).toList();

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public double[] measure(int heads, long seed, Workspace work) {
        EncodedSplit data = source.draw(samples, seed);
        ClassifierShape shape = source.shape(heads);
        float[] begin = start.create(shape, data, seed);
        Training training = new Training(shape, data.train(), data.trainLabels(), begin, descent.step(),
                descent.iterations());
        StartReport report = StartReport.of(training, start.initialization(), start.size(), seed, work, share -> {},
                () -> false, PartStore.NONE);
        return DoubleStream.concat(
                DoubleStream.of(report.margin().lower(), report.margin().upper(), closedForm, report.distinctHeads()),
                Arrays.stream(TrainingFigures.of(data, shape, begin, descent, work))).toArray();
    }

    @Override
    public List<String> remarks(ExperimentResult result, String series) {
        return TrainingFigures.remarks(result, series, descent);
    }

    @Override
    public double work(int heads) {
        MultiplyAdds parts = new MultiplyAdds(samples, source.shape(heads));
        return parts.kernel() + parts.margin() + descent.work(samples, parts.shape());
    }
}
