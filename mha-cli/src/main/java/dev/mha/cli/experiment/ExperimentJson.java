package dev.mha.cli.experiment;

import dev.mha.cli.terminal.Json;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Series;
import java.util.List;

/** Experiments as JSON. */
public final class ExperimentJson {
    private ExperimentJson() {}

    /** What {@code --list} says of one. */
    public static Json listed(Experiment experiment) {
        return new Json().put("name", experiment.name()).put("question", experiment.question());
    }

    /** One with its medians and verdicts. */
    public static Json result(ExperimentResult result) {
        Experiment experiment = result.experiment();
        return listed(experiment).put("trials", experiment.form().trials()).put("axis", experiment.axis().title())
                .put("places", experiment.places())
                .put("series", experiment.series().stream().map(series -> series(result, series)).toList())
                .put("findings", result.findings().stream().map(ExperimentJson::finding).toList())
                .put("answer", ExperimentWords.answer(result)).put("remarks", result.remarks())
                .put("asExpected", result.asExpected());
    }

    private static Json series(ExperimentResult result, Series series) {
        Json figures = new Json();
        for (Column column : result.experiment().columns()) {
            List<Double> values = result.experiment().places().stream()
                    .map(place -> result.summary(series.name(), place, column.name())).toList();
            figures.put(column.name(), values);
        }
        return new Json().put("name", series.name()).put("figures", figures);
    }

    private static Json finding(Finding finding) {
        return new Json().put("expected", finding.expectation()).put("measured", finding.measured())
                .put("value", finding.value()).put("low", finding.low()).put("high", finding.high())
                .put("asExpected", finding.asExpected()).put("undecided", finding.undecided());
    }
}
