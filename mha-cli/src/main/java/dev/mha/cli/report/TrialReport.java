package dev.mha.cli.report;

import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.TrialResult;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Writes the folder of a trial: {@code report.html}, {@code report.json} and {@code cells.csv}. */
public final class TrialReport {
    private TrialReport() {}

    /**
     * Refuses a folder that {@link #write} would refuse, so that a command can ask before it runs the trial.
     *
     * @param outDir the folder to be
     * @param force whether an earlier report may be replaced
     * @throws IOException with one sentence that names the folder and the reason
     */
    public static void check(Path outDir, boolean force) throws IOException {
        ReportFolder.check(outDir, force);
    }

    /** Whether a folder holds the report of a trial that was stopped, which a later run may replace. */
    public static boolean isPartial(Path folder) {
        Path report = folder.resolve("report.json");
        try {
            return Files.isRegularFile(report)
                    && Boolean.FALSE.equals(ReportDocument.WRITER.mapFrom(Files.readString(report)).get("complete"));
        } catch (IOException | JacksonException other) {
            return false;
        }
    }

    /**
     * Writes the report.
     *
     * @param result the trial
     * @param theory what the theory says of the recommended setting
     * @param provenance where the data came from
     * @param outDir the folder to be; parents are created
     * @param force whether an earlier report may be replaced. A folder that is anything else never is
     * @throws IOException with one sentence that names the folder and the reason; the folder is then as it was
     */
    public static void write(TrialResult result, SettingTheory.Outcome theory, Provenance provenance, Path outDir,
            boolean force)
            throws IOException {
        Map<String, ReportFolder.Content> files = new LinkedHashMap<>();
        files.put("report.html",
                out -> out.write(ReportPage.html(result, theory, provenance).getBytes(StandardCharsets.UTF_8)));
        files.put("report.json",
                out -> out.write(ReportDocument.json(result, theory, provenance).getBytes(StandardCharsets.UTF_8)));
        files.put("cells.csv", out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CellsTable.write(result, writer);
            writer.flush();
        });
        ReportFolder.write(outDir, force, files);
    }
}
