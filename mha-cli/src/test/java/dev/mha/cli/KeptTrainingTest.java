package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.terminal.Screen;
import dev.mha.cli.train.KeptTraining;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mha train --keep}: wherever a training was stopped, what follows is the same to the last bit. */
class KeptTrainingTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        ProductOfSigns.write(folder.resolve("d.csv"));
    }

    private CommandRun train(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "@/d.csv", "--tokens", "2x2", "--out", "@/" + out));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--heads")) {
            arguments.addAll(List.of("--heads", "3"));
        }
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    private static String withoutSeconds(String json) {
        return json.replaceAll("\"(s|curvatureS)econds\":[^,]*,", "").replaceAll("@/\\w+", "@");
    }

    @Test
    void goesOnToTheSameBits() throws IOException {
        String[] whole = {"--iterations", "40", "--step", "auto", "--json"};
        String first = train("whole", whole).out();
        for (int stop : new int[]{0, 1, 14, 20, 39, 40}) {
            String kept = "@/kept" + stop;
            String[] part = {"--iterations", Integer.toString(Math.max(1, stop)), "--step", "auto", "--keep", kept,
                    "--threads", "1"};
            // no time at all is the way to stop before the first step
            CommandRun begun = train("part" + stop, stop == 0 ? with(part, "--max-seconds", "1e-9") : part);
            assertEquals(0, begun.code(), begun.err());
            CommandRun ended = train("end" + stop,
                    with(whole, "--keep", kept, "--threads", "3"));
            assertTrue(ended.err().startsWith("mha: " + kept + already(stop)), ended.err());
            assertArrayEquals(bytes("whole"), bytes("end" + stop), "stopped at " + stop);
            assertEquals(withoutSeconds(first), withoutSeconds(ended.out()));
        }
    }

    private static String already(int steps) {
        return switch (steps) {
            case 0 -> " has the start of this training, no step yet\n";
            case 1 -> " has 1 step of this training already\n";
            default -> " has " + steps + " steps of this training already\n";
        };
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    /**
     * Points between, at and beside the stop; the one at an end that is none of the longer training leaves no trace.
     */
    @Test
    void goesOnWithTheCurvatureToTheSameBits() throws IOException {
        String[] whole = {"--iterations", "40", "--step", "0.5", "--curvature-every", "7", "--json"};
        String first = train("whole", with(whole, "--curvature", "@/p.csv", "--html", "@/p.html")).out();
        for (int stop : new int[]{0, 1, 13, 14, 20, 40}) {
            String kept = "@/kept" + stop;
            String[] part = {"--iterations", Integer.toString(Math.max(1, stop)), "--step", "0.5", "--curvature-every",
                    "7", "--keep", kept, "--curvature", "@/part" + stop, "--threads", "1"};
            CommandRun begun = train("m" + stop, stop == 0 ? with(part, "--max-seconds", "1e-9") : part);
            assertEquals(0, begun.code(), begun.err());
            CommandRun ended = train("end" + stop, with(whole, "--keep", kept, "--curvature", "@/p" + stop + ".csv",
                    "--html", "@/p" + stop + ".html", "--threads", "3"));
            assertTrue(ended.err().startsWith("mha: " + kept + already(stop)), ended.err());
            assertArrayEquals(bytes("whole"), bytes("end" + stop), "stopped at " + stop);
            assertEquals(Files.readString(folder.resolve("p.csv")), Files.readString(folder.resolve("p" + stop
                    + ".csv")), "stopped at " + stop);
            assertArrayEquals(bytes("p.html"), bytes("p" + stop + ".html"), "stopped at " + stop);
            assertEquals(withoutSeconds(first), withoutSeconds(ended.out()));
        }
    }

    /** A curvature that was left out, or measured in other places or parts, is not gone on with. */
    @Test
    void refusesAnotherCurvature() throws IOException {
        assertEquals(0, train("m", "--iterations", "10", "--keep", "@/k").code());
        assertEquals(0, train("n", "--iterations", "10", "--keep", "@/c", "--curvature", "@/p.csv",
                "--curvature-skip", "margin").code());
        byte[] kept = bytes("c");
        String[][] others = {{"k was begun with --curvature none, not FILE", "--curvature", "@/q.csv"},
                {"c was begun with --curvature FILE, not none"},
                {"c was begun with --curvature-every 1, not 5", "--curvature", "@/q.csv", "--curvature-skip", "margin",
                        "--curvature-every", "5"},
                {"c was begun with --curvature-skip margin, not none", "--curvature", "@/q.csv"},
                {"c was begun with --curvature-skip margin, not density,margin", "--curvature", "@/q.csv",
                        "--curvature-skip", "margin,density"}};
        for (String[] other : others) {
            List<String> more = new ArrayList<>(
                    List.of("--iterations", "10", "--keep", "@/" + other[0].charAt(0)));
            more.addAll(List.of(other).subList(1, other.length));
            CommandRun run = train("o", more.toArray(String[]::new));
            assertEquals("mha: @/" + other[0] + ": name another file; see mha train --help\n", run.err());
            assertEquals(2, run.code());
            assertFalse(Files.exists(folder.resolve("o")) || Files.exists(folder.resolve("q.csv")));
        }
        assertArrayEquals(kept, bytes("c"));
    }

    /** What differs is named, by its option where it has one; nothing is changed. */
    @Test
    void refusesAnotherTraining() throws IOException {
        assertEquals(0, train("m", "--iterations", "10", "--keep", "@/k").code());
        byte[] kept = bytes("k");
        String[][] others = {{"--heads 3, not 2", "--heads", "2"}, {"--step 1.0, not 0.5", "--step", "0.5"},
                {"--step 1.0, not auto", "--step", "auto"}, {"--step 1.0, not 0.5/L", "--step", "0.5/L"},
                {"--init gauss, not sign", "--init", "sign"}, {"--size 1.0, not 2.0", "--size", "2"},
                {"--seed 1, not 2", "--seed", "2"}, {"--target-loss none, not 0.1", "--target-loss", "0.1"},
                {"other settings of the tokens", "--positions", "3"}, {"other data", "--positive", "bad"}};
        for (String[] other : others) {
            List<String> more = new ArrayList<>(List.of("--iterations", "10", "--keep", "@/k"));
            more.addAll(List.of(other).subList(1, other.length));
            CommandRun run = train("n", more.toArray(String[]::new));
            assertEquals("mha: @/k was begun with " + other[0] + ": name another file; see mha train --help\n",
                    run.err());
            assertEquals(2, run.code());
            assertEquals("", run.out());
            assertArrayEquals(kept, bytes("k"));
            assertFalse(Files.exists(folder.resolve("n")));
        }
        Files.writeString(folder.resolve("d.csv"),
                Files.readString(folder.resolve("d.csv")).replaceFirst("1,", "1.5,"));
        CommandRun data = train("n", "--iterations", "10", "--keep", "@/k");
        assertEquals("mha: @/k was begun with other data: name another file; see mha train --help\n", data.err());
        assertEquals(2, data.code());
    }

    /**
     * The longest sample may be one to test on, which no step of the training sees: the parameters change their number.
     */
    @Test
    void refusesTokensOfAnotherNumber() throws IOException {
        StringBuilder rows = new StringBuilder("sample,token,x,part,label\n");
        for (int i = 0; i < 20; i++) {
            for (int t = 0; t < 2; t++) {
                rows.append("s").append(i).append(',').append(t).append(',').append(i % 5 + t).append(",train,")
                        .append(i % 2 == 0 ? "good" : "bad").append('\n');
            }
        }
        String shorter = rows + "t,0,1,test,good\n";
        String longer = shorter + "u,0,1,test,bad\nu,1,1,test,bad\nu,2,1,test,bad\n";
        String[] command = {"train", "@/long.csv", "--part", "part", "--no-standardize", "--positions", "0",
                "--iterations", "10", "--keep", "@/k", "--out", "@/m"};
        for (List<String> order : List.of(List.of(longer, shorter), List.of(shorter, longer))) {
            Files.writeString(folder.resolve("long.csv"), order.getFirst());
            CommandRun begun = CommandRun.in(folder, command);
            assertEquals(0, begun.code(), begun.err());
            Files.delete(folder.resolve("m"));
            Files.writeString(folder.resolve("long.csv"), order.getLast());
            CommandRun other = CommandRun.in(folder, command);
            assertEquals("mha: @/k was begun with other tokens or features: name another file; see mha train --help\n",
                    other.err());
            assertEquals(2, other.code());
            assertFalse(Files.exists(folder.resolve("m")));
            Files.delete(folder.resolve("k"));
        }
    }

    /** To measure a step size takes time, but none of the training's. */
    @Test
    void countsTheTimeOfTheTrainingAlone() throws Exception {
        Screen screen = Screen.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8, OutputStream.nullOutputStream(), StandardCharsets.UTF_8, false, false, 100);
        Path file = folder.resolve("k");
        KeptTraining kept = KeptTraining.open(screen, file, Map.of(), new float[1], 1, List.of());
        Thread.sleep(50);
        long begin = System.nanoTime();
        kept.see(0, 0.5, new float[1], 1, false);
        double most = (System.nanoTime() - begin) * 1e-9;
        double seconds = KeptTraining.open(screen, file, Map.of(), new float[1], 1, List.of()).seconds();
        assertTrue(seconds <= most, () -> seconds + " > " + most);
    }

    @Test
    void refusesFewerStepsThanWereTaken() {
        assertEquals(0, train("m", "--iterations", "10", "--keep", "@/k").code());
        CommandRun run = train("n", "--iterations", "9", "--keep", "@/k");
        assertEquals("mha: @/k is at step 10, beyond --iterations 9: name another file; see mha train --help\n",
                run.err());
        assertEquals(2, run.code());
    }

    @Test
    void refusesWhatIsDamaged() throws IOException {
        assertEquals(0, train("m", "--iterations", "10", "--keep", "@/k").code());
        byte[] whole = bytes("k");
        List<byte[]> damages = new ArrayList<>();
        for (int length : new int[]{whole.length - 1, whole.length - 8, whole.length / 2, 40, 20}) {
            damages.add(Arrays.copyOf(whole, length));
        }
        damages.add(Arrays.copyOf(whole, whole.length + 1));
        for (int at : new int[]{whole.length - 1, whole.length - 100, whole.length / 2, 25, 60, 200}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 64;
            damages.add(flipped);
        }
        for (byte[] damage : damages) {
            Files.write(folder.resolve("k"), damage);
            CommandRun run = train("n", "--iterations", "10", "--keep", "@/k");
            assertEquals("mha: @/k cannot be continued: it is damaged; name another file\n", run.err());
            assertEquals(1, run.code());
            assertArrayEquals(damage, bytes("k"));
        }
        for (byte[] other : new byte[][]{{}, "a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII), bytes("m"),
                Arrays.copyOf(whole, 5)}) {
            Files.write(folder.resolve("k"), other);
            assertEquals("mha: @/k cannot be continued: it holds no training; name another file\n",
                    train("n", "--iterations", "10", "--keep", "@/k").err());
            assertArrayEquals(other, bytes("k"));
        }
        assertFalse(Files.exists(folder.resolve("n")));
    }

    @Test
    void keepsItInAPlaceOfItsOwn() throws IOException {
        assertEquals("mha: --out and --keep both name @/m; see mha train --help\n", train("m", "--keep", "@/m").err());
        assertEquals("mha: --curvature and --keep both name @/k; see mha train --help\n",
                train("m", "--keep", "@/k", "--curvature", "@/k").err());
        assertEquals("mha: --html and --keep both name @/k; see mha train --help\n",
                train("m", "--keep", "@/k", "--curvature", "@/c", "--html", "@/k").err());
        assertEquals("mha: cannot write @/d.csv: the command reads @/d.csv; choose another name\n",
                train("m", "--keep", "@/d.csv").err());
        CommandRun nowhere = train("m", "--keep", "@/none/k");
        assertEquals("mha: cannot write @/none/k: there is no folder @/none\n", nowhere.err());
        assertEquals(1, nowhere.code());
        assertFalse(Files.exists(folder.resolve("m")));
    }
}
