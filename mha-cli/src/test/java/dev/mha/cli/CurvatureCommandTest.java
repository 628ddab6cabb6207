package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** The figures of {@code mha curvature}, and every way not to get them. */
class CurvatureCommandTest {
    @TempDir
    private Path folder;

    /** A model whose tokens are used as they come. */
    private void model(ClassifierShape shape, float... theta) throws IOException {
        ModelFile.write(folder.resolve("m"),
                new SavedModel(new AttentionClassifier(shape, theta), null, "-1", "1", Map.of()));
    }

    private void data(NpzBytes arrays) throws IOException {
        Files.write(folder.resolve("d.npz"), arrays.build());
    }

    private CommandRun run(String... more) {
        String[] arguments = Arrays.copyOf(new String[]{"curvature", "@/m", "@/d.npz"}, 3 + more.length);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandRun.in(folder, arguments);
    }

    private void fails(String sentence) {
        CommandRun run = run();
        assertEquals("mha: " + sentence + System.lineSeparator(), run.err());
        assertEquals(1, run.code());
        assertEquals("", run.out());
    }

    /** A model of two heads of two tokens of two features, and six samples. */
    private void small() throws IOException {
        model(new ClassifierShape(2, 2, 2), 0.3f, -0.2f, 0.5f, 0.1f, 1, -1, 0.5f, 0.25f, -0.7f, 0.4f, 0.2f, 0.6f, -0.3f,
                0.8f, 0.9f, -0.5f);
        data(new NpzBytes().floats("X", "6, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0, 0.5f, 0.5f, 1, -2, -1, -1, 0, 2, 1.5f, 0, 0,
                -1, -2, 0.5f, 1, 1).bytes("y", "6", 1, -1, 1, -1, -1, 1));
    }

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
            assertEquals(whole, run.out());
            Files.delete(folder.resolve("c.html"));
        }
    }

    @Test
    void writesAPageThatLoadsNothing() throws IOException {
        small();
        CommandRun run = run("--html", "@/c.html");
        assertEquals(0, run.code(), run.err());
        String page = Files.readString(folder.resolve("c.html"));
        assertTrue(run.out().endsWith("\nPage: @/c.html\n"), run.out());
        assertTrue(page.contains("<svg") && page.contains("class=\"stem\""), page);
        for (String told : List.of("<h1>" + folder.resolve("d.npz") + "</h1>", "<dd>m, 2 heads, 16 parameters</dd>",
                "<dt>Gauss-Newton part</dt>",
                "<dt>Decoder</dt>", "<th scope=\"row\">largest eigenvalue</th>", "<th scope=\"row\">head 2</th>")) {
            assertTrue(page.contains(told), told + " in " + page);
        }
        assertFalse(page.contains("<pre") || page.contains("<dt>Kernel unroll</dt>") || page.contains("partial:"),
                page);
        assertFalse(run("--json", "--html", "@/c.html", "--force").out().contains("Page"));
        String least = run.out().lines().filter(line -> line.startsWith("least eigenvalue ")).findFirst().orElseThrow();
        assertTrue(page.contains(least.substring(least.lastIndexOf(' '))), page);
        assertTrue(!page.contains("://") && !page.contains("<script"), page);
        assertTrue(page.contains(", logarithmic beyond)</text>"), "the axis of eigenvalues is not even, and says so");
        // three eigenvalues of each end
        assertEquals(6, page.split("<circle", -1).length - 1);
        CommandRun again = run("--html", "@/c.html");
        assertEquals(1, again.code());
        assertEquals("mha: @/c.html exists; use --force to replace it" + System.lineSeparator(), again.err());
        assertEquals("", again.out());
        assertEquals(0, run("--html", "@/c.html", "--force").code());
    }

    /** Half up, a printed end would be on the wrong side of the measured one for every second model. */
    @Test
    void printsMeasuredEndsAsTheLimitsThatTheyAre() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 12; i++) {
            float[] theta = new float[16];
            for (int j = 0; j < theta.length; j++) {
                theta[j] = (float) random.nextDouble(-1, 1);
            }
            small();
            model(new ClassifierShape(2, 2, 2), theta);
            Object object = JSON.std.anyFrom(run("--json").out());
            String text = run().out();
            double least = number(object, "lambdaMin", "ritz");
            assertTrue(limit(text, "(?m)^least eigenvalue .*<= (\\S+)$") >= least, text);
            assertTrue(limit(text, "\\(Ritz value\\) +<= (\\S+) ") >= least, text);
            assertTrue(limit(text, "It lies in \\[\\S+ (\\S+)\\]") >= least, text);
            assertTrue(limit(text, "(?m)^  least +(\\S+) ") >= least, text);
            double largest = number(object, "lambdaMax", "value");
            assertTrue(limit(text, "(?m)^largest eigenvalue .*>= (\\S+)$") <= largest, text);
            assertTrue(limit(text, "(?m)^  largest +(\\S+) ") <= largest, text);
            assertTrue(limit(text, "2 / \\(largest eigenvalue\\) = (\\S+) ") >= 2 / largest, text);
            assertTrue(limit(text, "(?m)^  largest .*residual (\\S+)$") >= number(object, "lambdaMax", "residual"),
                    text);
        }
    }

    private static double limit(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return Double.parseDouble(matcher.group(1));
    }

    /** Heads of 1e15: what rounding allows of the samples is more than what theory allows. */
    @Test
    void certifiesNothingWorseThanIsGuaranteed() throws IOException {
        small();
        float[] theta = new float[16];
        for (int j = 0; j < theta.length; j++) {
            theta[j] = (j % 3 - 1) * 1e15f;
        }
        model(new ClassifierShape(2, 2, 2), theta);
        CommandRun run = run("--json");
        assertEquals(0, run.code(), run.err());
        Object object = JSON.std.anyFrom(run.out());
        assertTrue(number(object, "scoreCertified") <= number(object, "scoreBound"), run.out());
        assertTrue(number(object, "gradientNormBounds", "certified") <= number(object, "gradientNormBounds", "global"));
        assertTrue(number(object, "lambdaMax", "certified") <= number(object, "lambdaMaxBounds", "global"));
        assertTrue(number(object, "lambdaMin", "certified") >= number(object, "bounds", "global"));
        String text = run().out();
        for (String quantity : List.of("largest eigenvalue", "gradient norm", "largest \\|score\\|")) {
            assertTrue(limit(text, "(?m)^" + quantity + " +<= \\S+ +<= (\\S+) ") <= limit(text,
                    "(?m)^" + quantity + " +<= (\\S+) "), text);
        }
    }

    private static double number(Object object, String... keys) {
        Object at = object;
        for (String key : keys) {
            at = ((Map<?, ?>) at).get(key);
        }
        return ((Number) at).doubleValue();
    }

    /** With one token the attention is 1 whatever W is: a logistic regression, whose derivatives fit on a line. */
    @Test
    void givesTheFiguresOfExactlyTheseArrays() throws IOException {
        double[][] x = {{1, 2}, {-1.5, 0.5}, {0.25, -3}};
        double[] y = {1, -1, 1};
        double[] u = {0.5, -0.25};
        model(new ClassifierShape(1, 1, 2), 7, -2, 3, 1, 0.5f, -0.25f);
        data(new NpzBytes().floats("X", "3, 1, 2", 1, 2, -1.5f, 0.5f, 0.25f, -3).bytes("y", "3", 1, -1, 1));
        double loss = 0;
        double[] g = new double[2];
        double a = 0;
        double b = 0;
        double c = 0;
        for (int i = 0; i < 3; i++) {
            double m = y[i] * (u[0] * x[i][0] + u[1] * x[i][1]);
            double p = 1 / (1 + Math.exp(m));
            loss += Math.log1p(Math.exp(-m)) / 3;
            g[0] -= y[i] * p * x[i][0] / 3;
            g[1] -= y[i] * p * x[i][1] / 3;
            a += p * (1 - p) * x[i][0] * x[i][0] / 3;
            b += p * (1 - p) * x[i][0] * x[i][1] / 3;
            c += p * (1 - p) * x[i][1] * x[i][1] / 3;
        }
        CommandRun run = run("--json");
        assertEquals("", run.err());
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        double largest = (a + c) / 2 + Math.hypot((a - c) / 2, b);
        double tolerance = 1e-14;
        assertEquals(loss, number(object, "loss"), tolerance);
        assertEquals(Math.hypot(g[0], g[1]), number(object, "gradientNorm"), tolerance);
        assertEquals(largest, number(object, "lambdaMax", "value"), tolerance);
        assertEquals(a + c, number(object, "trace", "value"), tolerance);
        // four parameters in W that the loss does not feel
        assertEquals(0, number(object, "lambdaMin", "ritz"), tolerance);
        assertTrue(number(object, "lambdaMin", "certified") <= 0);
        assertEquals(0, number(object, "lambdaMin", "certified"), 1e-8);
        double radius = Math.hypot(0.25, 3);
        double kappa = Math.pow(radius, 3) * (1 + 8 / (6 * Math.sqrt(3)) * radius * radius * Math.hypot(0.5, 0.25));
        assertEquals(kappa, number(object, "kappa"), 1e-10 * kappa);
        assertEquals(-kappa * -Math.expm1(-loss), number(object, "bounds", "global"), 1e-8 * kappa);
        // margin of y x: the nearest point of the hull to the origin is the second one's end or between two of them
        assertTrue(number(object, "margin", "lower") <= number(object, "margin", "upper"));
        assertEquals(1, object.get("distinctHeads"));
    }

    @Test
    void putsProvedAndMeasuredSideBySide() throws IOException {
        small();
        Map<String, Object> object = JSON.std.mapFrom(run("--json").out());
        assertEquals("mha.curvature/1", object.get("schema"));
        double ritz = number(object, "lambdaMin", "ritz");
        double certified = number(object, "lambdaMin", "certified");
        assertTrue(ritz < 0 && certified <= ritz);
        for (String bound : List.of("global", "perSample", "block", "factorized")) {
            assertTrue(number(object, "bounds", bound) <= certified, bound);
        }
        assertTrue(number(object, "lambdaMax", "certified") >= number(object, "lambdaMax", "value"));
        Map<?, ?> heads = (Map<?, ?>) object.get("headCurvature");
        double sum = number(heads, "gaussNewton");
        for (Object residual : (List<?>) heads.get("residual")) {
            sum += (Double) residual;
        }
        assertEquals(ritz, sum, 1e-12);
        assertEquals(2, ((List<?>) heads.get("minima")).size());
        assertEquals(4, ((List<?>) ((Map<?, ?>) object.get("density")).get("weights")).size());
        assertEquals(List.of(), object.get("limits"));
        CommandRun text = run();
        assertEquals("", text.err());
        assertTrue(text.out().contains("guaranteed by theory certified here       measured"), text.out());
        for (String line : List.of("least eigenvalue    >= -", "largest eigenvalue  <= ", "gradient norm       <= ",
                "largest |score|     <= ", "It lies in [", "The loss is not convex here",
                "2 heads (2 distinct), 16 parameters", "trace       ",
                "curvature by head", "spread of the eigenvalues")) {
            assertTrue(text.out().contains(line), line + System.lineSeparator() + text.out());
        }
        assertTrue(text.out().lines().allMatch(line -> line.length() <= 100), text.out());
    }

    /** What other programs may rely on: every name, with a number of the right kind behind it. */
    @Test
    void answersEveryNameThatIsPromised() throws IOException {
        small();
        Map<String, Object> object = JSON.std.mapFrom(run("--json", "--eigenvalues", "2").out());
        for (String name : List.of("loss", "gradientNorm", "kappa")) {
            assertTrue(number(object, name) > 0, name);
        }
        for (String[] path : new String[][]{{"lambdaMax", "value"}, {"lambdaMax", "residual"},
                {"lambdaMin", "certified"},
                {"lambdaMin", "ritz"}, {"lambdaMin", "residual"}, {"bounds", "global"}, {"bounds", "perSample"},
                {"bounds", "block"}, {"margin", "lower"}, {"margin", "upper"}, {"trace", "value"}}) {
            assertTrue(Double.isFinite(number(object, path)), String.join(".", path));
        }
        assertEquals(2, object.get("heads"));
        assertEquals(2, object.get("distinctHeads"));
        double largest = number(object, "lambdaMax", "value");
        assertTrue(number(object, "lambdaMax", "residual") <= 1e-6 * largest);
        assertTrue(number(object, "lambdaMin", "residual") <= 1e-6 * largest);
        assertTrue(number(object, "lambdaMin", "residual") >= 0);
        assertTrue(number(object, "margin", "lower") <= number(object, "margin", "upper"));
        List<?> interval = (List<?>) ((Map<?, ?>) object.get("trace")).get("interval");
        double trace = number(object, "trace", "value");
        assertTrue((Double) interval.get(0) <= trace && trace <= (Double) interval.get(1));
        // all 16 eigenvalues from both ends add up to the trace
        Map<?, ?> ends = (Map<?, ?>) JSON.std.mapFrom(run("--json", "--eigenvalues", "16").out()).get("eigenvalues");
        double sum = 0;
        for (Object pair : (List<?>) ends.get("lowest")) {
            sum += number(pair, "value");
        }
        assertEquals(trace, sum, 1e-12);
        List<?> two = (List<?>) ((Map<?, ?>) object.get("eigenvalues")).get("highest");
        assertEquals(largest, number(two.get(0), "value"));
        assertTrue(number(two.get(1), "value") <= largest && two.size() == 2);
    }

    @Test
    void printsTheSameBytesForAnyNumberOfThreads() throws IOException {
        small();
        String one = run("--json", "--threads", "1").out();
        assertEquals(one, run("--json", "--threads", "3").out());
        assertTrue(one.length() > 100);
    }

    @Test
    void asksForAsManyEigenvaluesAsWanted() throws IOException {
        small();
        Map<?, ?> ends = (Map<?, ?>) JSON.std.mapFrom(run("--json", "--eigenvalues", "40").out()).get("eigenvalues");
        assertEquals(16, ((List<?>) ends.get("highest")).size());
        assertEquals(true, ends.get("converged"));
        Map<?, ?> few = (Map<?, ?>) JSON.std.mapFrom(run("--json", "--max-steps", "2").out()).get("eigenvalues");
        assertEquals(2, ((List<?>) few.get("highest")).size());
        assertEquals(false, few.get("converged"));
        assertTrue(run("--max-steps", "2").out().contains("2 Lanczos steps, not all converged"));
    }

    /** A step limit from an eigenvalue that is still rising would be too large. */
    @Test
    void drawsNoStepLimitFromAnEndThatHasNotConverged() throws IOException {
        small();
        String text = run("--max-steps", "1").out();
        assertTrue(text.matches("(?s).*\\(Ritz value\\) +<= \\S+ +residual \\S+, not converged\n.*"), text);
        assertTrue(text.matches("(?s).*largest eigenvalue .* >= \\S+ \\(not converged\\)\n.*"), text);
        assertTrue(text.matches("(?s).*\n  largest +\\S+ +residual \\S+, not converged\n.*"), text);
        assertTrue(text.contains("the least eigenvalue, which has not converged\n"), text);
        assertTrue(text.contains("From which step on gradient descent is unstable here is not known yet"), text);
        assertFalse(text.contains("2 / (largest eigenvalue)") || text.contains("times the largest in size"), text);
        assertFalse(run().out().contains("not converged"), "all of them have");
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
        assertEquals("mha: the model has no names of classes: 1 is taken for +1, 0 for -1" + System.lineSeparator(),
                bits.err());
        assertEquals(signs, JSON.std.mapFrom(bits.out()));
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 5));
        fails("@/d.npz: y is '5' for sample 1, and not one of '-1' and '1', the classes of a model without names for"
                + " them");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", -1, -5));
        fails("@/d.npz: y is '-5' for sample 1, and not one of '-1' and '1', the classes of a model without names for"
                + " them");
    }

    /** Names that look like the signs are names: 1 of 1 and 5 must not become -1. */
    @Test
    void refusesOtherLabelsThanTheSignsOfAModelThatNamesThem() throws IOException {
        small();
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 5));
        fails("@/d.npz: y is '5' for sample 1, and not one of '-1' and '1', which the model knows");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 0));
        fails("@/d.npz: y is '0' for sample 1, and not one of '-1' and '1', which the model knows");
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
    void saysWhatIsLeftOut() throws IOException {
        model(new ClassifierShape(1, 1, 50), new float[2550]);
        data(new NpzBytes().floats("X", "2, 1, 50", new float[100]).bytes("y", "2", 1, -1));
        Map<String, Object> object = JSON.std.mapFrom(run("--json").out());
        assertNull(((Map<?, ?>) object.get("bounds")).get("block"));
        assertNull(((Map<?, ?>) object.get("headCurvature")).get("minima"));
        assertEquals(1e-9, number(object, "bounds", "probable", "failureProbability"));
        assertNotNull(object.get("margin"));
        assertEquals(List.of(
                Map.of("quantity", "block", "reason",
                        "a head has 2550 parameters; its block is taken apart up to 1500"),
                Map.of("quantity", "factorized", "reason",
                        "the model has 2550 parameters; the whole Hessian is factorized up to 2500")),
                object.get("limits"));
        String text = run().out();
        assertTrue(text.contains("not there   the bound from the blocks of the heads: a head has 2550 parameters"),
                text);
        assertTrue(text.contains("No negative curvature was found here"), text);
        assertTrue(text.contains("(not proved: fails with a probability of at most 1e-09)"), text);
    }

    @Test
    void estimatesTheTraceWhenAsked() throws IOException {
        small();
        double exact = number(JSON.std.mapFrom(run("--json").out()), "trace", "value");
        for (String method : List.of("hutchinson", "hutchpp")) {
            Map<?, ?> trace = (Map<?, ?>) JSON.std
                    .mapFrom(run("--json", "--trace", method, "--trace-width", "0.2", "--seed", "3").out())
                    .get("trace");
            assertEquals(method, trace.get("method"));
            List<?> interval = (List<?>) trace.get("interval");
            assertTrue((Double) interval.get(0) <= exact + 1e-12 && exact - 1e-12 <= (Double) interval.get(1),
                    trace + " misses " + exact);
            assertTrue(run("--trace", method).out().contains(", estimated: 95 % interval ["));
        }
    }

    @Test
    void refusesWhatHasNoCurvature() throws IOException {
        small();
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 1, 1));
        fails("@/d.npz: all 2 samples are of class '1': two classes are needed");
        data(new NpzBytes().floats("X", "2, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0).bytes("y", "2", 5, 5));
        fails("@/d.npz: y is '5' for sample 0, and not one of '-1' and '1', which the model knows");
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
