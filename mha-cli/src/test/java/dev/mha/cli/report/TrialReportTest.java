package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.figure.Figures;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.TrialResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class TrialReportTest {
    private static final String HOSTILE = "<script>alert(1)</script> & \"x\" '{{name}}'";
    private static final int LARGEST_PAGE = 250_000;
    private static final Set<String> VOID = Set.of("meta", "input", "br", "hr", "link", "img");
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>");
    private static final Pattern RAW = Pattern.compile("(<(script|style)[^>]*>).*?(</\\2>)", Pattern.DOTALL);

    private static String page(TrialResult result) {
        return ReportPage.html(result, SampleTrial.theory(result), SampleTrial.provenance(result));
    }

    private static Stream<TrialResult> samples() {
        return Stream.of(SampleTrial.digits(), SampleTrial.weather(), SampleTrial.hostile(HOSTILE),
                SampleTrial.diverged());
    }

    private static String embedded(String page) {
        Matcher matcher = Pattern.compile("<script type=\"application/json\" id=\"report-data\">(.*?)</script>",
                Pattern.DOTALL).matcher(page);
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    /** Tags outside script and style close in order, ids are unique, no attribute is left open. */
    @Test
    void tagsAreBalancedAndIdsUnique() {
        samples().forEach(result -> {
            String text = RAW.matcher(page(result)).replaceAll("$1$3");
            Deque<String> open = new ArrayDeque<>();
            Set<String> ids = new HashSet<>();
            Matcher tag = TAG.matcher(text);
            int end = 0;
            while (tag.find()) {
                assertFalse(text.substring(end, tag.start()).replace("<!doctype html>", "").contains("<"),
                        () -> "a stray < before " + tag.group());
                end = tag.end();
                String name = tag.group(2).toLowerCase(Locale.ROOT);
                Matcher id = Pattern.compile("\\bid=\"([^\"]*)\"").matcher(tag.group(3));
                assertTrue(!id.find() || ids.add(id.group(1)), () -> "twice: " + tag.group());
                if (!tag.group(1).isEmpty()) {
                    assertEquals(open.isEmpty() ? "nothing" : open.pop(), name);
                } else if (!VOID.contains(name)) {
                    open.push(name);
                }
            }
            assertEquals(List.of(), List.copyOf(open));
            Matcher label = Pattern.compile("aria-labelledby=\"([^\"]*)\"").matcher(text);
            while (label.find()) {
                assertTrue(ids.contains(label.group(1)), label.group(1));
            }
        });
    }

    @Test
    void namesAreTextAndNeverMarkup() {
        String page = page(SampleTrial.hostile(HOSTILE));
        assertFalse(page.contains("alert(1)</script>"), "a name ended a script or became one");
        assertEquals(3, page.split("<script", -1).length - 1, "data, chart library, page script");
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;{{name}}&#39;"));
    }

    /**
     * Test loss and area under the curve of the setting that erred least, which stand in the table of all settings too.
     */
    @Test
    void leavesNoFigureOutOfTheBestSetting() {
        String page = page(SampleTrial.digits());
        int row = page.indexOf("Attention, lowest error");
        assertTrue(row > 0, page);
        assertFalse(page.substring(row, page.indexOf("</tr>", row)).contains("\u2013"), page.substring(row, row + 600));
    }

    @Test
    void linesDoNotBreakInsideAnOption() {
        assertTrue(page(SampleTrial.digits())
                .contains("give the same command with <code class=\"option\">--iterations 600</code> and --force"));
    }

    @Test
    void embeddedDataParses() {
        samples().forEach(result -> {
            var data = JSON.std.mapFrom(embedded(page(result)));
            assertEquals(result.summaries().size(), ((List<?>) data.get("summaries")).size());
            assertEquals(result.recommendation().headline(),
                    ((java.util.Map<?, ?>) data.get("recommendation")).get("headline"));
        });
    }

    /** 26 of 27 settings diverged nowhere, and each may stop after 300 iterations, or half as many, four times. */
    @Test
    void saysOutOfHowManyTheSettingWasChosen() {
        String page = page(SampleTrial.digits());
        assertTrue(page.contains("chosen out of 130 (26 settings, each after 5 numbers of iterations)"));
        assertFalse(page(SampleTrial.diverged()).contains("chosen out of"));
    }

    /** The only address in the page is the one in the licence comment of the chart library. */
    @Test
    void loadsNothing() {
        samples().forEach(result -> {
            String page = page(result);
            Matcher address = Pattern.compile("https?://[^\\s\"'<)]*").matcher(page);
            while (address.find()) {
                assertEquals("https://github.com/leeoniya/uPlot", address.group());
            }
            assertFalse(Pattern.compile("\\b(src|href|action|data|poster|srcset)=").matcher(RAW.matcher(page)
                    .replaceAll("$1$3")).find());
            assertFalse(page.contains("@import") || page.contains("url("));
            assertTrue(page.contains("default-src 'none'"));
        });
    }

    @Test
    void staysSmall() {
        samples().forEach(result -> {
            int size = page(result).getBytes(StandardCharsets.UTF_8).length;
            assertTrue(size < LARGEST_PAGE, size + " bytes");
        });
    }

    @Test
    void theBaselineComesFirstWhenItIsAsGood() {
        assertTrue(firstModel(page(SampleTrial.digits()))
                .startsWith("Attention, 8 heads <span class=\"tag\">recommended"));
        assertTrue(firstModel(page(SampleTrial.weather()))
                .startsWith("Logistic regression <span class=\"tag\">recommended"));
    }

    @Test
    void theHeadlinesFigureStandsBelowTheOneThatWasMeasured() {
        String digits = page(SampleTrial.digits()).replace('\u00a0', ' ');
        String row = digits.substring(digits.indexOf("Attention, corrected for the choice"));
        assertTrue(row.startsWith("Attention, corrected for the choice<small>95 % interval 2.0 % to 3.5 %;"
                + " each fold judged by the setting that the other folds choose</small></th><td class=\"n\">2.6"
                + " %</td>"),
                row.substring(0, 200));
        assertTrue(page(SampleTrial.weather()).replace('\u00a0', ' ')
                .contains("<strong>Mind:</strong> " + SampleTrial.TOO_FEW));
        assertFalse(page(SampleTrial.diverged()).contains("Attention, corrected"));
    }

    private static String firstModel(String page) {
        String table = page.substring(page.indexOf("<table class=\"models\">"));
        String marker = "<th scope=\"row\">";
        return table.substring(table.indexOf(marker) + marker.length());
    }

    @Test
    void theTablesCarryTheFiguresOfTheCharts() {
        TrialResult result = SampleTrial.digits();
        String text = page(result).replace('\u00a0', ' ');
        for (var comparison : result.comparisons()) {
            for (var row : comparison.rows()) {
                assertTrue(text.contains(Figures.percent(row.testError(), "±")));
                assertTrue(text.contains(Figures.number(row.testLoss().mean())));
            }
        }
        assertTrue(text.contains("Distinct heads at the end: zero with 16 heads keeps 1."));
        assertTrue(text.contains("diverged"));
    }

    @Test
    void tellsTheTheoryBesideTheMeasurement() {
        TrialResult result = SampleTrial.digits();
        SettingTheory theory = SampleTrial.theory(result).theory();
        String page = page(result);
        String section = page.substring(page.indexOf("id=\"theory\""), page.indexOf("id=\"all\""));
        assertTrue(section.contains("on all 60 training samples of fold 1 of 3"));
        for (String question : List.of("Guaranteed by the theorem</dt><dd>Nothing with the comparison points tried,"
                + " since 2 of the 6 conditions fail",
                "Certified for this run</dt><dd>A mean training loss of at most "
                        + Figures.atMost(theory.certification().bestCertificate().bound()),
                "Only measured</dt><dd>The mean training loss was ",
                "What to do now</dt><dd>Choose by the test errors above.")) {
            assertTrue(section.contains(question), () -> question + " is not in " + section);
        }
        assertFalse(Pattern.compile("\\de[+-]\\d").matcher(section).find(), section);
        assertTrue(section.contains("<small>over all steps</small></th><td class=\"n\">–</td>"), section);
        for (String figure : List.of(Figures.number(theory.certification().path().meanLoss()),
                Figures.number(theory.leaveOneOut().mean()), Figures.number(theory.heldOut().high()),
                Figures.atLeast(theory.certifiedLambdaMin()), Figures.atMost(theory.ritzLambdaMin()),
                Figures.atMost(theory.certification().theorem().headsRequired()))) {
            String written = figure.replaceAll("e\\+.*", "\u00a0×\u00a010");
            assertTrue(section.contains(written), () -> written + " is not in " + section);
        }
        // the theory's bar is the longest where its bound is farthest above the measured value, and no bar is longer
        List<Double> widths = Pattern.compile("style=\"width:([^%]*)%\"").matcher(section).results()
                .map(match -> Double.valueOf(match.group(1))).toList();
        assertEquals(14, widths.size());
        assertEquals(100, widths.stream().max(Double::compare).orElseThrow());
        assertTrue(page(SampleTrial.diverged()).contains("No setting was recommended, so none was trained"));
    }

    @Test
    void writesAllThreeFiles(@TempDir Path root) throws IOException {
        Path out = root.resolve("out");
        write(SampleTrial.digits(), out, false);
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(ReportFolder.NAMES,
                    Set.copyOf(files.map(file -> file.getFileName().toString()).toList()));
        }
        write(SampleTrial.weather(), out, true);
        assertTrue(Files.readString(out.resolve("report.html")).contains("<h1>weather</h1>"));
        assertTrue(Files.readString(out.resolve("report.json")).contains("\"weather\""));
        assertTrue(Files.readString(out.resolve("cells.csv")).startsWith("heads,step,"));
    }

    private static void write(TrialResult result, Path out, boolean force) throws IOException {
        TrialReport.write(result, SampleTrial.theory(result), SampleTrial.provenance(result), out, force);
    }
}
