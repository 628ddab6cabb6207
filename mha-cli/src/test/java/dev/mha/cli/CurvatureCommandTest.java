package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

/** The figures of {@code mha curvature}. */
class CurvatureCommandTest extends SmallCurvature {
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
            assertTrue(limit(text, "\\(Ritz value \\+ rounding\\) +<= (\\S+) ") >= least, text);
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
        assertTrue(text.out().contains("guaranteed by theory  certified here       measured"), text.out());
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

    /** One probe has no error to tell. */
    @Test
    void saysWhatStandsBehindAPlusMinus() throws IOException {
        small();
        String three = run("--probes", "3").joined();
        assertTrue(three.matches("(?s).*, 3 random probes, (\\+-|±) one standard error .*"), three);
        String one = run("--probes", "1").joined();
        assertTrue(one.contains(", 1 random probe ") && !one.contains("standard error"), one);
    }

    /** Of weights as large as these the rounding is far more than the eigenvalues; the largest bounds the least. */
    @Test
    void theIntervalEndsAtWhatIsProvedOfTheLargest() throws IOException {
        small();
        float[] theta = new float[16];
        Arrays.fill(theta, 1e20f);
        model(new ClassifierShape(2, 2, 2), theta);
        String text = run().out();
        double proved = limit(text, "(?m)^largest eigenvalue +<= \\S+ +<= (\\S+) ");
        assertTrue(proved < limit(text, "(?m)^least eigenvalue .*<= (\\S+)$"), text);
        assertEquals(proved, limit(text, "It lies in \\[\\S+ (\\S+)\\]"), text);
    }

    /** A step limit from an eigenvalue that is still rising would be too large. */
    @Test
    void drawsNoStepLimitFromAnEndThatHasNotConverged() throws IOException {
        small();
        String text = run("--max-steps", "1").out();
        assertTrue(text.matches("(?s).*\\(Ritz value \\+ rounding\\) +<= \\S+ +residual \\S+, not converged\n.*"),
                text);
        assertTrue(text.matches("(?s).*largest eigenvalue .* >= \\S+ \\(not converged\\)\n.*"), text);
        assertTrue(text.matches("(?s).*\n  largest +\\S+ +residual \\S+, not converged\n.*"), text);
        assertTrue(text.contains("the least eigenvalue, which has not converged\n"), text);
        assertTrue(text.contains("From which step on gradient descent is unstable here, if the loss is"), text);
        assertFalse(text.contains("2 / (largest eigenvalue)") || text.contains("times the largest in size"), text);
        assertFalse(run().out().contains("not converged"), "all of them have");
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
}
