package dev.mha.cli.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the verdicts: what was expected, the number that was judged with its interval, and how it came out. */
final class FindingsFile {
    private FindingsFile() {}

    /** Writes; a number that is not finite is an empty field. */
    static void write(Path path, ExperimentResult result) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(path)) {
            csv.writeRecord("verdict", "expected", "measured", "value", "low", "high");
            for (Finding finding : result.findings()) {
                csv.writeRecord(finding.verdict(), finding.expectation(), finding.measured(), number(finding.value()),
                        number(finding.low()), number(finding.high()));
            }
        }
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
