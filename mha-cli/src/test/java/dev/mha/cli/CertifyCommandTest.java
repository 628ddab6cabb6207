package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.page.FigurePage;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

class CertifyCommandTest extends CertifiedTraining {
    @Test
    void writesAPageWithThePath() throws IOException {
        CommandRun run = certify("--leave-out", "0", "--html", "@/e.html");
        assertEquals(0, run.code(), run.err());
        String page = Files.readString(folder.resolve("e.html"));
        assertEquals(2, page.split("<svg", -1).length - 1);
        assertTrue(page.contains("certified mean") && page.contains("class=\"line\""), page);
        assertTrue(page.contains("(logarithmic)</text>") && page.contains(", logarithmic beyond)</text>"), page);
        // iterates 0, 1, 4, 16 and 30 were measured
        assertEquals(5, page.split("<circle", -1).length - 1);
        assertTrue(page.contains("mean training loss"), page);
        assertEquals(1, certify("--leave-out", "0", "--html", "@/d.csv", "--force").code());
    }

    @Test
    void repeatsTheTrainingAndSaysWhatIsKnownOfIt() throws IOException {
        CommandRun run = certify("--json", "--leave-out", "24", "--replace", "10");
        assertEquals("", run.err());
        assertEquals(0, run.code());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals("mha.certify/1", object.get("schema"));
        assertEquals(24, object.get("samples"));
        Map<?, ?> settings = (Map<?, ?>) object.get("run");
        assertEquals("sign", settings.get("initialization"));
        assertEquals(0.5, settings.get("size"));
        assertEquals(7, settings.get("seed"));
        assertEquals(true, settings.get("repeated"));

        Map<?, ?> theorem = (Map<?, ?>) object.get("theorem");
        assertEquals(false, theorem.get("holds"));
        assertEquals(6, ((List<?>) theorem.get("conditions")).size());
        for (Object one : (List<?>) object.get("quantities")) {
            Map<?, ?> row = (Map<?, ?>) one;
            double measured = number(row.get("measured"));
            if (row.get("guaranteed").equals(true)) {
                assertTrue(measured <= number(row.get("theory")), row::toString);
            }
            if (row.get("certified") != null) {
                assertTrue(measured <= number(row.get("certified")), row::toString);
            }
        }
        Map<?, ?> path = (Map<?, ?>) object.get("path");
        assertEquals(5, ((List<?>) path.get("curvature")).size());
        List<?> starts = (List<?>) object.get("starts");
        assertEquals(4, starts.size());
        Map<?, ?> zero = (Map<?, ?>) starts.getFirst();
        assertEquals("zero", zero.get("initialization"));
        assertEquals(1, zero.get("distinctHeads"));

        Map<?, ?> stability = (Map<?, ?>) object.get("stability");
        assertEquals(24, stability.get("samples"));
        assertTrue(number(((Map<?, ?>) stability.get("gap")).get("mean")) > 0);
        Map<?, ?> bound = (Map<?, ?>) stability.get("bound");
        assertEquals(false, bound.get("proved"));
        assertNull(bound.get("gap"));
        assertEquals(10, ((Map<?, ?>) stability.get("replaceOne")).get("samples"));
        assertNotNull(object.get("testGap"));
    }

    /** What is kept of another command stands in the way also where no sample is left out. */
    @Test
    void refusesAKeptFileThatHoldsNoTrainings() throws IOException {
        Files.writeString(folder.resolve("other"), "x");
        CommandRun run = certify("--leave-out", "0", "--keep", "@/other");
        assertEquals("mha: @/other cannot be continued: it holds no trainings without a sample; name another file\n",
                run.err());
        assertEquals(1, run.code());
    }

    @Test
    void printsTheTableAndTheSentences() {
        CommandRun run = certify();
        assertEquals("", run.err());
        assertEquals(0, run.code());
        for (String words : List.of("data      @/d.csv, 24 training samples of 4 tokens x ",
                "training  2 heads, sign start, 30 steps of 0.8, repeated to the last bit",
                "\nat most                             guaranteed  certified  measured    ratio\n",
                "\n(Ratio: the best that is proved, divided by what was measured, where that is above 0. ",
                "\n(self-bounding constant: |gradient| / (1 - exp(-loss)))\n", "fails, factor ",
                "\nnumber of heads ",
                "; reach: how far from the start the theory's comparison point lies, ",
                "\nA page of --html explains the words; formulas: docs/theory.md, section 9.\n",
                "\nrounding of all steps ",
                " of the 6 conditions of the theorem on the training loss hold; the number of heads"
                        + " is too small by a factor of ",
                " so its constants are astronomically loose here. This is a test of the theory,",
                " The path of this run proves that its mean training loss is at most ",
                " Left out of the training, a sample has a loss higher by ",
                " The theory asks of a start that a small change of the parameters there can separate the two classes"
                        + " (margin gamma above 0). That is proved at 4 of 4 starts; the theory's way to a low loss is"
                        + " shortest from ",
                " On 30 test samples the loss is higher by ")) {
            String joined = sentences(run);
            assertTrue(run.out().contains(words) || joined.contains(words), () -> words + " is not in\n" + run.out());
        }
        assertTrue(run.out().lines().anyMatch(line -> line.matches("mean training loss +-  .*")), run.out());
        assertTrue(sentences(run).contains(") than in it (mean over 24 of 24 samples, "), run.out());
        assertTrue(!sentences(run).contains("to judge the order"), run.out());
        assertTrue(
                sentences(certify("--influence", "10"))
                        .contains("in size, and to judge the order takes 20 samples"),
                "ten samples are judged");
        assertEquals(run, certify("--threads", "3"));
        String few = sentences(certify("--leave-out", "5"));
        assertEquals(3, few.split("to judge the order takes 20 samples", -1).length);
        assertTrue(few.contains(" with the sample that is left out. 5 samples are too few to trust that interval: "),
                few);
        assertTrue(!sentences(run).contains("too few to trust"), run.out());
        CommandRun without = certify("--leave-out", "0");
        assertTrue(!without.out().contains("leave-one-out"), without.out());
    }

    /** The first share of the work is told after seconds, in which a terminal must not stand still. */
    @Test
    void saysAtOnceWhatIsAtWork() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen terminal = Screen.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 80);
        assertEquals(0, Main.run(terminal, "certify", folder.resolve("m").toString(),
                folder.resolve("d.csv").toString(), "--leave-out", "0"));
        String drawn = err.toString(StandardCharsets.UTF_8);
        assertTrue(drawn.startsWith("\rtraining   0 % "), drawn);
    }

    @Test
    void refusesOtherDataThanThatOfTheTraining() {
        CommandRun run = CommandRun.in(folder, "certify", "@/m", "@/other.csv");
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertEquals(
                "mha: @/other.csv is not what @/m was trained on (@/d.csv): certify repeats that training and needs the"
                        + " same samples in the same order\n",
                run.err());
    }

    /** What the model's file says is no option that the user gave. */
    @Test
    void saysThatTheColumnIsMissingWhichSetSamplesApart() throws IOException {
        Files.writeString(folder.resolve("whole.csv"),
                Files.readString(folder.resolve("d.csv")).replaceAll(",(part|train|test),", ","));
        Files.write(folder.resolve("d.npz"), new NpzBytes().floats("X", "2, 4, 5", new float[40])
                .bytes("y", "2", 0, 1).build());
        CommandRun run = CommandRun.in(folder, "certify", "@/m", "@/whole.csv");
        assertEquals(1, run.code());
        assertEquals("mha: @/whole.csv has no column 'part', which set samples apart when @/m was trained\n",
                run.err());
        CommandRun npz = CommandRun.in(folder, "certify", "@/m", "@/d.npz");
        assertEquals(1, npz.code());
        assertEquals("mha: @/d.npz: y is '0' for sample 0 (counted from 0), and not one of 'a' and 'b', which the model"
                + " knows\n",
                npz.err());
    }

    /** A model of another program, W and U alone: the settings are asked for one by one, and the end is compared. */
    @Test
    void takesTheSettingsThatAModelDoesNotSay() throws IOException {
        ClassifierShape shape = new ClassifierShape(2, 4, 5);
        SavedModel bare = new SavedModel(new AttentionClassifier(shape, new float[shape.parameters()]), null, "a", "b",
                Map.of());
        ModelFile.write(folder.resolve("bare"), bare);
        List<String> arguments = new ArrayList<>(List.of("certify", "@/bare", "@/d.csv", "--leave-out", "2"));
        String[][] asked = {{"initialization", "--init", "gauss"}, {"size", "--size", "1"},
                {"seed", "--start-seed", "1"}, {"step", "--step", "1"}, {"iterations", "--iterations", "8"}};
        for (String[] setting : asked) {
            CommandRun run = CommandRun.in(folder, arguments.toArray(String[]::new));
            assertEquals(2, run.code());
            assertEquals("mha: @/bare does not say the " + setting[0] + " of its training: give " + setting[1]
                    + "; see mha certify --help\n", run.err());
            arguments.addAll(List.of(setting[1], setting[2]));
        }
        arguments.addAll(List.of("--features", "v0..v19"));
        CommandRun run = CommandRun.in(folder, arguments.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("the training repeated on @/d.csv does not end in the parameters of @/bare: the"
                + " figures are those of the repeated training"), run.err());
    }

    /** A start of zeros has neither size nor seed, as the help has it. */
    @Test
    void asksForNoSizeOfZeros() throws IOException {
        ClassifierShape shape = new ClassifierShape(2, 4, 5);
        ModelFile.write(folder.resolve("w"), new SavedModel(
                new AttentionClassifier(shape, new float[shape.parameters()]), null, "a", "b", Map.of()));
        CommandRun run = CommandRun.in(folder, "certify", "@/w", "@/d.csv", "--features", "v0..v19", "--step", "1",
                "--iterations", "4", "--init", "zero", "--leave-out", "0");
        assertEquals(0, run.code(), run.err());
    }

    /** A page that cannot be written does not cost the figures. */
    @Test
    void printsTheAnswerWhenItsPageCannotBeWritten() throws IOException {
        byte[] data = Files.readAllBytes(folder.resolve("d.csv"));
        for (String[] form : new String[][]{{}, {"--json"}}) {
            List<String> arguments = new ArrayList<>(List.of("certify", "@/m", "-", "--leave-out", "0"));
            arguments.addAll(List.of(form));
            CommandRun whole = CommandRun.in(folder, data, arguments.toArray(String[]::new));
            assertEquals(0, whole.code(), whole.err());
            arguments.addAll(List.of("--html", "@/c.html"));
            CommandRun run = CommandRun.taking(folder, "c.html", data, arguments.toArray(String[]::new));
            assertEquals("mha: @/c.html is a directory, name a file" + System.lineSeparator(), run.err());
            assertEquals(1, run.code());
            assertEquals(whole.out().replace(FigurePage.EXPLAINED + "\n", ""), run.out());
            Files.delete(folder.resolve("c.html"));
        }
    }

    @Test
    void refusesSettingsThatNoTrainingHas() throws IOException {
        SavedModel model = ModelFile.read(folder.resolve("m"));
        Map<String, String> metadata = new HashMap<>(model.metadata());
        metadata.put("step", "fast");
        ModelFile.write(folder.resolve("broken"), new SavedModel(model.classifier(), model.encoder(), model.negative(),
                model.positive(), metadata));
        CommandRun run = CommandRun.in(folder, "certify", "@/broken", "@/d.csv");
        assertEquals(1, run.code());
        assertEquals("mha: @/broken: metadata \"step\" is \"fast\", which no training has; give --step\n", run.err());
        CommandRun wild = certify("--size", "1e30", "--step", "1e30");
        assertEquals(1, wild.code());
        assertTrue(wild.err().startsWith("mha: @/d.csv: the training diverged at step "), wild.err());
    }

    /** Where a step rises, the last loss has a bound, too. */
    @Test
    void certifiesTheLastLossWhereStepsFallShort() {
        CommandRun run = certify("--step", "30", "--leave-out", "0");
        assertTrue(run.out().lines().anyMatch(line -> line.matches("last training loss +\\S+ +[0-9]\\S* +\\S+ .*")),
                run.out());
        assertTrue(sentences(run).contains(" lowered it by less than the theory asks"), run.out());
    }

    /** Nothing moves: the start is the point that the theorem compares with, and no step is small enough. */
    @Test
    void saysWhereNoFactorWouldDo() throws IOException {
        Files.writeString(folder.resolve("zero.csv"), "a,b,label\n0,0,x\n0,0,y\n0,0,x\n");
        CommandRun train = CommandRun.in(folder, "train", "@/zero.csv", "--heads", "2", "--iterations", "3",
                "--no-standardize", "--positions", "0", "--no-constant", "--out", "@/still");
        assertEquals(0, train.code(), train.err());
        CommandRun run = CommandRun.in(folder, "certify", "@/still", "@/zero.csv");
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(sentences(run)
                .contains("3 of the 6 conditions of the theorem on the training loss hold; no step for the"
                        + " initial loss is small enough, no step for the comparison loss is small enough and no"
                        + " rounding"
                        + " of all steps is small enough, so with the comparison points tried the theorem"
                        + " guarantees nothing."),
                run.out());
        assertTrue(sentences(run).contains(" (its convexity defect is 0); no step moved the parameters."), run.out());
        assertTrue(run.out().contains("\nnumber of heads                    >= 0 "), run.out());
        assertEquals(3, run.out().lines().filter(line -> line.endsWith("  cannot hold")).count(), run.out());
        assertTrue(!run.out().contains("n/a"), run.out());
    }

    /** The training of the model is that of the training part, wherever its curvature is measured. */
    @Test
    void measuresCurvatureOnTheTrainingPart() throws IOException {
        CommandRun run = CommandRun.in(folder, "curvature", "@/m", "@/d.csv", "--json");
        assertEquals("mha: 30 samples that the data set apart for testing are left out\n", run.err());
        assertEquals(24, JSON.std.mapFrom(run.out()).get("samples"));
        Files.writeString(folder.resolve("new.csv"),
                Files.readString(folder.resolve("d.csv")).replace(",part,", ",kind,"));
        assertEquals(54, JSON.std
                .mapFrom(CommandRun.in(folder, "curvature", "@/m", "@/new.csv", "--json").out()).get("samples"));
    }
}
