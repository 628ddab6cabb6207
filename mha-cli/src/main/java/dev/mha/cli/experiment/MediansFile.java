package dev.mha.cli.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what stands for all trials: one row a series and place, medians and shares. */
final class MediansFile {
    private MediansFile() {}

    /** Writes; a value that is not finite is an empty field. */
    static void write(Path path, ExperimentResult result) throws IOException {
        Experiment experiment = result.experiment();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(path)) {
            List<String> header = new ArrayList<>(List.of("series", experiment.axis().title(), "trials"));
            experiment.columns().stream().map(Column::name).forEach(header::add);
            csv.writeRecord(header);
            for (Series series : experiment.series()) {
                for (int place : experiment.places()) {
                    List<String> row = new ArrayList<>(List.of(series.name(), Integer.toString(place),
                            Integer.toString(experiment.form().trials())));
                    for (Column column : experiment.columns()) {
                        double value = result.summary(series.name(), place, column.name());
                        row.add(Double.isFinite(value) ? Double.toString(value) : "");
                    }
                    csv.writeRecord(row);
                }
            }
        }
    }
}
