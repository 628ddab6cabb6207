package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.mha.cli.figure.Names;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.metric.Metrics;
import dev.mha.core.theory.Certification;
import dev.mha.core.trial.BaselineSummary;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.DataFacts;
import dev.mha.core.trial.Difference;
import dev.mha.core.trial.HeadComparison;
import dev.mha.core.trial.HeldOut;
import dev.mha.core.trial.Recommendation;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.SettingsSummary;
import dev.mha.core.trial.SplitFacts;
import dev.mha.core.trial.StepRange;
import dev.mha.core.trial.TrialResult;
import dev.mha.core.trial.TrialSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

class ReportDocumentTest {
    private static final Provenance PROVENANCE = new Provenance("mha", "digits", "0.1.0", "25");
    private static final Path SCHEMA = Path.of("../docs/report-schema.md");

    private static Map<String, Object> read(TrialResult result) {
        return JSON.std.mapFrom(ReportDocument.json(result, SampleTrial.theory(result), PROVENANCE));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object parent, String key) {
        return (Map<String, Object>) ((Map<String, Object>) parent).get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object parent, String key) {
        return (List<Map<String, Object>>) ((Map<String, Object>) parent).get(key);
    }

    /** Reads the text back and compares figure by figure. */
    @Test
    void carriesEveryCellAndSummaryExactly() {
        TrialResult result = SampleTrial.digits();
        Map<String, Object> tree = read(result);
        assertEquals("mha.trial/1", tree.get("schema"));
        List<Map<String, Object>> cells = list(tree, "cells");
        assertEquals(result.cells().size(), cells.size());
        for (int i = 0; i < cells.size(); i++) {
            CellResult cell = result.cells().get(i);
            assertEquals(cell.cell().heads(), cells.get(i).get("heads"));
            assertEquals(cell.cell().step(), cells.get(i).get("step"));
            assertEquals(cell.cell().split(), cells.get(i).get("split"));
            assertEquals(finite(cell.test().loss()), object(cells.get(i), "test").get("loss"));
            assertEquals(cell.test().error(), object(cells.get(i), "test").get("error"));
            assertEquals(cell.checkpoints().size(), list(object(cells.get(i), "path"), "iterations").size());
        }
        List<Map<String, Object>> summaries = list(tree, "summaries");
        assertEquals(result.summaries().size(), summaries.size());
        for (int i = 0; i < summaries.size(); i++) {
            SettingsSummary summary = result.summaries().get(i);
            assertEquals(finite(summary.testLoss().mean()), object(summaries.get(i), "testLoss").get("mean"));
            assertEquals(summary.bestTestError().standardError(),
                    object(summaries.get(i), "bestTestError").get("standardError"));
        }
        assertEquals(
                "mha train digits --heads 8 --step 1 --init gauss --iterations 300 --seed 1 --out model.safetensors",
                object(tree, "recommendation").get("trainCommand"));
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    @Test
    void writesWhatIsNotFiniteAsNull() {
        for (TrialResult result : List.of(SampleTrial.digits(), SampleTrial.diverged())) {
            String json = ReportDocument.json(result, SampleTrial.theory(result), PROVENANCE);
            assertFalse(json.contains("NaN") || json.contains("Infinity"), "strict JSON has neither");
        }
        Map<String, Object> diverged = list(read(SampleTrial.digits()), "cells").stream()
                .filter(cell -> "diverged".equals(cell.get("ending"))).findFirst().orElseThrow();
        assertNull(object(diverged, "test").get("loss"));
        Map<String, Object> nothing = read(SampleTrial.diverged());
        assertNull(object(nothing, "recommendation").get("chosen"));
        assertNull(object(nothing, "recommendation").get("trainCommand"));
        assertNull(nothing.get("heldOut"));
    }

    @Test
    void carriesTheTheory() {
        TrialResult result = SampleTrial.digits();
        SettingTheory theory = SampleTrial.theory(result).theory();
        Map<String, Object> tree = object(read(result), "theory");
        assertNull(tree.get("leftOut"));
        assertEquals(theory.samples(), tree.get("samples"));
        Certification one = theory.certification();
        List<Map<String, Object>> quantities = list(tree, "quantities");
        assertEquals("meanLoss", quantities.getFirst().get("name"));
        assertEquals(one.path().meanLoss(), quantities.getFirst().get("measured"));
        assertEquals(one.bestCertificate().bound(), quantities.getFirst().get("certified"));
        assertEquals(one.theorem().lossBound(), quantities.getFirst().get("theory"));
        assertEquals(one.theorem().headsRequired(), list(tree, "conditions").getFirst().get("required"));
        assertEquals(theory.certifiedLambdaMin(), object(tree, "lambdaMin").get("certified"));
        assertEquals(theory.ritzLambdaMin(), object(tree, "lambdaMin").get("ritz"));
        assertEquals(theory.leaveOneOut().low(), object(tree, "leaveOneOut").get("low"));
        assertEquals(theory.heldOut().mean(), object(tree, "heldOut").get("mean"));
        Map<String, Object> nothing = object(read(SampleTrial.diverged()), "theory");
        assertEquals("No setting was recommended, so none was trained for the theory.", nothing.get("leftOut"));
        assertEquals(Set.of("leftOut"), nothing.keySet());
    }

    /** A component that somebody adds to a record must reach the file, under its name or one listed here. */
    @Test
    void hasAKeyForEveryComponentOfEveryRecord() {
        Map<String, Object> tree = read(SampleTrial.hostile("x"));
        Set<String> elsewhere = Set.of("cell", "checkpoints", "trainOptions", "heldOut", "measured", "corrected",
                "sweep",
                "division", "limits", "text");
        covers(DataFacts.class, object(tree, "data"), elsewhere);
        covers(TrialSettings.class, object(tree, "settings"), elsewhere);
        covers(TrialSettings.Sweep.class, object(tree, "settings"), elsewhere);
        covers(TrialSettings.Division.class, object(tree, "settings"), elsewhere);
        covers(TrialSettings.Limits.class, object(tree, "settings"), elsewhere);
        covers(TokenSettings.class, object(object(tree, "settings"), "tokens"), elsewhere);
        covers(SplitFacts.class, list(tree, "splits").getFirst(), elsewhere);
        covers(CellResult.class, list(tree, "cells").getFirst(), elsewhere);
        covers(Metrics.class, object(list(tree, "cells").getFirst(), "test"), elsewhere);
        covers(SettingsSummary.class, list(tree, "summaries").getFirst(), elsewhere);
        covers(BaselineSummary.class, list(tree, "baselines").getFirst(), elsewhere);
        covers(HeadComparison.class, list(tree, "comparisons").getFirst(), elsewhere);
        covers(HeadComparison.Row.class, list(list(tree, "comparisons").getFirst(), "rows").getFirst(), elsewhere);
        covers(StepRange.class, list(tree, "stepRanges").getFirst(), elsewhere);
        covers(Recommendation.class, object(tree, "recommendation"), elsewhere);
        covers(Recommendation.Measured.class, object(tree, "recommendation"), elsewhere);
        covers(Recommendation.Text.class, object(tree, "recommendation"), elsewhere);
        covers(Difference.class, object(object(tree, "recommendation"), "toBaseline"), elsewhere);
        covers(HeldOut.class, object(tree, "heldOut"), elsewhere);
        covers(TrialResult.class, tree, Set.of("seconds", "known", "threads", "kernels"));
        assertEquals(Set.of("seconds", "known", "threads", "kernels", "mha", "java"), object(tree, "run").keySet());
    }

    private static void covers(Class<?> record, Map<String, Object> object, Set<String> elsewhere) {
        for (RecordComponent component : record.getRecordComponents()) {
            assertTrue(object.containsKey(component.getName()) || elsewhere.contains(component.getName()),
                    record.getSimpleName() + "." + component.getName() + " is missing in " + object.keySet());
        }
    }

    @Test
    void everyKeyAndColumnIsDocumented() throws IOException {
        String schema = Files.readString(SCHEMA);
        Set<String> keys = new TreeSet<>(CellsTable.COLUMNS);
        collect(read(SampleTrial.hostile("x")), keys);
        List<String> missing = keys.stream().filter(key -> !schema.contains("`" + key + "`")).toList();
        assertEquals(List.of(), missing);
    }

    private static void collect(Object value, Set<String> keys) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                keys.add((String) key);
                collect(inner, keys);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> collect(inner, keys));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "with, comma", "with \"quotes\"\nand a new line", "日本"})
    void namesSurviveJson(String name) {
        assertEquals(name, object(read(SampleTrial.hostile(name)), "data").get("name"));
    }

    @Test
    void meanCurveStopsWhereTheFirstSplitStopped() {
        List<CellResult> cells = SampleTrial.digits().cells().stream()
                .filter(cell -> cell.cell().heads() == 1 && cell.cell().step() == 4).toList();
        assertEquals(SampleTrial.SPLITS, cells.size());
        MeanCurve curve = MeanCurve.of(cells);
        assertEquals(20, curve.iterations().getLast());
        assertEquals(cells.getFirst().checkpoints().get(3).trainLoss(), curve.trainLoss().get(3), 1e-12);
    }

    @Test
    void csvReadsBack() throws IOException {
        TrialResult result = SampleTrial.digits();
        StringWriter text = new StringWriter();
        CellsTable.write(result, text);
        List<NamedCsvRecord> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text.toString())) {
            reader.forEach(rows::add);
        }
        assertEquals(result.cells().size(), rows.size());
        assertEquals(CellsTable.COLUMNS, rows.getFirst().getHeader());
        for (int i = 0; i < rows.size(); i++) {
            CellResult cell = result.cells().get(i);
            NamedCsvRecord row = rows.get(i);
            assertEquals(cell.cell().heads(), Integer.parseInt(row.getField("heads")));
            assertEquals(cell.cell().step(), Double.parseDouble(row.getField("step")));
            assertEquals(Names.of(cell.cell().initialization()), row.getField("initialization"));
            assertEquals(result.splits().get(cell.cell().split()).name(), row.getField("split_name"));
            assertEquals(cell.test().error(), Double.parseDouble(row.getField("test_error")));
            assertEquals(cell.checkpoints().getLast().iteration(), Integer.parseInt(row.getField("iterations")));
            assertEquals(cell.diverged() ? "" : Double.toString(cell.test().loss()), row.getField("test_loss"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "data/my-set.csv", "my data.csv", "it's", "$(reboot)", "a\"b"})
    void quotedWordsReadBackInAShell(String word) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Provenance.quote(word)).start();
        assertEquals(word, new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(0, shell.waitFor());
    }
}
