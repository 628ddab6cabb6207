package dev.mha.core.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A question, the measurements that answer it, and the answer that is expected.
 *
 * @param name what the user calls it
 * @param question a question and, after its mark, the settings
 * @param answer what is expected, as an answer to the question, without a full stop
 * @param form how large it is
 * @param axis what is varied
 * @param series the lines, all with the same columns
 * @param shown names of the columns that tables and plots show; files hold all of them
 * @param expectations what is expected
 * @param references figures to stand beside the measured ones
 */
public record Experiment(String name, String question, String answer, Form form, Axis axis, List<Series> series,
        List<String> shown, List<Expectation> expectations, List<Reference> references) {

    /**
     * @throws IllegalArgumentException if there is no question or no answer, two series have the same name or different
     *         columns, or a column is not there
     */
    public Experiment {
        List<Column> columns = series.getFirst().measurement().columns();
        for (Series one : series) {
            if (!one.measurement().columns().equals(columns)) {
                throw new IllegalArgumentException(name + ": series " + one.name() + " has other columns");
            }
        }
        if (question.indexOf('?') < 0) {
            throw new IllegalArgumentException(name + " asks nothing: " + question);
        }
        if (answer.isBlank()) {
            throw new IllegalArgumentException(name + " expects no answer");
        }
        if (series.stream().map(Series::name).distinct().count() < series.size()) {
            throw new IllegalArgumentException(name + ": two series have the same name");
        }
        for (String column : shown) {
            if (columns.stream().noneMatch(known -> known.name().equals(column))) {
                throw new IllegalArgumentException(name + ": there is no column " + column);
            }
        }
    }

    /** The question without its settings. */
    public String topic() {
        return question.substring(0, question.indexOf('?') + 1);
    }

    /** What every series measures. */
    public List<Column> columns() {
        return series.getFirst().measurement().columns();
    }

    /** The places of every series, rising. */
    public List<Integer> places() {
        return axis.places(form);
    }

    /** All cells, in the order of the files: by series, place and trial. */
    public List<ExperimentCell> cells() {
        List<ExperimentCell> cells = new ArrayList<>();
        for (Series one : series) {
            for (int place : places()) {
                for (int trial = 0; trial < form.trials(); trial++) {
                    cells.add(new ExperimentCell(one.name(), trial, place));
                }
            }
        }
        return cells;
    }

    /**
     * A text that changes when a setting of a measurement does: figures of different settings must not be mixed. Forms
     * differ in what they vary alone, so that cells of one serve another.
     */
    public String settings() {
        return axis + " " + series;
    }

    /** About how many multiply-adds the cells take that are not among these. */
    public double work(Set<ExperimentCell> known) {
        double total = 0;
        for (ExperimentCell cell : cells()) {
            total += known.contains(cell) ? 0 : work(cell);
        }
        return total;
    }

    double work(ExperimentCell cell) {
        return series(cell.series()).measurement().work(cell.place());
    }

    Series series(String wanted) {
        return series.stream().filter(one -> one.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no series " + wanted));
    }

    /** Index of a column. */
    int index(String column) {
        for (int i = 0; i < columns().size(); i++) {
            if (columns().get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }
}
