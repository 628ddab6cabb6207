package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** Ctrl-C and termination in the middle of long work: what was measured is reported, whole, and said to be partial. */
@DisabledOnOs(OS.WINDOWS)
class StopTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        Dataset data = new Mixture(Mixture.Kind.DM1, 4, 5, 3, 1.5, 0.25, 0.5, false).train(300, 1);
        StringBuilder rows = new StringBuilder();
        for (int j = 0; j < 20; j++) {
            rows.append('v').append(j).append(',');
        }
        rows.append("label\n");
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 20; j++) {
                rows.append(data.x()[i * 20 + j]).append(',');
            }
            rows.append(data.labels()[i] > 0 ? "b" : "a").append('\n');
        }
        Files.writeString(folder.resolve("d.csv"), rows);
    }

    private void train(String heads, String iterations) {
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--heads", heads,
                "--iterations",
                iterations, "--out", "@/m");
        assertEquals(0, train.code(), train.err());
    }

    /**
     * What Ctrl-C sends, unless this process was started so that it and its children ignore it, as in the background.
     */
    private static String ctrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        long ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16)).findFirst().orElse(0);
        return (ignored & 2) == 0 ? "INT" : "TERM";
    }

    private static int code(String signal) {
        return signal.equals("INT") ? 130 : 143;
    }

    /** Runs a command until it has said how far it is, sends it a signal, and waits for its end. */
    private CommandRun stopped(String signal, String... arguments) throws Exception {
        return stoppedAfter(" % ", signal, arguments);
    }

    /** The same once it has said something that matches. */
    private CommandRun stoppedAfter(String progress, String signal, String... arguments) throws Exception {
        Path err = folder.resolve("err.txt");
        return stopped(signal, () -> {
            try {
                return Files.readString(err, StandardCharsets.ISO_8859_1)
                        .matches("(?s).*" + progress + ".*");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }, arguments);
    }

    /** The same as soon as a condition holds. */
    private CommandRun stopped(String signal, BooleanSupplier ready, String... arguments) throws Exception {
        Process process = CommandProcess.begin(folder, "-Ddev.mha.terminal=err", arguments);
        try {
            return stopped(process, signal, ready);
        } finally {
            process.destroyForcibly();
        }
    }

    private CommandRun stopped(Process process, String signal, BooleanSupplier ready) throws Exception {
        Path err = folder.resolve("err.txt");
        long limit = System.nanoTime() + 120_000_000_000L;
        while (!ready.getAsBoolean()) {
            assertTrue(process.isAlive() && System.nanoTime() < limit,
                    () -> "it ended before it could be stopped, see " + err);
            Thread.sleep(20);
        }
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), "it did not stop");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String said = Files.readString(err);
        return new CommandRun(process.exitValue(), out, said.substring(Math.max(0, said.indexOf("mha: "))));
    }

    /** Without a file to keep it in, the model so far is what there is; it says how many steps it is of. */
    @Test
    void trainWritesTheModelSoFar() throws Exception {
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
    void trainWritesNoModelThatTookNoStep() throws Exception {
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

    /** A part of a training is no replacement of a model, though the whole of it would have been. */
    @Test
    void trainReplacesNoModelByAPartOfOne() throws Exception {
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

    /** Takes the folder of a file away once it is there, and waits until that is noticed: nothing more can be kept in it. */
    private BooleanSupplier lost(String name) {
        Path kept = folder.resolve("away").resolve(name);
        return () -> {
            try {
                if (Files.exists(kept)) {
                    Files.move(folder.resolve("away"), folder.resolve("gone"));
                }
                return Files.readString(folder.resolve("err.txt"), StandardCharsets.ISO_8859_1)
                        .contains("mha: cannot write ");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        };
    }

    /** What cannot be kept is written instead, and nothing is said to go on from where it is not. */
    @Test
    void goesOnFromNothingThatCouldNotBeKept() throws Exception {
        Files.createDirectory(folder.resolve("away"));
        CommandRun train = stopped(ctrlC(), lost("k"), "train", "d.csv", "--tokens", "4x5", "--iterations", "10000000",
                "--out", "n", "--keep", "away/k");
        saysThatItIsNotKept(train, "away/k");
        assertTrue(train.out().contains("\nwritten   n"), train.out());
        assertTrue(Files.exists(folder.resolve("n")));

        train("8", "20");
        Files.move(folder.resolve("gone"), folder.resolve("away"));
        CommandRun curvature = stopped(ctrlC(), lost("c"), "curvature", "m", "d.csv", "--trace", "hutchinson",
                "--trace-width", "1e-9", "--max-steps", "1000000", "--keep", "away/c");
        saysThatItIsNotKept(curvature, "away/c");

        Files.move(folder.resolve("gone"), folder.resolve("away"));
        CommandRun certify = stopped(ctrlC(), lost("p.path"), "certify", "m", "d.csv", "--iterations", "1000000",
                "--leave-out", "1", "--keep", "away/p");
        saysThatItIsNotKept(certify, "away/p.path");
        assertTrue(
                certify.out().contains("\nThe theorem's conditions are judged at the end of the training, which was not"
                        + " reached.\n"),
                certify.out());
        assertFalse(certify.out().contains("condition of the theorem"), certify.out());
    }

    private static void saysThatItIsNotKept(CommandRun run, String file) throws IOException {
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: cannot write " + file + ": "), run.err());
        assertFalse(run.err().contains("goes on from"), run.err());
        assertTrue(run.out().contains("this report is partial"), run.out());
    }

    @Test
    void trainGoesOnFromWhatItKept() throws Exception {
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

    @Test
    void curvatureReportsWhatItHas() throws Exception {
        train("8", "20");
        // a trace that can never be narrow enough
        String[] command = {"curvature", "m", "d.csv", "--json", "--trace", "hutchinson", "--trace-width", "1e-9",
                "--max-steps", "1000000", "--eigenvalues", "1", "--tolerance", "1e-3"};
        for (String signal : new String[]{ctrlC(), "TERM"}) {
            CommandRun run = stopped(signal, command);
            assertEquals(code(signal), run.code(), run.err());
            assertTrue(run.err().contains("mha: stopping ..."), run.err());
            assertFalse(run.err().contains("interrupted"), run.err());
            Map<String, Object> object = JSON.std.mapFrom(run.out());
            assertEquals(false, object.get("complete"));
            assertTrue(object.get("limits").toString().contains("stopped before"), object::toString);
        }
        CommandRun text = stopped(ctrlC(), "curvature", "m", "d.csv", "--trace", "hutchinson", "--trace-width", "1e-9",
                "--max-steps", "1000000", "--html", "c.html");
        assertEquals(code(ctrlC()), text.code());
        assertTrue(text.out().contains("\nstopped     this report is partial: "), text.out());
        assertTrue(Files.readString(folder.resolve("c.html")).contains("this report is partial: "));
    }

    /** Eigenvalues that can never be exact enough, stopped on the way: they are what would have been kept first. */
    @Test
    void curvatureSaysThatItKeptNothing() throws Exception {
        train("100", "1");
        CommandRun run = stopped(ctrlC(), "curvature", "m", "d.csv", "--max-steps", "1000000", "--tolerance", "1e-300",
                "--keep", "k");
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains(
                "mha: nothing is kept in k: the search for eigenvalues, the first part that is kept, did not end\n"),
                run.err());
        assertTrue(run.out().contains(", not converged\n"), run.out());
        assertFalse(run.out().contains("2 / (largest eigenvalue)"), run.out());
    }

    /** A trace that can never be narrow enough, stopped twice: the probes of the first run are among those of the second. */
    @Test
    void curvatureGoesOnFromWhatItKept() throws Exception {
        train("8", "20");
        String[] command = {"curvature", "m", "d.csv", "--json", "--trace", "hutchinson", "--trace-width", "1e-9",
                "--max-steps", "1000000", "--eigenvalues", "1", "--tolerance", "1e-3", "--keep", "k"};
        Path kept = folder.resolve("k");
        CommandRun run = stopped(ctrlC(), () -> has(kept, "trace samples"), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: the same command goes on from the parts in k"), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        long first = Files.size(kept);
        CommandRun second = stopped("TERM", () -> size(kept) > first, command);
        assertEquals(143, second.code(), second.err());
        assertTrue(second.err().contains("mha: k has "), second.err());
        Map<String, Object> more = JSON.std.mapFrom(second.out());
        assertEquals(object.get("eigenvalues"), more.get("eigenvalues"));
        assertEquals(object.get("margin"), more.get("margin"));
        assertEquals(object.get("bounds"), more.get("bounds"));
    }

    private static boolean has(Path file, String part) {
        try {
            return Files.exists(file) && Files.readString(file, StandardCharsets.ISO_8859_1).contains(part);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void certifyReportsWhatItHasAndGoesOnFromIt() throws Exception {
        train("4", "200");
        String[] command = {"certify", "m", "d.csv", "--json", "--leave-out", "300", "--influence", "2", "--keep",
                "k.csv"};
        Path kept = folder.resolve("k.csv");
        CommandRun run = stopped(ctrlC(), () -> rows(kept) >= 5, command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        String missing = object.get("missing").toString();
        assertTrue(
                missing.matches("\\[\\d+ of 300 trainings without a sample, the kernel unroll, influence functions]"),
                missing);
        Map<?, ?> stability = (Map<?, ?>) object.get("stability");
        int done = (Integer) stability.get("samples");
        assertTrue(done >= 5 && done < 300, object::toString);
        assertEquals(null, stability.get("kernelUnroll"));
        assertEquals(done, rows(kept));

        CommandRun second = stopped("TERM", () -> rows(kept) >= done + 5, command);
        assertEquals(143, second.code(), second.err());
        assertTrue(second.err().contains("mha: k.csv has " + done + " trainings of these already"), second.err());
        int more = rows(kept);
        assertTrue(more >= done + 5);
        assertEquals(1 + more, Files.readAllLines(kept).stream().distinct().count());

        CommandRun other = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--step", "0.5", "--keep", "@/k.csv");
        assertEquals(
                "mha: @/k.csv cannot be continued: line 2 is of other data, other settings, another version or another"
                        + " machine; name another file\n",
                other.err());
        assertEquals(1, other.code());
    }

    /** Before the training has come to its end nothing is judged: where it had come to is no end. */
    @Test
    void certifyJudgesNoConditionsBeforeTheEndOfTheTraining() throws Exception {
        train("8", "20");
        String[] command = {"certify", "m", "d.csv", "--iterations", "1000000", "--json", "--leave-out", "1", "--keep",
                "k", "--html", "c.html"};
        Path kept = folder.resolve("k.path");
        CommandRun run = stopped(ctrlC(), () -> Files.exists(kept), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(false, object.get("complete"));
        assertEquals("[the end of the training, and its path after 0 steps of 1000000, 4 of 4 starts]",
                object.get("missing").toString());
        assertTrue(object.containsKey("theorem"), object::toString);
        assertEquals(null, object.get("theorem"));
        assertEquals(List.of(), object.get("quantities"));
        assertEquals(null, object.get("path"));
        assertEquals(null, ((Map<?, ?>) object.get("run")).get("repeated"));
        String page = Files.readString(folder.resolve("c.html"));
        assertTrue(page.contains("this report is partial, it leaves out: "));
        assertTrue(page.contains(" conditions are judged at the end of the training, which was not reached."), page);
        assertFalse(page.contains("conditions of the theorem"), page);
        assertTrue(run.err().contains("mha: the same command goes on from what k.path keeps\n"), run.err());
    }

    @Test
    void certifyGoesOnToTheSameReport() throws Exception {
        train("4", "2000");
        String[] command = {"certify", "m", "d.csv", "--leave-out", "1", "--keep", "k", "--html", "c.html"};
        Path kept = folder.resolve("k.path");
        CommandRun run = stopped(ctrlC(), () -> Files.exists(kept), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.out().contains("\nstopped   this report is partial, it leaves out: "), run.out());
        assertTrue(Files.readString(folder.resolve("c.html")).contains("this report is partial"));
        CommandRun second = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "1", "--keep", "@/k",
                "--html", "@/c.html");
        assertEquals(0, second.code(), second.err());
        assertFalse(Files.readString(folder.resolve("c.html")).contains("this report is partial"));
        assertEquals(CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "1").out() + "Page: @/c.html\n",
                second.out());

        CommandRun other = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "1", "--keep", "@/k",
                "--start-seed", "7");
        assertEquals("mha: @/k.path was begun with --start-seed 1, not 7: name another file; see mha certify --help\n",
                other.err());
        assertEquals(2, other.code());
        Files.writeString(kept, "x");
        assertEquals("mha: @/k.path cannot be continued: it holds no path of a training; name another file\n",
                CommandRun
                        .in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "1", "--keep", "@/k").err());
    }

    @Test
    void trialReportsWhatItHasAndGoesOnFromIt() throws Exception {
        String[] command = {"trial", "d.csv", "--tokens", "4x5", "--heads", "1,2,4,8", "--steps", "0.5,1,2", "--inits",
                "gauss", "--iterations", "3000", "--out", "r", "--keep", "k.csv"};
        Path kept = folder.resolve("k.csv");
        CommandRun run = stopped(ctrlC(), () -> rows(kept) >= 20, command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: the same command goes on from the trainings in k.csv"), run.err());
        assertTrue(run.out().replaceAll("\\s+", " ").contains("Partial: the trial was stopped; "), run.out());
        Map<String, Object> report = JSON.std.mapFrom(Files.readString(folder.resolve("r/report.json")));
        assertEquals(false, report.get("complete"));
        assertTrue((Integer) report.get("settingsLeftOut") > 0);
        assertTrue(((Map<?, ?>) report.get("recommendation")).get("headline").toString().startsWith("So far "));
        assertTrue(
                Files.readString(folder.resolve("r/report.html")).contains("<strong>Partial:</strong> the trial was"));
        int done = rows(kept);

        // the same command again: it replaces the partial report
        CommandRun second = stopped("TERM", () -> rows(kept) >= done + 3, command);
        assertEquals(143, second.code(), second.err());
        assertTrue(second.err().contains("mha: k.csv has " + done + " trainings of these data and settings already"),
                second.err());

        CommandRun other = CommandRun.in(folder, "trial", "@/d.csv", "--tokens", "4x5", "--seed", "2", "--out", "@/q",
                "--keep", "@/k.csv");
        assertEquals(
                "mha: @/k.csv cannot be continued: line 2 is of other data, other settings, another version or another"
                        + " machine; name another file\n",
                other.err());
    }

    /** The rows so far stay, whole, and the model so far beside them. */
    @Test
    void trainLeavesTheCurvatureSoFar() throws Exception {
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
    void trainGoesOnWithTheCurvatureThatItKept() throws Exception {
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
    void trainIsWholeBeforeTheCurvatureAtItsEnd() throws Exception {
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

    private static int rows(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() - 1 : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
