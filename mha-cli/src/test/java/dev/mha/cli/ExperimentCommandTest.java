package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.file.RowChecksum;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
    private static final List<String> ENDINGS = List.of(".csv", "-medians.csv", "-verdicts.csv", ".svg");

    @TempDir
    Path folder;

    private CommandRun run(String... arguments) {
        CommandRun run = CommandRun.in(folder, arguments);
        assertEquals("", run.err());
        assertEquals(Main.OK, run.code());
        return run;
    }

    private List<byte[]> files(String out) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String ending : ENDINGS) {
            files.add(Files.readAllBytes(folder.resolve(out).resolve("e8-mixture" + ending)));
        }
        return files;
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> files) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), files.get(i), ENDINGS.get(i));
        }
    }

    @Test
    void writesFourFilesAndPrintsVerdicts() throws IOException {
        CommandRun run = run("experiment", "e8-mixture", "--trials", "2", "--out", "@/runs");

        assertTrue(run.out().startsWith("e8-mixture  Hard mixture, equal training loss:"), run.out());
        // two trials have an effect in the expected range, and an interval that holds none
        assertTrue(run.out().lines().anyMatch(line -> line.matches("undecided +gauss: test loss at 8 .*")), run.out());
        assertTrue(run.out().contains("\nUndecided: 2 trials can neither confirm nor refute it; more --trials would"),
                run.out());
        for (String told : List.of("    DM1: made samples", "    zeta: share of the tokens", "    eta: step size",
                "\nA verdict is \"as expected\" when the median, or the share of trials,",
                "\nAnswer: not in full. Undecided, gauss: test loss at 8 ")) {
            assertTrue(run.out().contains(told), told + " in " + run.out());
        }
        assertFalse(run.out().contains("loo gap") || run.out().contains("    K: "), run.out());
        List<String> cells = Files.readAllLines(folder.resolve("runs/e8-mixture.csv"));
        assertTrue(cells.getFirst().startsWith("experiment,seed,settings,series,heads,trial,train_loss,test_loss,"));
        assertEquals(1 + 5 * 2, cells.size());
        List<String> medians = Files.readAllLines(folder.resolve("runs/e8-mixture-medians.csv"));
        assertEquals(1 + 5, medians.size());
        assertTrue(medians.get(1).startsWith("gauss,1,2,"), medians.get(1));
        List<String> verdicts = Files.readAllLines(folder.resolve("runs/e8-mixture-verdicts.csv"));
        assertEquals(1 + 3, verdicts.size());
        assertTrue(verdicts.stream().skip(1).allMatch(line -> line.matches("((not )?as expected|undecided),.*")),
                "" + verdicts);
        String svg = Files.readString(folder.resolve("runs/e8-mixture.svg"));
        assertTrue(svg.startsWith("<svg ") && svg.endsWith("</svg>\n"));
        assertTrue(
                svg.contains(">e8-mixture: Hard mixture, equal training loss: do more heads generalize better?</text>"),
                svg);
        assertTrue(svg.contains(">small and pale: single trials</text>"), svg);
        assertFalse(svg.contains("e+0"), svg);
        assertEquals(3, svg.split("<polyline", -1).length - 1, "a line for each of three figures");
        try (Stream<Path> all = Files.list(folder.resolve("runs"))) {
            assertEquals(ENDINGS.size(), all.count());
        }
    }

    @Test
    void saysThatTheEdgeOfTheChoiceLeavesAVerdictOpen() {
        CommandRun run = run("experiment", "best-step", "--trials", "2", "--out", "@/runs");

        assertTrue(run.joined().contains(" Undecided: the best of the values tried lies at their edge; more trials"
                + " would not tell. "), run.out());
        assertFalse(run.out().contains("more --trials would tell"), run.out());
    }

    @Test
    void endsSeveralExperimentsInOneSummary() {
        CommandRun both = run("experiment", "e8-mixture", "margin-exact", "--trials", "2", "--out", "@/runs");

        assertTrue(both.fits(), both.out());
        assertTrue(both.out().endsWith("""

                Of 5 verdicts in 2 experiments, 4 are as expected, 0 are not, 1 is undecided.
                Undecided in: e8-mixture.
                Files: @/runs
                docs/reproduction.md has the figures of all experiments beside reference figures, docs/theory.md the
                formulas.
                """), both.out());
        assertFalse(both.out().contains("_reached"), both.out());
        assertFalse(
                run("experiment", "margin-exact", "--trials", "2", "--out", "@/runs").out().contains(" verdicts in "));
    }

    @Test
    void continuesWhatAKilledRunHasLeftToTheSameBytes() throws IOException {
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/whole", "--threads", "1");
        List<byte[]> whole = files("whole");
        Files.createDirectory(folder.resolve("part"));
        Path cells = folder.resolve("part/e8-mixture.csv");
        Files.writeString(cells, Files.readAllLines(folder.resolve("whole/e8-mixture.csv")).stream().limit(7)
                .collect(Collectors.joining("\n", "", "\n")));

        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/part", "--threads", "2");
        assertSame(whole, files("part"));

        // a cell that is there is not measured again: what stands there is what comes out
        List<String> edited = new ArrayList<>(Files.readAllLines(cells));
        edited.set(1, summed(edited.get(1).replaceFirst(",1,1,[^,]*,", ",1,1,0.5,")));
        Files.write(cells, edited);
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/part");
        assertTrue(Files.readString(cells).contains(",1,1,0.5,"));
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/part", "--force");
        assertSame(whole, files("part"));
    }

    /** A row with the checksum that it has after an edit: no field of it has a comma of its own. */
    private static String summed(String row) {
        return String.join(",", RowChecksum.append(List.of(row.substring(0, row.lastIndexOf(',')).split(",", -1))));
    }

    @Test
    void keepsTheCellsOfFewerTrials() throws IOException {
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/more");
        run("experiment", "e8-mixture", "--trials", "3", "--out", "@/more");
        run("experiment", "e8-mixture", "--trials", "3", "--out", "@/three");

        assertSame(files("three"), files("more"));
    }

    @Test
    void losesNoFinishedCellWhenItIsKilled() throws IOException, InterruptedException {
        Path cells = folder.resolve("killed/e4.csv");
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/killed");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("jdk.module.path", "") + File.pathSeparator
                        + System.getProperty("java.class.path", ""),
                "dev.mha.cli.Main", "experiment", "e4", "e8-mixture", "--trials", "50", "--force", "--out",
                folder.resolve("killed").toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile()).start();
        while (process.isAlive() && !Files.exists(cells)) {
            Thread.sleep(20);
        }
        process.destroyForcibly().waitFor();
        List<String> kept = Files.readAllLines(cells);
        assertTrue(kept.size() > 1 && kept.size() < 1 + 6 * 5 * 100, kept.size() + " lines");
        // what was to be measured anew and was not begun is no part of that run
        assertFalse(Files.exists(folder.resolve("killed/e8-mixture.csv")));

        // whole lines only, all of them cells of that run: fewer trials than those refuse them
        CommandRun fewer = CommandRun.in(folder, "experiment", "e4", "--trials", "50", "--seed", "2", "--out",
                "@/killed");
        assertEquals(Main.FAILED, fewer.code());
        assertEquals(
                "mha: @/killed/e4.csv cannot be continued: line 2 is no cell of this run: it has another seed, other"
                        + " settings, a larger form, another version or another machine; use --force to replace it, or"
                        + " another --out\n",
                fewer.err());
        int fields = kept.getFirst().split(",", -1).length;
        // the series has a comma of its own, in quotes
        assertTrue(kept.stream().skip(1).allMatch(line -> line.split(",", -1).length == fields + 1), "a cut line");
    }

    @Test
    void refusesALineThatIsCut() throws IOException {
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/cut");
        Path cells = folder.resolve("cut/e8-mixture.csv");
        List<String> lines = Files.readAllLines(cells);
        Files.writeString(cells, lines.getFirst() + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 40));

        CommandRun run = CommandRun.in(folder, "experiment", "e8-mixture", "--trials", "2", "--out", "@/cut");

        assertEquals(Main.FAILED, run.code());
        assertTrue(
                run.err().startsWith(
                        "mha: @/cut/e8-mixture.csv cannot be continued: it is damaged: line 3 is not as it was"),
                run.err());
    }

    /** Whatever a file went through, it is continued from whole cells of this run or not at all, and not touched. */
    @Test
    void refusesCellsThatAreDamaged() throws IOException {
        run("experiment", "e8-mixture", "--trials", "2", "--out", "@/d");
        Path cells = folder.resolve("d/e8-mixture.csv");
        String whole = Files.readString(cells);
        String last = whole.strip().substring(whole.strip().lastIndexOf('\n') + 1);
        String damaged = "it is damaged: line %d is not as it was written";
        String line = whole.lines().skip(1).findFirst().orElseThrow();
        String[][] damages = {{whole.strip().substring(0, whole.length() - 2), damaged.formatted(11)},
                {whole + last + "\n", "line 12 has a trial that was there before"},
                {whole.replaceFirst(",1,1,[^,]*,", ",1,1,0.5,"), damaged.formatted(2)},
                {whole.replaceFirst(",1,1,[^,]*,", ",1,1,,"), damaged.formatted(2)},
                {whole.replace(line, summed(line.replaceFirst(",1,1,[^,]*,", ",1,1,x,"))), "it is damaged"},
                {whole + "e8-mixture,1\n", damaged.formatted(12)}, {whole + last + ",1\n", damaged.formatted(12)},
                {whole.replace(line, summed(line.replace("e8-mixture,1,", "e1,1,"))), "line 2 is no cell of this run:"
                        + " it has another seed, other settings, a larger form, another version or another machine"},
                {"\u0000\u0001", "its columns are not those of e8-mixture"}};
        for (String[] damage : damages) {
            Files.writeString(cells, damage[0]);
            CommandRun run = CommandRun.in(folder, "experiment", "e8-mixture", "--trials", "2", "--out", "@/d");
            assertEquals("mha: @/d/e8-mixture.csv cannot be continued: " + damage[1]
                    + "; use --force to replace it, or another --out\n", run.err());
            assertEquals(Main.FAILED, run.code());
            assertEquals("", run.out());
            assertEquals(damage[0], Files.readString(cells));
        }
    }

    @Test
    void printsJsonAndMarkdown() {
        String json = run("experiment", "e8-mixture", "--trials", "2", "--out", "@/runs", "--json").out();

        assertTrue(
                json.startsWith("{\"schema\":\"mha.experiment/1\",\"form\":\"small\",\"seed\":1,\"folder\":\"@/runs\","
                        + "\"experiments\":[{\"name\":\"e8-mixture\",\"question\":"),
                json);
        assertTrue(
                json.contains("\"places\":[1,2,4,8,16],\"series\":[{\"name\":\"gauss\",\"figures\":{\"train_loss\":["));
        assertTrue(json.contains("\"findings\":[{\"expected\":"));
        String markdown = run("experiment", "e8-mixture", "--trials", "2", "--out", "@/runs", "--markdown").out();
        assertTrue(markdown.startsWith("### `e8-mixture`\n"), markdown);
        assertTrue(markdown.contains("`mha experiment e8-mixture --trials 2`"), markdown);
        assertTrue(markdown.contains("| *reference* | *1.23* | *0.92* |"), markdown);
        String both = run("experiment", "e8-mixture", "margin-exact", "--trials", "2", "--out", "@/runs", "--markdown")
                .out();
        assertTrue(both.startsWith("| experiment | question | as expected |\n"), both);
        assertTrue(
                both.contains("| [`margin-exact`](#margin-exact) | Margin of the noise-free mixture: is it its closed"
                        + " form? | 2 of 2 |\n"),
                both);
    }

    @Test
    void listsEveryExperimentAndHasItsFiguresInTheDocumentation() throws IOException {
        String reproduction = Files.readString(Path.of("../docs/reproduction.md"));
        CommandRun list = run("experiment", "--list");
        List<String> lines = list.out().lines().toList();
        String json = run("experiment", "--list", "--json").out();

        assertTrue(json.startsWith("{\"schema\":\"mha.experiments/1\",\"experiments\":[{\"name\":\"e1\","), json);
        for (String name : List.of("e1", "e2", "e3", "e3b", "e4", "e5", "e5b", "e6", "e6b", "e7", "e8-mixture",
                "e8-planted", "best-step", "margin", "margin-exact", "warm-up", "parameters-mixture",
                "parameters-planted", "soil-heads", "soil-curvature", "soil-loo", "radar-heads", "radar-curvature",
                "radar-loo")) {
            assertTrue(lines.stream().anyMatch(line -> line.matches(name + " +\\S.*")), name);
            assertTrue(reproduction.contains("\n### `" + name + "`\n"), name);
            assertTrue(reproduction.contains("`mha experiment " + name + " --full`"), name);
        }
        assertTrue(list.fits(), list.out());
        // the words are explained below the list
        int end = lines.indexOf("");
        assertEquals(24, lines.stream().limit(end).filter(line -> !line.startsWith(" ")).count());
        String explained = String.join(" ", lines.subList(end + 1, lines.size()));
        for (String word : List.of("ascent", "lambda_min", "L", "n", "K", "margin", "leave-one-out",
                "Hard mixture", "planted teacher", "rectified")) {
            assertTrue(explained.contains(word + ": "), word);
        }
        assertEquals(24, list.out().chars().filter(sign -> sign == '?').count());
    }
}
