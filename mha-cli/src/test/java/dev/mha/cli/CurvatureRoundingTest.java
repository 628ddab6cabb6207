package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

/** What is said where a figure is rounding alone. */
class CurvatureRoundingTest extends SmallCurvature {
    private static final Pattern INTERVAL = Pattern
            .compile("It lies in \\[(\\S+), (\\S+)\\], rounding included\\.\\s");

    /**
     * Where all tokens of a sample are equal the attention weights change nothing: the score is linear, the loss
     * convex, and its least eigenvalue 0, since six samples cannot bend sixteen directions. A Ritz value below 0 is
     * rounding there.
     */
    @Test
    void takesRoundingForNoNegativeCurvature() throws IOException {
        for (float size : new float[]{1, 30, 1000}) {
            equalTokens(size);
            CommandRun run = run();
            Matcher interval = INTERVAL.matcher(run.out().replace('\n', ' '));
            assertTrue(interval.find(), run.out() + run.err());
            assertTrue(
                    Double.parseDouble(interval.group(1)) <= 0
                            && Double.parseDouble(interval.group(2)) >= 0,
                    run.out());
            assertFalse(run.out().contains("Theory allows") || run.out().contains("is not convex here"), run.out());
        }
    }

    /** Probes that agree with each other, here since a space holds all that there is, leave the rounding. */
    @Test
    void estimatesNoTraceWithoutRounding() throws IOException {
        small();
        double exact = number(JSON.std.mapFrom(run("--json").out()), "trace", "value");
        for (int seed = 1; seed <= 4; seed++) {
            Map<?, ?> trace = (Map<?, ?>) JSON.std
                    .mapFrom(run("--json", "--trace", "hutchpp", "--max-steps", "120", "--seed", "" + seed).out())
                    .get("trace");
            double low = ((Number) ((List<?>) trace.get("interval")).get(0)).doubleValue();
            double high = ((Number) ((List<?>) trace.get("interval")).get(1)).doubleValue();
            assertTrue(low <= exact && exact <= high, exact + " is not in " + trace);
            assertTrue(high - low < 1e-6 * Math.abs(exact), "nothing but rounding: " + trace);
        }
    }

    /**
     * Residuals are those in double: where one is beyond the tolerance, the search has not converged, whatever float
     * says.
     */
    @Test
    void saysWhenVectorsFoundInFloatHaveNotConverged() throws IOException {
        List<Boolean> said = new ArrayList<>();
        for (int offset : new int[]{0, 30}) {
            small(offset);
            Map<?, ?> found = (Map<?, ?>) JSON.std.mapFrom(run("--json", "--float").out()).get("eigenvalues");
            List<Map<?, ?>> pairs = new ArrayList<>();
            for (String end : List.of("highest", "lowest")) {
                ((List<?>) found.get(end)).forEach(pair -> pairs.add((Map<?, ?>) pair));
            }
            double largest = pairs.stream().mapToDouble(pair -> Math.abs(number(pair, "value"))).max().orElseThrow();
            boolean within = pairs.stream().allMatch(pair -> number(pair, "residual") <= 1e-6 * largest);
            assertEquals(within, found.get("converged"), "offset " + offset + ": " + found);
            said.add(within);
        }
        assertEquals(List.of(true, false), said, "the cases show nothing");
    }

    private void equalTokens(float size) throws IOException {
        small();
        float[] x = new float[24];
        float[] rows = {1, 0.3f, -0.7f, 1.1f, 0.2f, -0.4f, 0.9f, 0.8f, -1.2f, 0.1f, 0.6f, -0.9f};
        for (int i = 0; i < 6; i++) {
            for (int t = 0; t < 2; t++) {
                x[(2 * i + t) * 2] = size * rows[2 * i];
                x[(2 * i + t) * 2 + 1] = size * rows[2 * i + 1];
            }
        }
        model(new ClassifierShape(2, 2, 2), 0.3f, -0.2f, 0.5f, 0.1f, 1 / size, -1 / size, 0.5f / size, 0.25f / size,
                -0.7f, 0.4f, 0.2f, 0.6f, -0.3f / size, 0.8f / size, 0.9f / size, -0.5f / size);
        data(new NpzBytes().floats("X", "6, 2, 2", x).bytes("y", "6", 1, -1, 1, -1, -1, 1));
    }

    /** Tokens far from 0 and near each other: float loses what they differ by. */
    private void small(int offset) throws IOException {
        small();
        float[] x = {1, 0, 0, 1, 2, 1, -1, 0, 0.5f, 0.5f, 1, -2, -1, -1, 0, 2, 1.5f, 0, 0, -1, -2, 0.5f, 1, 1};
        for (int i = 0; i < x.length; i++) {
            x[i] += offset;
        }
        data(new NpzBytes().floats("X", "6, 2, 2", x).bytes("y", "6", 1, -1, 1, -1, -1, 1));
    }
}
