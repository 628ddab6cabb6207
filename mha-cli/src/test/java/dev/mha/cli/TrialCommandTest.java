package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.trial.TrialSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** The trial through the command line, on small settings. */
class TrialCommandTest {
    private static final String[] SMALL = {"--heads", "2,1", "--steps", "0.5", "--inits", "gauss", "--iterations", "10",
            "--folds", "2", "--out", "@/report"};

    @TempDir
    private Path folder;

    private CommandRun trial(String... more) {
        List<String> arguments = new ArrayList<>(List.of("trial"));
        arguments.addAll(List.of(SMALL));
        arguments.addAll(List.of(more));
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    @Test
    void writesAReportAndSaysWhere() throws IOException {
        CommandRun run = trial("radar");
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(run.out().endsWith("Report: @/report/report.html" + System.lineSeparator()), run.out());
        assertFalse(run.out().contains("\u001b"));
        for (String file : List.of("report.html", "report.json", "cells.csv")) {
            assertTrue(Files.size(folder.resolve("report").resolve(file)) > 100, file);
        }
    }

    /** What is kept would be in the way of the report, which is refused before the work and not after it. */
    @Test
    void keepsTrainingsOutsideOfItsReport() throws IOException {
        Files.createDirectory(folder.resolve("report"));
        Files.createSymbolicLink(folder.resolve("link"), folder);
        String[][] cases = {
                {"@/report/k.csv", "--keep names @/report/k.csv in the folder of --out: name a place outside"},
                {"@/link/report/k.csv",
                        "--keep names @/link/report/k.csv in the folder of --out: name a place outside"},
                {"@/link/report", "--out and --keep both name @/link/report"}};
        for (String[] one : cases) {
            CommandRun run = trial("radar", "--keep", one[0]);
            assertEquals("mha: " + one[1] + "; see mha trial --help" + System.lineSeparator(), run.err());
            assertEquals(2, run.code());
        }
        CommandRun inside = CommandRun.in(folder, "trial", "radar", "--keep", "@/k", "--out", "@/link/k/r");
        assertEquals("mha: --out names @/link/k/r in @/k, the file of --keep; see mha trial --help"
                + System.lineSeparator(), inside.err());
        assertEquals(List.of(), List.of(folder.resolve("report").toFile().list()));
    }

    @Test
    void helpShowsTheDefaultsThatRun() {
        String help = CommandRun.in(folder, "trial", "--help").out().replaceAll("\\s+", " ");
        TrialSettings settings = TrialSettings.DEFAULT;
        assertEquals(settings.heads().stream().map(Integer::doubleValue).toList(), defaults(help, "--heads"));
        assertEquals(settings.steps(), defaults(help, "--steps"));
        assertEquals(List.of(settings.size()), defaults(help, "--size"));
        assertEquals(List.of((double) settings.iterations()), defaults(help, "--iterations"));
        assertEquals(List.of((double) settings.folds()), defaults(help, "--folds"));
        assertEquals(List.of((double) settings.repeats()), defaults(help, "--repeats"));
    }

    private static List<Double> defaults(String help, String option) {
        Matcher shown = Pattern.compile(option + "=[^(]*\\(default ([0-9.,]+)\\)").matcher(help);
        assertTrue(shown.find(), option);
        return Pattern.compile(",").splitAsStream(shown.group(1)).map(Double::valueOf).toList();
    }

    @Test
    void printsTheReportAsJson() throws IOException {
        CommandRun run = trial("radar", "--json", "--title", "returns");
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals("mha.trial/1", object.get("schema"));
        assertEquals("returns", ((Map<?, ?>) object.get("data")).get("name"));
        assertEquals(Files.readString(folder.resolve("report/report.json")).strip(), run.out().strip());
        // Two head counts, one step, one start, two folds.
        assertEquals(4, ((List<?>) object.get("cells")).size());
    }

    /** A report that cannot be written does not cost the answer. */
    @Test
    void printsTheAnswerWhenItsReportCannotBeWritten() throws IOException {
        byte[] data = ("a,b,label\n" + "1,2,x\n2,1,y\n".repeat(20)).getBytes(StandardCharsets.UTF_8);
        for (String[] form : new String[][]{{"--json"}, {}}) {
            List<String> arguments = new ArrayList<>(List.of("trial", "-", "--tokens", "1x2"));
            arguments.addAll(List.of(SMALL));
            arguments.addAll(List.of(form));
            CommandRun run = CommandRun.taking(folder, "report/mine", data, arguments.toArray(String[]::new));
            assertTrue(run.err().startsWith("mha: @/report exists and is not a report of mha (it holds mine); choose"
                    + " another folder; the answer without its report: "), run.err());
            assertEquals(1, run.code());
            if (form.length > 0) {
                assertEquals("mha.trial/1", JSON.std.mapFrom(run.out()).get("schema"));
            } else {
                assertTrue(run.out().startsWith("standard input: 40 samples"), run.out());
                assertFalse(run.out().contains("Report: "), run.out());
            }
            Files.delete(folder.resolve("report/mine"));
        }
    }

    /** Whoever reads only the recommendation must know what it does not rest on. */
    @Test
    void saysThatItWasAQuickLook() throws IOException {
        String quick = "This was a quick look (--quick): unless other options say more, few heads, steps, folds and"
                + " iterations";
        String gauss = quick + "; starts were not compared, all trainings began from gauss.";
        CommandRun run = trial("radar", "--quick");
        assertTrue(run.joined().contains(" " + gauss + " "), run.out());
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("<strong>Quick:</strong> " + gauss), page);
        assertTrue(page.indexOf(gauss) < page.indexOf("Beside the baselines"));
        assertFalse(trial("radar", "--force").joined().contains("quick look"));
        CommandRun starts = CommandRun.in(folder, "trial", "radar", "--quick", "--heads", "1", "--steps", "1",
                "--inits",
                "gauss,warm", "--iterations", "10", "--folds", "2", "--out", "@/starts");
        assertTrue(starts.joined().contains(" " + quick + ". "), starts.out() + starts.err());
        assertTrue(CommandRun.in(folder, "trial", "--help").out().replaceAll("\\s+", " ")
                .contains("does not compare starts unless --inits names several"));
    }

    @Test
    void namesTheCommandThatTrainsTheSameData() throws IOException {
        Files.writeString(folder.resolve("my data.csv"), "kind,a,b\n" + "x,1,2\ny,2,1\n".repeat(20));
        CommandRun run = trial("@/my data.csv", "--label", "kind", "--tokens", "1x2", "--no-constant", "--json");
        assertEquals(0, run.code(), run.err());
        String command = (String) ((Map<?, ?>) JSON.std.mapFrom(run.out()).get("recommendation")).get("trainCommand");
        assertTrue(command.startsWith("mha train '@/my data.csv' --label kind --tokens 1x2 --no-constant --heads "),
                command);
    }

    @Test
    void replacesAReportOnlyWhenForced() {
        assertEquals(0, trial("radar").code());
        CommandRun again = trial("radar");
        assertEquals(1, again.code());
        assertEquals("mha: @/report already holds a report; use --force to replace it" + System.lineSeparator(),
                again.err());
        assertEquals("", again.out());
        assertEquals(0, trial("radar", "--force").code());
    }

    @Test
    void keepsDataThatLieInAnEarlierReport() throws IOException {
        assertEquals(0, trial("radar").code());
        byte[] cells = Files.readAllBytes(folder.resolve("report/cells.csv"));
        CommandRun run = trial("@/report/cells.csv", "--label", "heads", "--force");
        assertEquals(
                "mha: cannot write @/report: it holds @/report/cells.csv, which the command reads; choose another name"
                        + System.lineSeparator(),
                run.err());
        assertEquals(1, run.code());
        assertArrayEquals(cells, Files.readAllBytes(folder.resolve("report/cells.csv")));
    }

    @Test
    void keepsTimeInOrder() throws IOException {
        CommandRun run = trial("weather", "--json");
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        List<?> splits = (List<?>) object.get("splits");
        assertEquals("forward fold 1 of 2", ((Map<?, ?>) splits.getFirst()).get("name"));
    }

    @Test
    void looksAtTheTestPartOfSoil() throws IOException {
        Map<String, Object> object = JSON.std.mapFrom(trial("soil", "--json").out());
        assertEquals(681, ((Map<?, ?>) object.get("heldOut")).get("testSamples"));
    }

    @Test
    void saysWhenThereAreMoreFoldsThanSamples() throws IOException {
        Files.writeString(folder.resolve("few.csv"), "a,label\n1,x\n2,y\n3,y\n");
        CommandRun run = trial("@/few.csv");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("mha: @/few.csv: ") && run.err().lines().count() == 1, run.err());
        assertFalse(Files.exists(folder.resolve("report")));
    }
}
