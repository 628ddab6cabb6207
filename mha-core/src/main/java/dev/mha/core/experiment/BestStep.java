package dev.mha.core.experiment;

import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
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
    public double largestTried(String column) {
        return column.equals(TrainingFigures.STEP_SIZE)
                ? steps.stream().max(Double::compare).orElseThrow()
                : Double.POSITIVE_INFINITY;
    }

    /** Where the choice lies at the edge, and where more heads than the fewest do worse on new samples. */
    @Override
    public List<String> remarks(ExperimentResult result, String series) {
        List<Integer> places = result.experiment().places();
        double largest = largestTried(TrainingFigures.STEP_SIZE);
        List<String> edge = places.stream()
                .filter(place -> result.summary(series, place, TrainingFigures.STEP_SIZE) == largest)
                .map(String::valueOf).toList();
        int fewest = places.getFirst();
        double least = result.summary(series, fewest, TrainingFigures.TEST_LOSS);
        List<String> worse = new ArrayList<>();
        for (int place : places) {
            double loss = result.summary(series, place, TrainingFigures.TEST_LOSS);
            if (loss > least) {
                worse.add(place + " (" + Range.number(loss) + ")");
            }
        }
        List<String> remarks = new ArrayList<>();
        String start = "In the series \"" + series + "\" the ";
        String axis = " by " + result.experiment().axis().title() + " is ";
        if (!edge.isEmpty()) {
            remarks.add(start + "best step" + axis + Range.number(largest) + ", the largest one tried, at "
                    + String.join(", ", edge)
                    + ": the choice lies at the edge of what was tried, and the errors and losses are those of that"
                    + " step.");
        }
        if (!worse.isEmpty()) {
            remarks.add(start + "test loss" + axis + Range.number(least) + " at " + fewest
                    + " and higher at " + String.join(", ", worse) + ".");
        }
        return remarks;
    }

    @Override
    public double work(int heads) {
        return steps.size()
                * Descent.of(1, iterations).work(samples, source.shape(heads));
    }
}
