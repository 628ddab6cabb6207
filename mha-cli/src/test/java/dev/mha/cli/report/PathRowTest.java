package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.HeadCurvature;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a row of the curvature along a training says. */
class PathRowTest {
    private static PathRow row(double certified, double least, double... residuals) {
        HeadCurvature heads = new HeadCurvature(0, residuals, new double[residuals.length], null);
        return new PathRow(1, 0.5, 0.1, 1, 0, 1, certified, least, 0, 20, true, heads, TraceEstimate.exact(3.456, 0),
                null, null);
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
        assertEquals("least eigenvalue in [-2.35, -1.23], head 2 has the largest share; trace 3.46",
                row(-2.345, -1.234, -0.4, -0.5, -0.4).words());
        assertEquals("least eigenvalue in [-2.35, -1.23]; trace 3.46", row(-2.345, -1.234, -0.6, -0.6).words());
        assertEquals("least eigenvalue in [-2.35, 1.24]; trace 3.46", row(-2.345, 1.234, 0.6, 0.7).words());
    }
}
