package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import tools.jackson.jr.ob.JSON;

/** Train, write, read and predict, through the command line. */
class TrainPredictTest {
    private static final String HEADER = "a,b,c,d,kind\n";

    @TempDir
    private Path folder;

    /** Two tokens of two features; the kind is good when the tokens agree in sign, which no linear rule finds. */
    private static String rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < to; i++) {
            double a = (i % 2 == 0 ? 1 : -1) * (1 + i % 7 * 0.1);
            double c = (i / 2 % 2 == 0 ? 1 : -1) * (1 + i % 5 * 0.1);
            rows.append(a).append(',').append(i % 3).append(',').append(c).append(',').append(i % 4).append(',')
                    .append(a * c > 0 ? "good" : "bad").append('\n');
        }
        return rows.toString();
    }

    @BeforeEach
    void data() throws IOException {
        Files.writeString(folder.resolve("train.csv"), HEADER + rows(0, 200));
        Files.writeString(folder.resolve("test.csv"), HEADER + rows(200, 260));
    }

    private CommandRun train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "@/train.csv", "--label", "kind", "--tokens",
                "2x2", "--heads", "4", "--iterations", "150", "--out", "@/m.safetensors"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--step")) {
            arguments.addAll(List.of("--step", "0.5"));
        }
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    /** A column that is the same in all samples is zero as a token: there is no curvature to measure. */
    @Test
    void saysOnceThatNoStepCanBeMeasured() throws IOException {
        Files.writeString(folder.resolve("flat.csv"), "v,label\n" + "1,x\n1,y\n".repeat(3));
        CommandRun run = CommandRun.in(folder, "train", "@/flat.csv", "--step", "auto", "--no-constant",
                "--positions", "0", "--out", "@/m");
        assertEquals("mha: no step size can be measured: the largest eigenvalue of the Hessian is 0.0, must be above 0;"
                + " give a number with --step\n", run.err());
    }

    /** An error of 0 % on the training samples alone reads like a result. */
    @Test
    void saysWhenNothingWasKeptApart() {
        String words = "no samples kept apart";
        CommandRun run = train();
        String alone = run.joined();
        assertTrue(run.fits(), run.out());
        assertTrue(run.out().contains("\ntest      " + words), run.out());
        assertTrue(alone
                .matches(".* train error \\S+ %, loss \\S+, AUC \\S+, on the samples it was trained on: no estimate"
                        + " for new data .*"),
                alone);
        assertTrue(!alone.contains("interval"), alone);
        assertTrue(!train("--force", "--test", "@/test.csv").out().contains(words), "with one");
    }

    @Test
    void saysOneInTheSingular() throws IOException {
        Files.writeString(folder.resolve("one.csv"), "a,label\n1,x\n2,y\n4,y\n");
        CommandRun run = CommandRun.in(folder, "train", "@/one.csv", "--heads", "1", "--iterations", "1", "--step",
                "1", "--no-constant", "--positions", "0", "--out", "@/m.safetensors");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.joined().contains("3 samples of 1 token x 1 feature, +1 is 'y'"), run.out());
        assertTrue(run.out().contains("1 head (1 distinct), tokens of 1 feature, 2 parameters"), run.out());
        assertTrue(run.out().contains("1 step of size 1 in"), run.out());
    }

    @Test
    void learnsWritesAndPredicts() throws IOException {
        CommandRun train = train("--json", "--test", "@/test.csv");
        assertEquals("", train.err());
        assertEquals(0, train.code());
        Map<String, Object> object = JSON.std.mapFrom(train.out());
        assertEquals("mha.train/1", object.get("schema"));
        assertEquals(150, object.get("iterations"));
        Map<?, ?> test = (Map<?, ?>) object.get("test");
        assertEquals(60, test.get("samples"));
        assertTrue((Double) test.get("error") < 0.1, train.out());

        CommandRun predict = CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv");
        assertEquals(0, predict.code());
        assertTrue(predict.err().startsWith("mha: the data have labels: error "), predict.err());
        String[] lines = predict.out().lines().toArray(String[]::new);
        assertEquals("sample,score,label", lines[0]);
        assertEquals(61, lines.length);
        int wrong = 0;
        String[] truth = rows(200, 260).lines().toArray(String[]::new);
        for (int i = 0; i < 60; i++) {
            String[] fields = lines[i + 1].split(",", -1);
            assertEquals(Integer.toString(i + 1), fields[0]);
            assertEquals(Float.parseFloat(fields[1]) > 0 ? "good" : "bad", fields[2]);
            wrong += truth[i].endsWith("," + fields[2]) ? 0 : 1;
        }
        assertEquals((Double) test.get("error"), wrong / 60.0, 1e-12);
    }

    /** Of the samples that it was trained on an interval would be one of nothing. */
    @Test
    void saysThatItIsJudgedOnTheDataOfItsTraining() throws IOException {
        assertEquals(0, train().code());
        CommandRun same = CommandRun.in(folder, "predict", "@/m.safetensors", "@/train.csv");
        assertTrue(
                same.err()
                        .matches("mha: the data have labels: error \\S+ %, loss \\S+, AUC \\S+, on the data set of its"
                                + " training: no estimate for new data, which 'mha trial' gives\\R"),
                same.err());
        CommandRun other = CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv");
        assertTrue(other.err().contains("95 % interval") && !other.err().contains("of its training"), other.err());
        for (String data : List.of("train", "test")) {
            Map<String, Object> object = JSON.std.mapFrom(
                    CommandRun.in(folder, "predict", "@/m.safetensors", "@/" + data + ".csv", "--json").out());
            assertEquals(data.equals("train"), object.get("onTrainingData"));
        }
    }

    @Test
    void givesNoLabelToAScoreThatIsNoNumber() throws IOException {
        assertEquals(0, train("--no-standardize").code());
        Files.writeString(folder.resolve("huge.csv"), "a,b,c,d\n1,1,1,1\n3e38,-3e38,3e38,3e38\n");
        CommandRun run = CommandRun.in(folder, "predict", "@/m.safetensors", "@/huge.csv");
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("mha: @/huge.csv: the score of sample 2 is "), run.err());
    }

    @Test
    void namesTheEndingAsTheReportOfATrialDoes() throws IOException {
        assertEquals("completed", JSON.std.mapFrom(train("--json").out()).get("stoppedBy"));
        byte[] model = Files.readAllBytes(folder.resolve("m.safetensors"));
        assertEquals("target-reached",
                JSON.std.mapFrom(train("--json", "--force", "--target-loss", "0.6").out()).get("stoppedBy"));
        byte[] early = Files.readAllBytes(folder.resolve("m.safetensors"));
        assertTrue(!Arrays.equals(model, early));
        Map<String, Object> untrained = JSON.std.mapFrom(train("--json", "--force", "--max-seconds", "1e-9").out());
        assertEquals("out-of-time", untrained.get("stoppedBy"));
        assertNull(untrained.get("model"));
        assertArrayEquals(early, Files.readAllBytes(folder.resolve("m.safetensors")));
    }

    @Test
    void predictsUnlabelledColumnsInAnyOrderFromStandardInput() throws IOException {
        assertEquals(0, train().code());
        String expected = CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv").out();
        StringBuilder shuffled = new StringBuilder("d;extra;c;b;a\n");
        for (String row : rows(200, 260).lines().toList()) {
            String[] f = row.split(",", -1);
            shuffled.append(String.join(";", f[3], "7", f[2], f[1], f[0])).append('\n');
        }
        CommandRun run = CommandRun.in(folder, shuffled.toString().getBytes(StandardCharsets.UTF_8), "predict",
                "@/m.safetensors", "-");
        assertEquals("", run.err());
        assertEquals(expected, run.out());
    }

    @Test
    void predictsToAFileAndAsJson() throws IOException {
        assertEquals(0, train().code());
        String expected = CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv").out();
        CommandRun run = CommandRun
                .in(folder, "predict", "@/m.safetensors", "@/test.csv", "--out", "@/s.csv", "--json");
        assertEquals(0, run.code());
        assertEquals(expected, Files.readString(folder.resolve("s.csv")));
        assertNull(JSON.std.mapFrom(run.out()).get("predictions"));
        CommandRun again = CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv", "--out", "@/s.csv");
        assertEquals("mha: @/s.csv exists; use --force to replace it" + System.lineSeparator(), again.err());
        Map<String, Object> object = JSON.std
                .mapFrom(CommandRun.in(folder, "predict", "@/m.safetensors", "@/test.csv", "--json").out());
        assertEquals("mha.predict/1", object.get("schema"));
        assertEquals(60, ((List<?>) object.get("predictions")).size());
    }

    @Test
    void givesTheSameBytesForAnyNumberOfThreads() throws IOException {
        assertEquals(0, train("--threads", "1").code());
        byte[] one = Files.readAllBytes(folder.resolve("m.safetensors"));
        assertEquals(0, train("--threads", "3", "--force").code());
        assertArrayEquals(one, Files.readAllBytes(folder.resolve("m.safetensors")));
        assertEquals(0, train("--seed", "2", "--force").code());
        assertTrue(!Arrays.equals(one, Files.readAllBytes(folder.resolve("m.safetensors"))));
    }

    @Test
    void measuresTheStepWhenAsked() throws IOException {
        Map<String, Object> whole = JSON.std.mapFrom(train("--step", "auto", "--json").out());
        Map<String, Object> half = JSON.std.mapFrom(train("--step", "0.5/L", "--json", "--force").out());
        assertTrue((Double) whole.get("step") > 0);
        assertTrue((Double) half.get("step") > 0 && (Double) half.get("step") < (Double) whole.get("step"));
    }

    /** A start beside which every step is lost in rounding, one whose every gradient is 0, and one that moves. */
    @Test
    void saysWhenNothingMoved() throws IOException {
        CommandRun large = train("--size", "1e15");
        assertEquals(0, large.code(), large.err());
        assertEquals(
                "mha: no parameter moved in 150 steps: what a step adds is lost in the rounding of the parameters, so"
                        + " --size 1.000e+15 is too large or the step size 0.5000 too small" + System.lineSeparator(),
                large.err());
        Files.writeString(folder.resolve("zero.csv"), "a,b,label\n0,0,x\n0,0,y\n0,0,x\n");
        CommandRun flat = CommandRun.in(folder, "train", "@/zero.csv", "--iterations", "1", "--no-standardize",
                "--positions", "0", "--no-constant", "--tokens", "2x1", "--out", "@/flat");
        assertEquals(
                "mha: no parameter moved in 1 step: the gradient is 0 at this start (--size 1), try another --size or"
                        + " --init" + System.lineSeparator(),
                flat.err());
        assertEquals("", train("--force").err());
    }

    @Test
    void tellsWhenAllHeadsAreOne() {
        CommandRun run = train("--init", "zero");
        assertEquals(0, run.code());
        assertTrue(run.err().contains("the model has 1 distinct of 4 heads"), run.err());
    }

    @Test
    void keepsATestPartOutOfTheTraining() throws IOException {
        StringBuilder both = new StringBuilder("a,b,c,d,kind,set\n");
        for (String row : rows(0, 200).lines().toList()) {
            both.append(row).append(",train\n");
        }
        for (String row : rows(200, 260).lines().toList()) {
            both.append(row).append(",test\n");
        }
        Files.writeString(folder.resolve("both.csv"), both);
        Map<String, Object> apart = JSON.std.mapFrom(train("--test", "@/test.csv", "--json").out());
        CommandRun run = CommandRun.in(folder, "train", "@/both.csv", "--label", "kind", "--part", "set", "--tokens",
                "2x2", "--heads", "4", "--step", "0.5", "--iterations", "150", "--out", "@/p.safetensors", "--json");
        Map<String, Object> part = JSON.std.mapFrom(run.out());
        assertEquals(apart.get("test"), part.get("test"));
        assertEquals(apart.get("last_loss"), part.get("last_loss"));
    }

    @Test
    void refusesDataThatDoNotFitTheModel() throws IOException {
        assertEquals(0, train().code());
        Files.writeString(folder.resolve("few.csv"), "a,b,c\n1,2,3\n");
        CommandRun few = CommandRun.in(folder, "predict", "@/m.safetensors", "@/few.csv");
        assertEquals("mha: @/few.csv, line 1 has no column 'd' (the model was trained on it); the columns are a, b, c"
                + System.lineSeparator(), few.err());
        assertEquals(1, few.code());
        assertEquals("", few.out());
        CommandRun other = CommandRun.in(folder, "predict", "@/m.safetensors", "digits");
        assertEquals("mha: digits has samples of 16 tokens x 4 features, the model takes 2 x 2"
                + System.lineSeparator(), other.err());
    }

    @Test
    void readsTheTestDataBeforeItTrains() throws IOException {
        Files.writeString(folder.resolve("other.csv"), HEADER + rows(0, 4).replace("good", "fine"));
        CommandRun other = train("--test", "@/other.csv", "--step", "1e30");
        assertEquals(
                "mha: @/other.csv, column 'kind' is 'fine' for sample 1, and not one of 'bad' and 'good', which the"
                        + " training data have" + System.lineSeparator(),
                other.err());
        assertEquals(1, other.code());
        CommandRun absent = train("--test", "@/none.csv", "--step", "1e30");
        assertEquals("mha: no such file: @/none.csv" + System.lineSeparator(), absent.err());
    }

    @Test
    void refusesMetadataThatMakeNoSense() throws IOException {
        assertEquals(0, train().code());
        String model = Files.readString(folder.resolve("m.safetensors"), StandardCharsets.ISO_8859_1);
        Map<String, String> wrong = Map.of("\"missing\":\"refuse\"",
                "\"missing\":\"repair\"|metadata \"missing\" is \"repair\", must be refuse, zero or indicator",
                "\"columns\":\"[\\\"a\\\",", "\"columns\":\"[  1  ,|metadata \"columns\" is"
                        + " \"[  1  ,\"b\",\"c\",\"d\"]\", must be a JSON list of texts",
                "\"columns\":\"[\\\"a\\\"", "\"columns\":\"[  [[ |metadata \"columns\" is"
                        + " \"[  [[ ,\"b\",\"c\",\"d\"]\", must be a JSON list of texts");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            String[] to = one.getValue().split("\\|", 2);
            assertTrue(model.contains(one.getKey()) && to[0].length() == one.getKey().length(), one.getKey());
            Files.writeString(folder.resolve("w"), model.replace(one.getKey(), to[0]), StandardCharsets.ISO_8859_1);
            CommandRun run = CommandRun.in(folder, "predict", "@/w", "@/test.csv");
            assertEquals("mha: @/w: " + to[1] + System.lineSeparator(), run.err());
            assertEquals(1, run.code());
        }
    }

    @Test
    void namesTheValueThatAModelCannotEncode() throws IOException {
        assertEquals(0, train("--no-standardize", "--token-scale", "4").code());
        Files.writeString(folder.resolve("huge.csv"), "a,b,c,d\n1,1,1,1\n1,3e38,1,1\n");
        CommandRun run = CommandRun.in(folder, "predict", "@/m.safetensors", "@/huge.csv");
        assertEquals("mha: @/huge.csv cannot be encoded for the model: sample 2, token 1, feature 2 is 3.0E38, which"
                + " becomes Infinity as a token: mean 0.0, deviation 1.0, scale 4.0" + System.lineSeparator(),
                run.err());
        assertEquals(1, run.code());
    }

    @Test
    void padsShorterSamplesToTheModel() throws IOException {
        StringBuilder text = new StringBuilder("sample,token,v,label\n");
        for (int i = 0; i < 40; i++) {
            for (int t = 0; t <= i % 3; t++) {
                text.append("s").append(i).append(',').append(t).append(',').append(i % 5 - 2).append(',')
                        .append(i % 5 > 2 ? 1 : 0).append('\n');
            }
        }
        Files.writeString(folder.resolve("long.csv"), text);
        assertEquals(0, CommandRun.in(folder, "train", "@/long.csv", "--iterations", "20", "--out", "@/l").code());
        CommandRun run = CommandRun.in(folder, "sample,token,v\nq,1,2\n".getBytes(StandardCharsets.UTF_8), "predict",
                "@/l", "-");
        assertEquals("", run.err());
        assertTrue(run.out().startsWith("sample,score,label\nq,"), run.out());
        CommandRun longer = CommandRun.in(folder,
                "sample,token,v\nq,1,2\nq,2,2\nq,3,2\nq,4,2\n".getBytes(StandardCharsets.UTF_8), "predict", "@/l", "-");
        assertEquals("mha: standard input has samples of 4 tokens x 1 features, the model takes up to 3 x 1"
                + System.lineSeparator(), longer.err());
    }

    @Test
    void saysWhatIsWrongWithAModelFile() throws IOException {
        Files.writeString(folder.resolve("not.safetensors"), "this is no model");
        CommandRun run = CommandRun.in(folder, "predict", "@/not.safetensors", "@/test.csv");
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("mha: @/not.safetensors: "), run.err());
        assertEquals(1, run.err().lines().count());
        assertEquals(0, train().code());
        byte[] whole = Files.readAllBytes(folder.resolve("m.safetensors"));
        Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length - 5));
        CommandRun cut = CommandRun.in(folder, "predict", "@/cut.safetensors", "@/test.csv");
        assertEquals(1, cut.code());
        assertTrue(cut.err().startsWith("mha: @/cut.safetensors: ") && cut.err().lines().count() == 1, cut.err());
    }

    /** A file in which some labels are still to come: the scores are judged on the others, and that is said. */
    @Test
    void judgesOnlySamplesThatHaveALabel() throws IOException {
        assertEquals(0, train().code());
        String[] rows = rows(200, 260).lines().toArray(String[]::new);
        String known = HEADER + String.join("\n", Arrays.copyOfRange(rows, 2, 60)) + "\n";
        Files.writeString(folder.resolve("known.csv"), known);
        for (int i = 0; i < 2; i++) {
            rows[i] = rows[i].substring(0, rows[i].lastIndexOf(',') + 1) + (i == 0 ? "" : "NA");
        }
        Files.writeString(folder.resolve("some.csv"), HEADER + String.join("\n", rows) + "\n");
        CommandRun some = CommandRun.in(folder, "predict", "@/m.safetensors", "@/some.csv");
        assertEquals(0, some.code(), some.err());
        assertEquals(61, some.out().lines().count());
        CommandRun judged = CommandRun.in(folder, "predict", "@/m.safetensors", "@/known.csv");
        assertEquals("mha: 2 of 60 samples have no label: the scores are judged on the other 58"
                + System.lineSeparator() + judged.err(), some.err());
        CommandRun json = CommandRun.in(folder, "predict", "@/m.safetensors", "@/some.csv", "--json");
        Map<String, Object> object = JSON.std.mapFrom(json.out());
        assertEquals(58, object.get("labelled"));
        assertEquals(58, ((Map<?, ?>) object.get("metrics")).get("samples"));
        // a command that learns from them refuses them
        CommandRun curvature = CommandRun.in(folder, "curvature", "@/m.safetensors", "@/some.csv");
        assertTrue(curvature.err().contains("line 2") && curvature.err().contains("the label is missing"),
                curvature.err());
    }
}
