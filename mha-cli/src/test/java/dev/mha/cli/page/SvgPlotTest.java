package dev.mha.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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

    @Test
    void marksRoundValues() {
        assertEquals(List.of("0", "2", "4", "6", "8", "10", "12", "14", "16", "18"),
                ticks(new SvgPlot("d", SvgPlot.Axis.linear("x", 0, 1),
                        SvgPlot.Axis.linear("y", 0, 18.2)).yRound()));
        assertEquals(List.of("-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"),
                ticks(new SvgPlot("d", SvgPlot.Axis.linear("x", 0, 1),
                        SvgPlot.Axis.linear("y", -0.31, 0.38)).yRound()));
        assertEquals(List.of("0", "1", "2"), ticks(new SvgPlot("d", SvgPlot.Axis.linear("x", 0, 2),
                SvgPlot.Axis.linear("y", 0, 1)).xCounts()));
        assertEquals(List.of("0", "237", "50", "100", "150", "200"), ticks(new SvgPlot("d",
                SvgPlot.Axis.linear("x", 0, 237), SvgPlot.Axis.linear("y", 0, 1)).xTick(0).xTick(237).xCounts()));
    }

    /** A figure that has no room beside another is left out; a power of ten has no factor. */
    @Test
    void marksDecades() {
        SvgPlot plot = new SvgPlot("d", SvgPlot.Axis.linear("x", 0, 1), SvgPlot.Axis.logarithmic("y", 8e-8, 2e-5));
        assertEquals(List.of("10⁻⁵", "10⁻⁶", "10⁻⁷"), ticks(plot.decades().yTick(1.1e-7)));
    }

    private static List<String> ticks(SvgPlot plot) {
        return Pattern.compile("<path class=\"axis\" d=\"[^\"]*[vh]-?5\"/><text[^>]*>([^<]*)<").matcher(plot.end())
                .results().map(match -> match.group(1)).toList();
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
