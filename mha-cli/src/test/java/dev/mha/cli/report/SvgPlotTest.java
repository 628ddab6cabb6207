package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SvgPlotTest {
    /** A level at the upper end of its axis has its name below it: above, the picture would cut it off. */
    @Test
    void namesALevelWithinThePicture() {
        assertEquals(5, aboveLine(1, 2), 1e-9);
        assertEquals(-14, aboveLine(2, 2), 1e-9);
    }

    /** Pixels from the name up to its line are negative. */
    private static double aboveLine(double level, double high) {
        String svg = new SvgPlot("d", SvgPlot.Axis.linear("x", 0, 1), SvgPlot.Axis.linear("y", 0, high))
                .level(level, "name").end();
        Matcher matcher = Pattern.compile("class=\"level\" d=\"M90 ([\\d.]+)H.* y=\"([\\d.]+)\"[^>]*>name<")
                .matcher(svg);
        assertEquals(true, matcher.find(), svg);
        return Double.parseDouble(matcher.group(1)) - Double.parseDouble(matcher.group(2));
    }
}
