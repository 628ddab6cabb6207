package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** What a training writes: each file whatever becomes of the others, and no part in the place of a whole. */
class TrainFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        ProductOfSigns.write(folder.resolve("d.csv"));
    }

    /** Runs a training that reads its data from standard input, where a name is taken once all has been checked. */
    private CommandRun train(String taken, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "-", "--tokens", "2x2", "--heads", "3",
                "--iterations", "25", "--step", "0.5", "--out", folder.resolve("m").toString(), "--curvature",
                folder.resolve("p.csv").toString(), "--html", folder.resolve("p.html").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.taking(folder, taken, Files.readAllBytes(folder.resolve("d.csv")),
                arguments.toArray(String[]::new));
    }

    private boolean isFile(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    @Test
    void aFileThatCannotBeWrittenCostsNoOther() throws IOException {
        String[][] cases = {{"m", "p.csv", "p.html"}, {"p.csv", "m", "p.html"}, {"p.html", "m", "p.csv"}};
        for (String[] one : cases) {
            CommandRun run = train(one[0]);
            assertEquals("mha: @/" + one[0] + " is a directory, name a file; written all the same: @/" + one[1]
                    + " and @/" + one[2] + System.lineSeparator(), run.err());
            assertEquals(1, run.code());
            assertTrue(run.out().contains("\ncurvature step x lambda_max "), run.out());
            assertTrue(isFile(one[1]) && isFile(one[2]), one[0]);
            for (String name : one) {
                Files.delete(folder.resolve(name));
            }
        }
    }

    @Test
    void saysWhereTheNextRunGoesOnWhenItsFilesCannotBeWritten() throws IOException {
        String kept = folder.resolve("k").toString();
        CommandRun run = train("m", "--keep", kept, "--json");
        assertEquals("mha: @/m is a directory, name a file; written all the same: @/p.csv and @/p.html; the same"
                + " command goes on from where the training is in @/k" + System.lineSeparator(), run.err());
        assertEquals(1, run.code());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals(null, object.get("model"));
        assertEquals("@/p.csv", object.get("curvature"));
        Files.delete(folder.resolve("m"));
        CommandRun again = train("elsewhere", "--keep", kept, "--force");
        assertEquals("mha: @/k has 25 steps of this training already" + System.lineSeparator(), again.err());
        assertEquals("25", ModelFile.read(folder.resolve("m")).metadata().get("iterations"));
    }

    /** Values whose attention is out of all proportion diverge from zero in two steps. */
    private CommandRun diverges(String... more) throws IOException {
        Files.writeString(folder.resolve("x.csv"),
                Files.readString(folder.resolve("d.csv")).replaceAll("(\\d),", "$1e10,"));
        List<String> arguments = new ArrayList<>(List.of("train", "@/x.csv", "--tokens", "2x2", "--no-standardize",
                "--positions", "0", "--init", "zero", "--iterations", "40", "--out", "@/m", "--curvature", "@/p.csv",
                "--curvature-every", "1", "--html", "@/p.html"));
        arguments.addAll(List.of(more));
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    /** What a training that failed leaves is a part, and says so by its name and on its page. */
    @Test
    void noPartTakesThePlaceOfAWhole() throws IOException {
        for (String name : List.of("p.csv", "p.html")) {
            Files.writeString(folder.resolve(name), "whole");
        }
        CommandRun run = diverges("--force");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("mha: the curvature up to iteration "), run.err());
        assertTrue(run.err().contains(" is in @/p.partial.csv and @/p.partial.html"), run.err());
        for (String name : List.of("p.csv", "p.html")) {
            assertEquals("whole", Files.readString(folder.resolve(name)));
        }
        assertTrue(Files.readAllLines(folder.resolve("p.partial.csv")).size() > 1);
        assertTrue(Files.readString(folder.resolve("p.partial.html")).contains("this report is partial: "));
    }

    /** A part takes the place of an earlier part, and of nothing else. */
    @Test
    void aPartReplacesAPartAlone() throws IOException {
        assertTrue(diverges().err().contains(" is in @/p.partial.csv and @/p.partial.html"));
        String first = Files.readString(folder.resolve("p.partial.csv"));
        CommandRun again = diverges("--heads", "2");
        assertTrue(again.err().contains(" is in @/p.partial.csv and @/p.partial.html"), again.err());
        assertFalse(Files.readString(folder.resolve("p.partial.csv")).equals(first));
        Files.writeString(folder.resolve("p.partial.csv"), "mine");
        assertEquals("mha: @/p.partial.csv exists; use --force to replace it" + System.lineSeparator(),
                diverges().err());
        assertEquals("mine", Files.readString(folder.resolve("p.partial.csv")));
    }

    /** The name of a part is a place that is written, as any other. */
    @Test
    void keepsThePlacesOfPartsApart() {
        String[][] cases = {{"--out and --curvature both name @/p.partial.csv", "--out", "@/p.partial.csv"},
                {"--curvature and --html both name @/p.partial.csv", "--out", "@/m", "--html", "@/p.partial.csv"},
                {"--curvature and --keep both name @/p.partial.csv", "--out", "@/m", "--keep", "@/p.partial.csv"}};
        for (String[] one : cases) {
            List<String> arguments = new ArrayList<>(List.of("train", "@/d.csv", "--tokens", "2x2", "--curvature",
                    "@/p.csv"));
            arguments.addAll(List.of(one).subList(1, one.length));
            CommandRun run = CommandRun.in(folder, arguments.toArray(String[]::new));
            assertEquals("mha: " + one[0] + "; see mha train --help" + System.lineSeparator(), run.err());
            assertEquals(2, run.code());
        }
    }

    /** A limit that was set is an end as it was asked for; text and page say that it came before the last step. */
    @Test
    void saysThatALimitEndedIt() throws IOException {
        String[] command = {"train", "@/d.csv", "--tokens", "2x2", "--iterations", "40", "--out", "@/m", "--curvature",
                "@/p.csv", "--html", "@/p.html", "--max-seconds", "1e-9"};
        CommandRun run = CommandRun.in(folder, command);
        assertEquals(0, run.code(), run.err());
        String sentence = "after 0 of 40 steps: the time of --max-seconds was over";
        assertTrue(run.out().startsWith("ended     " + sentence + System.lineSeparator()), run.out());
        assertFalse(run.out().contains("error"), run.out());
        assertTrue(Files.readString(folder.resolve("p.html")).contains("ended " + sentence));
        assertTrue(run.err().contains("mha: no step was taken, so no model is written: it would be the untrained start"
                + System.lineSeparator()), run.err());
        assertTrue(run.out().contains("\nwritten   @/p.csv and @/p.html"), run.out());
        assertFalse(Files.exists(folder.resolve("m")));
    }
}
