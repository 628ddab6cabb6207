package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --keep} keeps: it changes no figure, whatever of it is there, and takes nothing else for its own. */
class KeptRowsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        Files.writeString(folder.resolve("d.csv"),
                "a,b,label\n" + "1,2,x\n2,1.5,y\n1.2,0.5,x\n2.5,2,y\n0.3,1,x\n1.9,0.1,y\n".repeat(3));
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--heads", "2", "--iterations", "15", "--out",
                "@/m");
        assertEquals(0, train.code(), train.err());
    }

    private CommandRun certify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("certify", "@/m", "@/d.csv", "--leave-out", "6", "--json"));
        arguments.addAll(List.of(more));
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    private CommandRun trial(String out, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("trial", "@/d.csv", "--heads", "1,2", "--steps", "1,2", "--inits",
                        "gauss,zero", "--iterations", "20", "--folds", "3", "--repeats", "1", "--out", out));
        arguments.addAll(List.of(more));
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    @Test
    void keptRetrainingsGiveTheSameFigures() throws IOException {
        String whole = certify().out();
        assertEquals(whole, certify("--keep", "@/k.csv").out());
        List<String> lines = Files.readAllLines(folder.resolve("k.csv"));
        assertEquals(1 + 6, lines.size());
        // some are there, and one of them was changed: what stands there is what comes out
        Files.writeString(folder.resolve("k.csv"), String.join("\n", lines.subList(0, 4)) + "\n");
        CommandRun some = certify("--keep", "@/k.csv", "--threads", "1");
        // a machine that is busy also shows progress
        assertTrue(some.err().startsWith("mha: @/k.csv has 3 trainings of these already\n"), some.err());
        assertEquals(whole, some.out());
        // other samples, of which few are there
        CommandRun other = certify("--seed", "2", "--keep", "@/k.csv");
        List<String> all = Files.readAllLines(folder.resolve("k.csv"));
        int both = 6 + 6 - (all.size() - 1);
        assertTrue(both < 6, all::toString);
        assertEquals(both > 0, other.err().contains("mha: @/k.csv has " + both + " training"), other.err());
        Files.write(folder.resolve("k.csv"), all.subList(0, 7));
        assertEquals(List.copyOf(lines).stream().sorted().toList(),
                Files.readAllLines(folder.resolve("k.csv")).stream().sorted().toList());
        String[] cells = lines.get(1).split(",");
        cells[6] = "123.5";
        Files.writeString(folder.resolve("k.csv"), lines.getFirst() + "\n" + summed(cells) + "\n");
        assertTrue(certify("--keep", "@/k.csv").out().contains("\"largestDistance\":123.5,"));
    }

    /** A row with the checksum that fits it. */
    private static String summed(String... cells) {
        String row = String.join(",", Arrays.copyOf(cells, cells.length - 1));
        CRC32C sum = new CRC32C();
        sum.update(row.getBytes(StandardCharsets.US_ASCII));
        return row + String.format(Locale.ROOT, ",%08x", sum.getValue());
    }

    @Test
    void keptCellsGiveTheSameReport() throws IOException {
        assertEquals(0, trial("@/whole").code());
        assertEquals(0, trial("@/kept", "--keep", "@/k.csv").code());
        List<String> lines = Files.readAllLines(folder.resolve("k.csv"));
        assertEquals(1 + 3 * (2 * 2 + 1), lines.size());
        Files.writeString(folder.resolve("k.csv"), String.join("\n", lines.subList(0, 9)) + "\n");
        CommandRun again = trial("@/again", "--keep", "@/k.csv");
        assertTrue(again.err().endsWith("mha: @/k.csv has 8 trainings of these data and settings already\n"),
                again.err());
        assertEquals(lines.size(), Files.readAllLines(folder.resolve("k.csv")).size());
        // a wider sweep takes what is there, as heads and steps change no other training
        CommandRun wider = trial("@/wider", "--keep", "@/k.csv", "--full");
        assertTrue(wider.err().contains("mha: @/k.csv has 15 trainings"), wider.err());
        assertEquals(withoutSeconds("whole"), withoutSeconds("kept"));
        assertEquals(withoutSeconds("whole"), withoutSeconds("again"));
    }

    private List<String> withoutSeconds(String report) throws IOException {
        return Files.readAllLines(folder.resolve(report).resolve("cells.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    /** The line is named and what to do: every other row is a result of its own. */
    @Test
    void namesTheLineThatWasChanged() throws IOException {
        assertEquals(0, certify("--keep", "@/k.csv").code());
        assertEquals(0, trial("@/r", "--keep", "@/t.csv").code());
        for (String name : List.of("k.csv", "t.csv")) {
            Path kept = folder.resolve(name);
            List<String> lines = Files.readAllLines(kept);
            String row = lines.get(3);
            String[] cells = row.split(",");
            String changed = " is not as it was written";
            String[][] damages = {{with(cells, 5, "NaN"), changed}, {with(cells, 2, "9999"), changed},
                    {with(cells, 4, "x"), changed}, {with(cells, 3, cells[3] + "1"), changed},
                    {row.substring(0, row.length() - 1), changed}, {lines.get(1), " is there twice"},
                    {String.join(",", Arrays.copyOf(cells, 4)), " has 4 fields instead of " + cells.length},
                    {row + ",1", " has " + (cells.length + 1) + " fields instead of " + cells.length}};
            for (String[] damage : damages) {
                List<String> edited = new ArrayList<>(lines);
                edited.set(3, damage[0]);
                Files.write(kept, edited);
                CommandRun run = name.equals("k.csv")
                        ? certify("--keep", "@/k.csv")
                        : trial("@/r", "--keep", "@/t.csv", "--force");
                assertEquals("mha: @/" + name + " is damaged: line 4" + damage[1]
                        + "; delete that line or name another file\n",
                        run.err().replaceFirst("mha: no --tokens .*\n", ""));
                assertEquals(1, run.code());
                assertEquals("", run.out());
                assertEquals(edited, Files.readAllLines(kept));
            }
            lines.remove(3);
            Files.write(kept, lines);
            assertEquals(0, name.equals("k.csv")
                    ? certify("--keep", "@/k.csv").code()
                    : trial("@/r", "--keep", "@/t.csv", "--force").code());
        }
    }

    private static String with(String[] cells, int column, String text) {
        String[] changed = cells.clone();
        changed[column] = text;
        return String.join(",", changed);
    }

    @Test
    void refusesWhatItDidNotWrite() throws IOException {
        assertEquals(0, certify("--keep", "@/k.csv").code());
        Path kept = folder.resolve("k.csv");
        String whole = Files.readString(kept);
        String other = "of other data, other settings, another version or another machine";
        String[][] damages = {{"", "it holds no trainings without a sample"},
                {"a,b\n1,2\n", "it holds no trainings without a sample"},
                {whole.replaceAll("(?m)^[0-9a-f]{16},", "0123456789abcdef,"), "line 2 is " + other}};
        for (String[] damage : damages) {
            Files.writeString(kept, damage[0]);
            CommandRun run = certify("--keep", "@/k.csv");
            assertTrue(run.err().startsWith("mha: @/k.csv cannot be continued: " + damage[1]), run.err());
            assertEquals(1, run.err().lines().count());
            assertTrue(run.err().endsWith("; name another file\n"), run.err());
            assertEquals(1, run.code());
            assertEquals("", run.out());
            assertEquals(damage[0], Files.readString(kept));
        }
        Files.writeString(kept, whole);
        assertTrue(certify("--keep", "@/k.csv", "--step", "0.5").err().contains("line 2 is " + other));
        assertTrue(trial("@/r", "--keep", "@/k.csv").err().contains("it holds no trainings of a trial"));
        assertFalse(Files.exists(folder.resolve("r")));
        assertEquals("mha: cannot write @/d.csv: the command reads @/d.csv; choose another name\n",
                certify("--keep", "@/d.csv").err());
        assertEquals(2, certify("--keep", "@/k.csv", "--html", "@/k.csv").code());
        assertEquals(2, certify("--keep", "@/k", "--html", "@/k.path").code());
        assertEquals(whole, Files.readString(kept));
    }
}
