package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.page.FigurePage;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

/** What {@code mha curvature} takes for a model and its data, what it refuses, and what it keeps. */
class CurvatureFilesTest extends SmallCurvature {
    @Test
    void goesOnFromThePartsOfAnEarlierRun() throws IOException {
        small();
        String whole = run("--trace", "hutchinson", "--json").out();
        assertEquals(whole, run("--trace", "hutchinson", "--json", "--keep", "@/k").out());
        CommandRun again = run("--trace", "hutchinson", "--json", "--keep", "@/k");
        assertEquals(whole, again.out());
        // eigenvalues, blocks, factorization, margin, trace, density
        assertEquals("mha: @/k has 6 parts of this report already\n", again.err());
        byte[] kept = Files.readAllBytes(folder.resolve("k"));
        String[][] others = {{"--eigenvalues 3, not 2", "--eigenvalues", "2"}, {"--seed 1, not 2", "--seed", "2"},
                {"--probes 4, not 5", "--probes", "5"}, {"--max-steps 300, not 200", "--max-steps", "200"},
                {"--tolerance 1.0E-6, not 0.1", "--tolerance", "0.1"}, {"--float no, not yes", "--float"},
                {"--trace-width 0.05, not 0.1", "--trace-width", "0.1"}};
        for (String[] other : others) {
            List<String> more = new ArrayList<>(List.of("--trace", "hutchinson", "--keep", "@/k"));
            more.addAll(List.of(other).subList(1, other.length));
            refuses(other[0], more.toArray(String[]::new));
        }
        refuses("--trace hutchinson, not exact", "--keep", "@/k");
        model(new ClassifierShape(2, 2, 2), 0.3f, -0.2f, 0.5f, 0.1f, 1, -1, 0.5f, 0.25f, -0.7f, 0.4f, 0.2f, 0.6f, -0.3f,
                0.8f, 0.9f, -0.25f);
        refuses("other parameters of the model", "--trace", "hutchinson", "--keep", "@/k");
        small();
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, -1));
        refuses("other data", "--trace", "hutchinson", "--keep", "@/k");
        assertArrayEquals(kept, Files.readAllBytes(folder.resolve("k")));
        assertEquals("mha: --keep and --html both name @/k; see mha curvature --help\n",
                run("--keep", "@/k", "--html", "@/k").err());
        Files.write(folder.resolve("k"), Arrays.copyOf(kept, kept.length / 2));
        assertEquals("mha: @/k cannot be continued: it is damaged; name another file\n",
                run("--trace", "hutchinson", "--keep", "@/k").err());
    }

    /**
     * Whoever quotes the words of a page that is partial keeps the file: only the page itself may be replaced unasked.
     */
    @Test
    void takesNoOtherFileForAPartialPage() throws IOException {
        small();
        String notes = "<p>mha said: this report is partial, <meta name=\"generator\" content=\"mha\"></p>";
        Files.writeString(folder.resolve("notes.html"), notes);
        CommandRun run = run("--html", "@/notes.html");
        assertEquals("mha: @/notes.html exists; use --force to replace it\n", run.err());
        assertEquals(notes, Files.readString(folder.resolve("notes.html")));
    }

    private void refuses(String other, String... arguments) {
        CommandRun run = run(arguments);
        assertEquals("mha: @/k was begun with " + other + ": name another file; see mha curvature --help\n", run.err());
        assertEquals(2, run.code());
        assertEquals("", run.out());
    }

    /** A page that cannot be written costs neither the figures nor the word on how to go on. */
    @Test
    void printsTheAnswerWhenItsPageCannotBeWritten() throws IOException {
        small();
        byte[] data = Files.readAllBytes(folder.resolve("d.npz"));
        for (String[] form : new String[][]{{}, {"--json"}}) {
            List<String> arguments = new ArrayList<>(List.of("curvature", "@/m", "-"));
            arguments.addAll(List.of(form));
            String whole = CommandRun.in(folder, data, arguments.toArray(String[]::new)).out();
            arguments.addAll(List.of("--html", "@/c.html"));
            CommandRun run = CommandRun.taking(folder, "c.html", data, arguments.toArray(String[]::new));
            assertEquals("mha: @/c.html is a directory, name a file" + System.lineSeparator(), run.err());
            assertEquals(1, run.code());
            assertEquals(whole.replace(FigurePage.EXPLAINED + "\n", ""), run.out());
            Files.delete(folder.resolve("c.html"));
        }
    }

    @Test
    void takesTheLargerLabelForThePositiveClassOfAModelWithoutNames() throws IOException {
        small();
        SavedModel named = ModelFile.read(folder.resolve("m"));
        ModelFile.write(folder.resolve("m"), new SavedModel(named.classifier(), null, "-1", "1", false, Map.of()));
        Map<String, Object> signs = JSON.std.mapFrom(run("--json").out());
        data(new NpzBytes().floats("X", "6, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0, 0.5f, 0.5f, 1, -2, -1, -1, 0, 2, 1.5f, 0, 0,
                -1, -2, 0.5f, 1, 1).bytes("y", "6", 1, 0, 1, 0, 0, 1));
        CommandRun bits = run("--json");
        assertEquals("mha: the model has no names of classes: '1' is taken for +1, '0' for -1" + System.lineSeparator(),
                bits.err());
        assertEquals(signs, JSON.std.mapFrom(bits.out()));
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 5));
        fails("@/d.npz: y is '5' for sample 1 (counted from 0), and not one of '-1' and '1', the classes of a model"
                + " without names for them");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", -1, -5));
        fails("@/d.npz: y is '-5' for sample 1 (counted from 0), and not one of '-1' and '1', the classes of a model"
                + " without names for them");
    }

    /** Names that look like the signs are names: 1 of 1 and 5 must not become -1. */
    @Test
    void refusesOtherLabelsThanTheSignsOfAModelThatNamesThem() throws IOException {
        small();
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 5));
        fails("@/d.npz: y is '5' for sample 1 (counted from 0), and not one of '-1' and '1', which the model knows");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 0));
        fails("@/d.npz: y is '0' for sample 1 (counted from 0), and not one of '-1' and '1', which the model knows");
    }

    @Test
    void leavesOutSamplesThatAreSetApart() throws IOException {
        small();
        data(new NpzBytes().floats("X", "4, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0, 0.5f, 0.5f, 1, -2, -1, -1, 0, 2)
                .bytes("y", "4", 1, -1, 1, -1).bytes("test", "4", 0, 0, 1, 0));
        CommandRun run = run("--json");
        assertEquals("mha: 1 sample that the data set apart for testing is left out" + System.lineSeparator(),
                run.err());
        assertEquals(3, JSON.std.mapFrom(run.out()).get("samples"));
    }

    @Test
    void refusesWhatHasNoCurvature() throws IOException {
        small();
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 1));
        fails("@/d.npz: all 2 samples are of class '1': two classes are needed");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 5, 5));
        fails("@/d.npz: y is '5' for sample 0 (counted from 0), and not one of '-1' and '1', which the model knows");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0));
        fails("@/d.npz has no array y; it has X");
        data(new NpzBytes().floats("X", "2, 3, 2", new float[12]).bytes("y", "2", 1, -1));
        fails("@/d.npz has samples of 3 tokens x 2 features, the model takes 2 x 2");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, -1));
        float[] theta = new float[16];
        theta[3] = Float.NaN;
        model(new ClassifierShape(2, 2, 2), theta);
        fails("@/m: tensor \"W\" holds NaN as value 4");
        Arrays.fill(theta, 3e38f);
        model(new ClassifierShape(2, 2, 2), theta);
        data(new NpzBytes().floats("X", "2, 2, 2", 3e38f, 0, 0, 3e38f, 3e38f, 1, -3e38f, 0).bytes("y", "2", 1, -1));
        fails("the curvature cannot be computed: the bounds overflow: the largest token has norm 3.00e+38, the"
                + " largest decoder 6.00e+38; the values of the data or the model's weights are too large");
    }

    /** Attention of 20000 tokens: no command takes the memory for it before it says how much that is. */
    @Test
    void refusesTokensWhoseAttentionDoesNotFitTheMemory() throws IOException {
        model(new ClassifierShape(1, 20_000, 1), new float[20_001]);
        data(new NpzBytes().floats("X", "2, 20000, 1", new float[40_000]).bytes("y", "2", 1, -1));
        String figures = "derivatives of samples of 20000 tokens with 1 head ";
        for (String[] command : new String[][]{{"curvature", "@/m", "@/d.npz"},
                {"certify", "@/m", "@/d.npz", "--step", "1", "--iterations", "2", "--init", "zero", "--size", "1",
                        "--start-seed", "1"},
                {"train", "@/d.npz", "--heads", "1", "--iterations", "2", "--out", "@/t", "--curvature", "@/c.csv"}}) {
            CommandRun run = CommandRun.in(folder, command);
            assertEquals(1, run.code(), run.err());
            assertTrue(run.err().startsWith("mha: " + figures), run.err());
            assertTrue(run.err().matches("(?s).*(ask for|need) \\d+(\\.\\d)? [MG]B.*"), run.err());
            assertEquals("", run.out());
        }
        assertFalse(Files.exists(folder.resolve("t")) || Files.exists(folder.resolve("c.csv")));
    }

    @Test
    void refusesAModelWithoutHeads() throws IOException {
        small();
        String header = "{\"W\":{\"dtype\":\"F32\",\"shape\":[0,2,2],\"data_offsets\":[0,0]},"
                + "\"U\":{\"dtype\":\"F32\",\"shape\":[0,2,2],\"data_offsets\":[0,0]}}";
        byte[] bytes = new byte[8 + header.length()];
        bytes[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, header.length());
        Files.write(folder.resolve("m"), bytes);
        CommandRun run = run();
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("mha: @/m: ") && run.err().lines().count() == 1, run.err());
    }

    @Test
    void refusesOtherClassesThanTheModelKnows() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "a,b,label\n1,2,x\n2,1,y\n3,1,x\n0,1,y\n");
        assertEquals(0, CommandRun.in(folder, "train", "@/t.csv", "--iterations", "3", "--out", "@/m").code());
        assertEquals(0, CommandRun.in(folder, "curvature", "@/m", "@/t.csv").code());
        Files.writeString(folder.resolve("o.csv"), "a,b,label\n1,2,x\n2,1,z\n");
        CommandRun run = CommandRun.in(folder, "curvature", "@/m", "@/o.csv");
        assertEquals(
                "mha: @/o.csv, column 'label' is 'z' for sample 2, and not one of 'x' and 'y', which the model knows"
                        + System.lineSeparator(),
                run.err());
        assertEquals(1, run.code());
    }
}
