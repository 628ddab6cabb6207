package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.page.FigurePage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.jr.ob.JSON;

/** Ctrl-C and termination in the middle of long work: what was measured is reported, whole, and said to be partial. */
@DisabledOnOs(OS.WINDOWS)
class StopTest extends StoppedCommand {
    /**
     * Takes the folder of a file away once it is there, and waits until that is noticed: nothing more can be kept in
     * it.
     */
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
                "--leave-out", "0", "--keep", "away/p");
        saysThatItIsNotKept(certify, "away/p.path");
        assertTrue(
                certify.out().replace('\n', ' ').contains(" The theorem's conditions are judged at the end of the"
                        + " training, which was not reached. "),
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
        assertTrue(text.out().lines().allMatch(line -> line.length() <= 80), text.out());
        assertTrue(Files.readString(folder.resolve("c.html")).contains("this report is partial: "));
    }

    /** Whether a trial has ended by then depends on the machine; there is a folder when one has, and else none. */
    @Test
    void anExperimentLeavesNoEmptyFolder() throws Exception {
        Path runs = folder.resolve("runs");
        CommandRun run = stopped(ctrlC(), "experiment", "soil-loo", "--out", "runs");
        assertEquals(code(ctrlC()), run.code(), run.err());
        boolean nothing = run.err().contains("half-written; nothing was kept: no trial had ended\n");
        assertEquals(nothing, !run.err().contains("goes on from the trials in runs"), run.err());
        assertEquals(nothing, !Files.exists(runs), run.err());
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
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
        // how far it came depends on the machine: the largest one may have converged as far as rounding lets it
        boolean open = run.out().matches("(?s).*\n  largest +\\S+ +residual \\S+, not converged\n.*");
        assertEquals(!open, run.out().contains("2 / (largest eigenvalue)"), run.out());
    }

    /**
     * A trace that can never be narrow enough, stopped twice: the probes of the first run are among those of the
     * second.
     */
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
        String[] command = {"certify", "m", "d.csv", "--iterations", "1000000", "--json", "--leave-out", "0", "--keep",
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
        assertTrue(run.err().contains("mha: nothing was measured, so no page is written\n"), run.err());
        assertFalse(Files.exists(folder.resolve("c.html")));
        assertTrue(run.err().contains("mha: the same command goes on from what k.path keeps\n"), run.err());
    }

    @Test
    void certifyGoesOnToTheSameReport() throws Exception {
        train("4", "2000");
        String[] command = {"certify", "m", "d.csv", "--leave-out", "0", "--keep", "k", "--html", "c.html"};
        Path kept = folder.resolve("k.path");
        CommandRun run = stopped(ctrlC(), () -> Files.exists(kept), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.out().contains("\nstopped   this report is partial, it lacks: "), run.out());
        // how far it came depends on the machine
        if (run.err().contains("nothing was measured")) {
            assertFalse(Files.exists(folder.resolve("c.html")));
        } else {
            assertTrue(Files.readString(folder.resolve("c.html")).contains("this report is partial"));
        }
        CommandRun second = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "0", "--keep", "@/k",
                "--html", "@/c.html");
        assertEquals(0, second.code(), second.err());
        assertFalse(Files.readString(folder.resolve("c.html")).contains("this report is partial"));
        String noPage = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "0").out();
        assertTrue(noPage.endsWith(FigurePage.EXPLAINED + "\n"), noPage);
        assertEquals(noPage.replace(FigurePage.EXPLAINED, "Page: @/c.html"), second.out());

        CommandRun other = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "0", "--keep", "@/k",
                "--start-seed", "7");
        assertEquals("mha: @/k.path was begun with --start-seed 1, not 7: name another file; see mha certify --help\n",
                other.err());
        assertEquals(2, other.code());
        Files.writeString(kept, "x");
        assertEquals("mha: @/k.path cannot be continued: it holds no path of a training; name another file\n",
                CommandRun
                        .in(folder, "certify", "@/m", "@/d.csv", "--leave-out", "0", "--keep", "@/k").err());
    }

    /** With all settings done only the theory is missing: that is no whole report either. */
    @Test
    void aTrialStoppedInItsTheoryIsPartialAndGoesOn() throws Exception {
        String[] command = {"trial", "d.csv", "--tokens", "4x5", "--heads", "8", "--steps", "1", "--inits", "gauss",
                "--iterations", "400", "--folds", "2", "--out", "r", "--keep", "k.csv"};
        CommandRun run = stoppedAfter("theory", ctrlC(), command);
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: the same command goes on from the trainings in k.csv\n"), run.err());
        String partial = "the trial was stopped when all settings were done; the theory was left out.";
        assertTrue(run.out().replaceAll("\\s+", " ").contains("Partial: " + partial), run.out());
        assertFalse(run.out().contains("So far "), run.out());
        assertTrue(Files.readString(folder.resolve("r/report.html"))
                .contains("<strong>Partial:</strong> " + partial));
        Map<String, Object> report = JSON.std.mapFrom(Files.readString(folder.resolve("r/report.json")));
        assertEquals(false, report.get("complete"));
        assertEquals(0, report.get("settingsLeftOut"));

        CommandRun second = CommandRun.in(folder, "trial", "@/d.csv", "--tokens", "4x5", "--heads", "8", "--steps", "1",
                "--inits", "gauss", "--iterations", "400", "--folds", "2", "--out", "@/r", "--keep", "@/k.csv");
        assertEquals(0, second.code(), second.err());
        assertTrue(second.joined().contains("; 2 trainings (2 kept from earlier runs, whose time is not counted) in "),
                second.out());
        assertFalse(second.out().contains("Partial"), second.out());
        Map<String, Object> whole = JSON.std.mapFrom(Files.readString(folder.resolve("r/report.json")));
        assertEquals(true, whole.get("complete"));
        assertEquals(2, ((Map<?, ?>) whole.get("run")).get("known"));
    }

    /** Without a training nothing is kept, which is said: else the user looks for the file. */
    @Test
    void aTrialStoppedAtOnceSaysThatNothingIsKept() throws Exception {
        CommandRun run = stoppedAfter("trainings", ctrlC(), "trial", "d.csv", "--tokens", "4x5", "--heads", "64",
                "--steps",
                "1", "--inits", "gauss", "--iterations", "1000000", "--folds", "2", "--out", "r", "--keep", "k.csv");
        assertEquals(code(ctrlC()), run.code(), run.err());
        assertTrue(run.err().contains("mha: stopped before any setting was done on every fold: there is nothing to"
                + " report; nothing is kept in k.csv: no training had ended\n"), run.err());
        assertEquals("", run.out());
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
}
