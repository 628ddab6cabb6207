package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** Curvature along a training. */
class CurvaturePathOptionsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        ProductOfSigns.write(folder.resolve("d.csv"));
    }

    private CommandRun train(String... more) {
        String[] usual = {"train", "@/d.csv", "--tokens", "2x2", "--heads", "3", "--iterations", "25", "--step", "0.5",
                "--out", "@/m", "--curvature", "@/p.csv"};
        String[] arguments = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, arguments, usual.length, more.length);
        return CommandRun.in(folder, arguments);
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve("p.csv"));
    }

    /** The last row of the path is what the command says of the model, with an interval that holds. */
    @Test
    void endsAtTheModel() throws IOException {
        CommandRun run = train("--curvature-every", "10");
        assertEquals("", run.err());
        assertTrue(run.out().contains("curvature step x lambda_max "), run.out());
        List<String> rows = table();
        assertEquals(List.of("0", "10", "20", "25"),
                rows.stream().skip(1).map(row -> row.substring(0, row.indexOf(','))).toList());
        String[] last = rows.getLast().split(",", -1);
        Map<String, Object> object = JSON.std
                .mapFrom(CommandRun.in(folder, "curvature", "@/m", "@/d.csv", "--json").out());
        double largest = ((Number) ((Map<?, ?>) object.get("lambdaMax")).get("value")).doubleValue();
        Map<?, ?> least = (Map<?, ?>) object.get("lambdaMin");
        // the path measures to 1e-4
        assertEquals(largest, Double.parseDouble(last[3]), 1e-4 * largest);
        assertEquals(0.5 * largest, Double.parseDouble(last[5]), 1e-4 * largest);
        assertEquals((Double) object.get("loss"), Double.parseDouble(last[1]), 1e-12);
        assertEquals((Double) object.get("gradientNorm"), Double.parseDouble(last[2]), 1e-12);
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            assertTrue(Double.parseDouble(fields[6]) <= Double.parseDouble(fields[7]), row);
            assertEquals("true", fields[10]);
        }
        assertTrue(Double.parseDouble(last[6]) <= (Double) least.get("ritz"));
    }

    /** The last row under its names. */
    private Map<String, String> lastRow() throws IOException {
        List<String> rows = table();
        String[] names = rows.getFirst().split(",", -1);
        String[] fields = rows.getLast().split(",", -1);
        assertEquals(names.length, fields.length);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            assertEquals(null, row.put(names[i], fields[i]), names[i]);
        }
        return row;
    }

    private static double number(Object object, String... keys) {
        Object at = object;
        for (String key : keys) {
            at = ((Map<?, ?>) at).get(key);
        }
        return ((Number) at).doubleValue();
    }

    private static double at(Object list, int... indices) {
        Object at = list;
        for (int index : indices) {
            at = ((List<?>) at).get(index);
        }
        return ((Number) at).doubleValue();
    }

    /** Trace, spread, heads and margin of the last row are those that the command tells of the model. */
    @Test
    void endsWithEveryFigureOfTheModel() throws IOException {
        CommandRun run = train();
        assertEquals("", run.err());
        Map<String, String> row = lastRow();
        Map<String, Object> object = JSON.std
                .mapFrom(CommandRun.in(folder, "curvature", "@/m", "@/d.csv", "--json").out());
        ToDoubleFunction<String> value = name -> Double.parseDouble(row.get(name));
        assertEquals(number(object, "trace", "value"), value.applyAsDouble("trace"));
        Object interval = ((Map<?, ?>) object.get("trace")).get("interval");
        assertEquals(at(interval, 0), value.applyAsDouble("trace_low"));
        assertEquals(at(interval, 1), value.applyAsDouble("trace_high"));

        Map<?, ?> density = (Map<?, ?>) object.get("density");
        double size = Math.max(Math.abs(value.applyAsDouble("lambda_max")),
                Math.abs(value.applyAsDouble("lambda_min_ritz")));
        double[] sums = new double[4];
        double[] shares = new double[4];
        String[] named = {"01", "10", "50", "90", "99"};
        double[] shared = {0.01, 0.1, 0.5, 0.9, 0.99};
        double[] below = new double[shared.length];
        double[] upTo = new double[shared.length];
        for (int probe = 0; probe < 4; probe++) {
            int nodes = ((List<?>) ((List<?>) density.get("values")).get(probe)).size();
            for (int i = 0; i < nodes; i++) {
                double node = at(density.get("values"), probe, i);
                double weight = at(density.get("weights"), probe, i);
                sums[probe] += number(object, "parameters") * weight * Math.min(0, node);
                shares[probe] += node < -0.01 * size ? weight : 0;
                for (int k = 0; k < shared.length; k++) {
                    double quantile = value.applyAsDouble("quantile_" + named[k]);
                    below[k] += node < quantile ? weight / 4 : 0;
                    upTo[k] += node <= quantile ? weight / 4 : 0;
                }
            }
        }
        assertEquals(Arrays.stream(sums).average().orElseThrow(), value.applyAsDouble("negative_trace"), 1e-12);
        assertEquals(error(sums), value.applyAsDouble("negative_trace_error"), 1e-12);
        assertEquals(Arrays.stream(shares).average().orElseThrow(), value.applyAsDouble("negative_share"), 1e-12);
        assertEquals(error(shares), value.applyAsDouble("negative_share_error"), 1e-12);
        for (int k = 0; k < shared.length; k++) {
            // the least node that all up to it reach the share with
            assertTrue(below[k] < shared[k] + 1e-12 && upTo[k] >= shared[k] - 1e-12, named[k]);
        }

        Map<?, ?> heads = (Map<?, ?>) object.get("headCurvature");
        int least = 0;
        double sum = value.applyAsDouble("gauss_newton");
        for (int head = 0; head < 3; head++) {
            least = at(heads.get("residual"), head) < at(heads.get("residual"), least) ? head : least;
            // what is certified of a block, to the bit; the vector to the residual of 1e-4, over gaps of a tenth or
            // more
            assertEquals(at(heads.get("minima"), head), value.applyAsDouble("minimum_" + (head + 1)));
            assertEquals(at(heads.get("residual"), head), value.applyAsDouble("residual_" + (head + 1)), 1e-3 * size);
            assertEquals(at(heads.get("mass"), head), value.applyAsDouble("mass_" + (head + 1)), 1e-3);
            sum += value.applyAsDouble("residual_" + (head + 1));
        }
        assertEquals(Integer.toString(least + 1), row.get("least_head"));
        assertEquals(value.applyAsDouble("lambda_min_ritz"), sum, value.applyAsDouble("lambda_min_residual") + 1e-12);
        assertTrue(run.joined().contains(", head " + (least + 1) + " has the largest share of it; trace "), run.out());

        assertTrue(value.applyAsDouble("margin_lower") <= number(object, "margin", "upper"));
        assertTrue(number(object, "margin", "lower") <= value.applyAsDouble("margin_upper"));
        assertTrue(value.applyAsDouble("margin_lower") <= value.applyAsDouble("margin_upper"));
    }

    private static double error(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** What is left out is empty, and everything else as it was. */
    @Test
    void leavesOutWhatIsNotWanted() throws IOException {
        assertEquals(0, train().code());
        Map<String, String> all = lastRow();
        assertEquals(0, train("--force", "--curvature-skip", "density,margin").code());
        Map<String, String> row = lastRow();
        assertEquals(all.keySet(), row.keySet());
        for (String name : all.keySet()) {
            boolean left = name.startsWith("negative_") || name.startsWith("quantile_") || name.startsWith("margin_");
            assertEquals(left ? "" : all.get(name), row.get(name), name);
        }
    }

    @Test
    void drawsAPage() throws IOException {
        CommandRun run = train("--html", "@/p.html");
        assertEquals("", run.err());
        assertTrue(run.out().contains("@/m, @/p.csv and @/p.html"), run.out());
        String page = Files.readString(folder.resolve("p.html"));
        for (String name : List.of("step x largest eigenvalue", "least eigenvalue of the Hessian",
                "trace of the Hessian",
                "sum of the negative eigenvalues", "margin of the tangent features")) {
            assertTrue(page.contains("aria-label=\"" + name + " against steps\""), page);
        }
        // a dot for each of 14 rows in three plots, an interval in two
        assertEquals(3 * 14, page.split("<circle ", -1).length - 1);
        assertEquals(2 * 14, page.split("class=\"stem\" d=", -1).length - 1);
        // the part of all heads and that of each of three, told apart by their dashes and their names
        assertTrue(page.contains("aria-label=\"Parts of the least eigenvalue against steps\""), page);
        assertEquals(4, Pattern.compile("class=\"line\" stroke-dasharray=\"([^\"]*)\"").matcher(page).results()
                .map(line -> line.group(1)).distinct().count());
        for (String name : List.of("part of all heads", "head 1", "head 2", "head 3")) {
            assertTrue(page.contains(">" + name + "</text>"), name + " is not in\n" + page);
        }
        assertTrue(page.contains("<p>3 heads ("), page);
        assertTrue(
                Pattern.compile("trained on \\d+ samples of 2 tokens x \\d+ features by gradient descent with step size"
                        + " 0\\.5\\.").matcher(page).find(),
                page);
        assertTrue(page.contains(", logarithmic beyond)</text>"), page);
        assertFalse(page.contains("NaN"), page);
        assertEquals(0, train("--force", "--html", "@/p.html", "--curvature-skip", "margin").code());
        assertFalse(Files.readString(folder.resolve("p.html")).contains("margin of the tangent features against"));
        CommandRun again = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "2x2", "--out", "@/n", "--curvature",
                "@/q.csv", "--html", "@/p.html");
        assertEquals("mha: @/p.html exists; use --force to replace it" + System.lineSeparator(), again.err());
    }

    /** Both are parts of the time that the command took, and neither has a part of the other. */
    @Test
    void tellsTheTimeOfTheStepsAndThatOfTheCurvature() throws IOException {
        long begin = System.nanoTime();
        Map<String, Object> object = JSON.std.mapFrom(train("--curvature-every", "1", "--json", "--keep", "@/k").out());
        double all = (System.nanoTime() - begin) * 1e-9;
        double curvature = number(object, "curvatureSeconds");
        assertTrue(number(object, "seconds") > 0 && curvature > 0, object::toString);
        assertTrue(number(object, "seconds") + curvature <= all, () -> object + " in " + all);
        CommandRun again = train("--curvature-every", "1", "--json", "--keep", "@/k", "--force");
        Map<String, Object> more = JSON.std.mapFrom(again.out());
        assertTrue(number(more, "curvatureSeconds") >= curvature, () -> more + " after " + object);
        CommandRun text = train("--force");
        assertTrue(text.out().matches("(?s).* in [\\d.]+ s \\(and [\\d.]+ s for the curvature\\), loss .*"),
                text.out());
    }

    /** To measure changes nothing that is measured. */
    @Test
    void leavesTheModelAsItIs() throws IOException {
        assertEquals(0, train().code());
        // every second of 25 steps from 0 on, the last one, and the head of the table
        assertEquals(15, table().size());
        byte[] measured = Files.readAllBytes(folder.resolve("m"));
        String path = Files.readString(folder.resolve("p.csv"));
        assertEquals(0, CommandRun.in(folder, "train", "@/d.csv", "--tokens", "2x2", "--heads", "3", "--iterations",
                "25", "--step", "0.5", "--out", "@/m", "--force").code());
        assertEquals(-1, Arrays.mismatch(measured, Files.readAllBytes(folder.resolve("m"))));
        CommandRun again = train("--force", "--threads", "3", "--json");
        assertEquals(path, Files.readString(folder.resolve("p.csv")));
        assertEquals("@/p.csv", JSON.std.mapFrom(again.out()).get("curvature"));
    }

    @Test
    void replacesNothingWithoutForce() throws IOException {
        Files.writeString(folder.resolve("p.csv"), "mine");
        CommandRun run = train();
        assertEquals("mha: @/p.csv exists; use --force to replace it" + System.lineSeparator(), run.err());
        assertEquals("mine", Files.readString(folder.resolve("p.csv")));
        assertTrue(Files.notExists(folder.resolve("m")));
    }
}
