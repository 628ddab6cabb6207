package dev.mha.cli.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.HeadCurvature;
import java.nio.DoubleBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a row of the curvature along a training says. */
class PathRowTest {
    private static PathRow row(double certified, double least, double... residuals) {
        return rounded(certified, least, 0, residuals);
    }

    private static PathRow rounded(double certified, double least, double rounding, double... residuals) {
        HeadCurvature heads = new HeadCurvature(0, residuals, new double[residuals.length], null);
        return new PathRow(1, 0.5, 0.1, 1, 0, 1, certified, least, 0, 20, true, rounding, heads,
                TraceEstimate.exact(3.456, 0), null, null);
    }

    /** Each figure stands under its name, and what is kept of a row gives back every field of it. */
    @Test
    void putsEveryFigureUnderItsName() {
        HeadCurvature heads = new HeadCurvature(41, new double[]{51, 52}, new double[]{61, 62}, new double[]{71, 72});
        PathRow.Spread spread = new PathRow.Spread(new SpectralDensity.Share(21, 22), new SpectralDensity.Share(23, 24),
                new double[]{25, 26, 27, 28, 29});
        TraceEstimate trace = new TraceEstimate(16, 15, 17, 1, 1, TraceEstimate.Method.EXACT);
        PathRow row = new PathRow(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, true, 11, heads, trace, spread,
                new PathRow.Ends(31, 32, 33));
        List<String> names = PathRow.columns(2);
        List<String> fields = row.fields();
        assertEquals(names.size(), fields.size());
        Map<String, String> expected = new HashMap<>();
        String[] floating = {"loss", "2", "gradient_norm", "3", "lambda_max", "4", "lambda_max_residual", "5",
                "step_times_lambda_max", "6", "lambda_min_certified", "7", "lambda_min_ritz", "8",
                "lambda_min_residual", "9", "trace", "16", "trace_low", "15", "trace_high", "17", "negative_trace",
                "21", "negative_trace_error", "22", "negative_share", "23", "negative_share_error", "24",
                "quantile_01", "25", "quantile_10", "26", "quantile_50", "27", "quantile_90", "28", "quantile_99",
                "29", "margin_lower", "31", "margin_upper", "32", "gauss_newton", "41", "residual_1", "51",
                "residual_2", "52", "mass_1", "61", "mass_2", "62", "minimum_1", "71", "minimum_2", "72"};
        for (int i = 0; i < floating.length; i += 2) {
            expected.put(floating[i], floating[i + 1] + ".0");
        }
        expected.putAll(Map.of("iteration", "1", "lanczos_steps", "10", "converged", "true", "margin_steps", "33",
                "least_head", "1"));
        assertEquals(expected.keySet(), new HashSet<>(names));
        for (int i = 0; i < names.size(); i++) {
            assertEquals(expected.get(names.get(i)), fields.get(i), names.get(i));
        }
        PathRow bare = row(-2, -1, -1);
        for (PathRow one : List.of(row, bare)) {
            DoubleBuffer figures = DoubleBuffer.allocate(PathRowFigures.count(one));
            PathRowFigures.write(one, figures);
            assertFalse(figures.hasRemaining());
            assertEquals(one.fields(), PathRowFigures.read(figures.flip()).fields());
        }
    }

    /** A measured end is a limit: an eigenvalue lies at or below it. */
    @Test
    void roundsBothEndsOutwards() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            double least = random.nextDouble(-1, 1);
            String words = row(least - 0.5, least, -1).words();
            Matcher ends = Pattern.compile("least eigenvalue in \\[(\\S+), (\\S+)\\]").matcher(words);
            assertTrue(ends.find(), words);
            assertTrue(Double.parseDouble(ends.group(1)) <= least - 0.5, words);
            assertTrue(Double.parseDouble(ends.group(2)) >= least, words);
        }
    }

    /** The head with the least share need not carry most, and of heads that are equal none has the largest share. */
    @Test
    void namesAHeadOnlyWhereOneHasTheLargestShare() {
        assertEquals("least eigenvalue in [-2.35, -1.23], head 2 has the largest share of it; trace 3.46",
                row(-2.345, -1.234, -0.4, -0.5, -0.4).words());
        assertEquals("least eigenvalue in [-2.35, -1.23]; trace 3.46", row(-2.345, -1.234, -0.6, -0.6).words());
        assertEquals("least eigenvalue in [-2.35, 1.24]; trace 3.46", row(-2.345, 1.234, 0.6, 0.7).words());
        // what rounding allows is part of the interval, and within it of 0 nothing bends downwards
        assertEquals("least eigenvalue in [-2.35, -1.13], head 2 has the largest share of it; trace 3.46",
                rounded(-2.345, -1.234, 0.1, -0.4, -0.5, -0.4).words());
        assertEquals("least eigenvalue in [-2.35, 0.0501]; trace 3.46",
                rounded(-2.345, -0.05, 0.1, -0.02, -0.03).words());
    }
}
