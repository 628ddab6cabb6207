package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.jr.ob.JSON;

/** A training that is stopped: the model so far is written, and nothing is lost that was kept. */
@DisabledOnOs(OS.WINDOWS)
class TrainStopTest extends StoppedCommand {
    /** Without a file to keep it in, the model so far is what there is; it says how many steps it is of. */
    @Test
    void writesTheModelSoFar() throws Exception {
        String[] command = {"train", "d.csv", "--tokens", "4x5", "--iterations", "10000000", "--json", "--out", "m"};
        CommandRun run = stopped(ctrlC(), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertFalse(run.err().contains("interrupted"), run.err());
        assertTrue(run.err().contains("mha: stopped; add --keep FILE to be able to continue next time"), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        assertEquals("interrupted", object.get("stoppedBy"));
        assertEquals("m", object.get("model"));
        int steps = (Integer) object.get("iterations");
        assertTrue(steps < 10_000_000);
        assertEquals(Integer.toString(steps),
                ModelFile.read(folder.resolve("m")).metadata().get("iterations"));
    }

    /** Before the first step there is no model but the start; the point there is long. */
    @Test
    void writesNoModelThatTookNoStep() throws Exception {
        CommandRun run = stopped(ctrlC(), "train", "d.csv", "--tokens", "4x5", "--heads", "100", "--iterations", "1",
                "--curvature", "p.csv", "--curvature-every", "2", "--json", "--out", "m");
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertEquals(0, JSON.std.mapFrom(run.out()).get("iterations"));
        assertEquals(null, JSON.std.mapFrom(run.out()).get("model"));
        assertFalse(Files.exists(folder.resolve("m")));
        assertTrue(
                run.err().contains("mha: no step was taken, so no model is written: it would be the untrained start\n"),
                run.err());
    }

    /** Figures of a start are nobody's question. */
    @Test
    void tellsNoFiguresOfATrainingThatTookNoStep() throws Exception {
        CommandRun run = stopped(ctrlC(), "train", "d.csv", "--tokens", "4x5", "--heads", "100", "--iterations", "1",
                "--curvature", "p.csv", "--curvature-every", "2", "--out", "m");
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertEquals("", run.out());
        assertTrue(
                run.err().contains("mha: no step was taken, so no model is written: it would be the untrained start\n"),
                run.err());
    }

    /** A part of a training is no replacement of a model, though the whole of it would have been. */
    @Test
    void replacesNoModelByAPartOfOne() throws Exception {
        Files.writeString(folder.resolve("m"), "mine");
        String[] command = {"train", "d.csv", "--tokens", "4x5", "--iterations", "10000000", "--force", "--json",
                "--out", "m"};
        CommandRun run = stopped(ctrlC(), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(
                run.err().contains("""
                        mha: m is left as it was: a training that was stopped replaces no whole file
                        mha: stopped; add --keep FILE to be able to continue next time
                        """),
                run.err());
        assertEquals("mine", Files.readString(folder.resolve("m")));
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        assertEquals(null, object.get("model"));
    }

    @Test
    void goesOnFromWhatItKept() throws Exception {
        String[] command = {"train", "d.csv", "--tokens", "4x5", "--iterations", "20000", "--out", "m", "--keep", "k"};
        Path kept = folder.resolve("k");
        CommandRun run = stopped(ctrlC(), () -> Files.exists(kept), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.out().contains("\nstopped   this report is partial: the training took "), run.out());
        assertFalse(run.out().contains("\nwritten "), run.out());
        assertTrue(run.err().contains("mha: the same command goes on from where the training is in k\n"), run.err());
        assertFalse(Files.exists(folder.resolve("m")));
        String steps = run.out().replaceFirst("(?s).*partial: the training took ([\\d ]+) of .*", "$1").replace(" ",
                "");
        CommandRun second = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--iterations", "20000",
                "--out", "@/m", "--keep", "@/k");
        assertEquals(0, second.code(), second.err());
        assertTrue(second.err().startsWith("mha: @/k has " + steps + " step"), second.err());
        CommandRun whole = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--iterations", "20000",
                "--out", "@/n");
        assertEquals(0, whole.code(), whole.err());
        assertEquals(-1, Files.mismatch(folder.resolve("m"), folder.resolve("n")));
    }

    /** The rows so far stay, whole, and the model so far beside them. */
    @Test
    void leavesTheCurvatureSoFar() throws Exception {
        for (String name : List.of("p.csv", "p.html")) {
            Files.writeString(folder.resolve(name), "whole");
        }
        // a hundredth of 301 points is more than one
        CommandRun run = stoppedAfter(" [1-9]\\d* % ", ctrlC(), "train", "d.csv", "--tokens", "4x5", "--heads", "8",
                "--iterations", "900", "--curvature", "p.csv", "--curvature-every", "3", "--html", "p.html", "--json",
                "--force", "--out", "m");
        assertEquals(code(ctrlC()), run.code(), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        assertEquals("p.partial.csv", object.get("curvature"));
        assertTrue(run.err().contains("mha: p.csv and p.html are left as they were: a training that was stopped"
                + " replaces no whole file\n"), run.err());
        for (String name : List.of("p.csv", "p.html")) {
            assertEquals("whole", Files.readString(folder.resolve(name)));
        }
        Path path = folder.resolve("p.partial.csv");
        int done = rows(path);
        assertTrue(done >= 1, run.err());
        assertTrue(run.err().contains("mha: stopped; add --keep FILE to be able to continue next time"), run.err());
        assertEquals(object.get("iterations").toString(),
                ModelFile.read(folder.resolve("m")).metadata().get("iterations"));
        String page = Files.readString(folder.resolve("p.partial.html"));
        assertTrue(page.endsWith("</html>\n"));
        assertTrue(page.contains("this report is partial: the training took "), page);
        assertTrue(page.contains("At iteration " + 3 * (done - 1) + " least eigenvalue in ["), page);
        assertFalse(page.contains("t the end"), page);
        List<String> lines = Files.readAllLines(path);
        for (int row = 1; row <= done; row++) {
            String[] fields = lines.get(row).split(",", -1);
            assertEquals(lines.getFirst().split(",").length, fields.length);
            assertEquals(3 * (row - 1), Integer.parseInt(fields[0]));
        }
    }

    /** Stopped in the middle of one point and killed in that of another: the rows are those of one run, to the bit. */
    @Test
    void goesOnWithTheCurvatureThatItKept() throws Exception {
        String[] command = {"train", "d.csv", "--tokens", "4x5", "--heads", "8", "--iterations", "40", "--curvature",
                "p.csv", "--curvature-every", "3", "--html", "p.html", "--out", "m", "--keep", "k"};
        Path kept = folder.resolve("k");
        CommandRun run = stopped(ctrlC(), () -> Files.exists(kept), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: the same command goes on from where the training is in k\n"), run.err());
        assertFalse(run.out().contains("\nwritten "), run.out());
        long first = size(kept);
        Process process = CommandProcess.begin(folder, "-Ddev.mha.terminal=err", command);
        try {
            long limit = System.nanoTime() + 120_000_000_000L;
            while (size(kept) < first + 1000) {
                assertTrue(process.isAlive() && System.nanoTime() < limit);
                Thread.sleep(20);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        for (String none : List.of("m", "p.csv", "p.html")) {
            assertFalse(Files.exists(folder.resolve(none)), none);
        }
        assertEquals(0, CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--heads", "8", "--iterations",
                "40", "--curvature", "@/p.csv", "--curvature-every", "3", "--html", "@/p.html", "--out", "@/m",
                "--keep", "@/k").code());
        assertEquals(0, CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--heads", "8", "--iterations",
                "40", "--curvature", "@/q.csv", "--curvature-every", "3", "--html", "@/q.html", "--out", "@/n").code());
        assertEquals(Files.readString(folder.resolve("q.csv")), Files.readString(folder.resolve("p.csv")));
        assertEquals(-1, Files.mismatch(folder.resolve("q.html"), folder.resolve("p.html")));
        assertEquals(-1, Files.mismatch(folder.resolve("n"), folder.resolve("m")));
    }

    /** All steps are taken, and the point at their end is long: the model is whole, and what is missing is named. */
    @Test
    void isWholeBeforeTheCurvatureAtItsEnd() throws Exception {
        String[] command = {"train", "d.csv", "--tokens", "4x5", "--heads", "100", "--iterations", "1", "--curvature",
                "p.csv", "--curvature-every", "2", "--json", "--out", "m"};
        // the point at the start is at most half of the work, and the training itself a moment
        CommandRun run = stoppedAfter(" [6-9]\\d % ", ctrlC(), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        assertEquals("completed", object.get("stoppedBy"));
        assertEquals("m", object.get("model"));
        assertEquals("1", ModelFile.read(folder.resolve("m")).metadata().get("iterations"));
        assertEquals(1, rows(folder.resolve("p.partial.csv")));

        List<String> kept = new ArrayList<>(List.of(command));
        kept.addAll(List.of("--force", "--keep", "k"));
        Files.delete(folder.resolve("p.partial.csv"));
        Files.writeString(folder.resolve("m"), "mine");
        CommandRun again = stoppedAfter(" [6-9]\\d % ", ctrlC(), kept.toArray(String[]::new));
        assertEquals(code(ctrlC()), again.code(), again.err());
        assertTrue(again.err().contains("mha: the same command goes on from where the training is in k\n"),
                again.err());
        assertEquals(null, JSON.std.mapFrom(again.out()).get("model"));
        assertEquals(null, JSON.std.mapFrom(again.out()).get("curvature"));
        assertEquals("mine", Files.readString(folder.resolve("m")));
        assertFalse(Files.exists(folder.resolve("p.partial.csv")));
    }
}
