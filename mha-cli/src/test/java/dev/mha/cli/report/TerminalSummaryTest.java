package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.TrialResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSummaryTest {
    private static String print(TrialResult result, boolean color, boolean unicode, int width) {
        StringBuilder out = new StringBuilder();
        TerminalSummary.print(result, SampleTrial.theory(result), SampleTrial.provenance(result),
                Path.of("out/report.html"), out, new TerminalStyle(color, unicode, width));
        return out.toString();
    }

    private static List<String> lines(TrialResult result, int width) {
        return print(result, false, true, width).lines().toList();
    }

    @Test
    void printsOnTerminalsOfAnyWidth() {
        for (int width = 1; width < 60; width++) {
            for (boolean unicode : new boolean[]{true, false}) {
                assertTrue(print(SampleTrial.digits(), false, unicode, width).contains("report.html"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void fitsTheWidthAndUsesIt(int width) {
        for (TrialResult result : List.of(SampleTrial.digits(), SampleTrial.weather(), SampleTrial.diverged())) {
            for (boolean unicode : new boolean[]{true, false}) {
                String text = print(result, false, unicode, width);
                text.lines().forEach(line -> assertTrue(line.length() <= width, line.length() + ": " + line));
                assertFalse(text.contains("\u001b"), "an escape code without colour");
                assertTrue(text.contains("out/report.html"));
            }
        }
    }

    @Test
    void tellsTheTheoryInOneSentence() {
        SettingTheory theory = SampleTrial.theory(SampleTrial.digits()).theory();
        String text = String.join(" ", lines(SampleTrial.digits(), 80));
        String samples = theory.samples() == theory.available() ? "the 60" : "60 of the " + theory.available();
        assertTrue(text.contains("Theory, on " + samples + " training samples of " + theory.split()
                + ": with the comparison points tried the theorem guarantees nothing (4 of 6 conditions hold, "), text);
        assertTrue(text.contains("this run proves of itself a mean training loss of at most "
                + Figures.number(theory.certification().bestCertificate().bound()) + "; measured "
                + Figures.number(theory.certification().path().meanLoss()) + "."), text);
        assertTrue(String.join(" ", lines(SampleTrial.diverged(), 80)).contains("No setting was recommended"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void tellsEveryHeadCountWithItsBestSetting(int width) {
        List<String> lines = lines(SampleTrial.digits(), width);
        for (String row : List.of("1 1 gauss 8.0 % ± 0.3 0.240", "2 4 gauss 4.7 % ± 0.3 0.141",
                "* 8 1 gauss 2.8 % ± 0.3 0.0825", "16 4 gauss 2.1 % ± 0.3 0.0622",
                "logistic regression 8.1 % ± 0.4 0.243", "majority class 49.6 % ± 0.4 1.49")) {
            assertTrue(lines.stream().map(line -> line.strip().replaceAll(" +", " ").replace("gauss 300", "gauss"))
                    .anyMatch(line -> line.startsWith(row)), () -> row + " not in\n" + String.join("\n", lines));
        }
    }

    /** The edge of a trial that was stopped is where it was stopped, not what the user asked for. */
    @Test
    void aStoppedTrialAdvisesNoWiderOne() {
        TrialResult whole = SampleTrial.digits();
        TrialResult stopped = new TrialResult(whole.settings(), whole.data(), whole.splits(), whole.cells(),
                whole.summaries(), whole.baselines(), whole.comparisons(), whole.stepRanges(), whole.recommendation(),
                whole.heldOut(), whole.seconds(), 0, whole.threads(), whole.kernels(), 3);
        assertTrue(String.join(" ", lines(whole, 80)).contains("To look beyond, give the same command with "));
        assertFalse(String.join(" ", lines(stopped, 80)).contains("To look beyond"));
    }

    @Test
    void barsAreAsLongAsTheErrors() {
        List<String> lines = lines(SampleTrial.digits(), 120);
        long one = bar(lines, "1 head");
        long sixteen = bar(lines, "16 heads");
        long baseline = bar(lines, "logistic regression ");
        assertEquals(40, baseline);
        assertEquals((long) Math.floor(40 * 0.08 / 0.081), one);
        assertEquals((long) Math.floor(40 * SampleTrial.error(16, 4, false) / 0.081), sixteen);
    }

    /** Full blocks of a bar; those of the training curve come after the figure. */
    private static long bar(List<String> lines, String label) {
        String line = lines.stream().filter(l -> l.strip().startsWith(label) && l.contains("█")).findFirst()
                .orElseThrow();
        return line.substring(0, line.indexOf('%')).chars().filter(c -> c == '█').count();
    }

    @Test
    void curvesFallFromLeftToRight() {
        String line = lines(SampleTrial.digits(), 120).stream().filter(l -> l.strip().startsWith("16 heads"))
                .findFirst().orElseThrow();
        String curve = line.substring(line.indexOf('%') + 1).strip().split(" ", -1)[0];
        assertEquals(30, curve.length());
        assertEquals('█', curve.charAt(0));
        assertEquals('▁', curve.charAt(29));
        for (int i = 1; i < curve.length(); i++) {
            assertTrue(curve.charAt(i) <= curve.charAt(i - 1), curve);
        }
    }

    /** The figure of the headline stands in the table, under the row of the setting that measured another one. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80})
    void theHeadlinesFigureStandsInTheTable(int width) {
        for (TrialResult result : List.of(SampleTrial.digits(), SampleTrial.weather())) {
            List<String> lines = lines(result, width);
            int own = IntStream.range(0, lines.size()).filter(i -> lines.get(i).matches("[* ] +8 +1 +gauss.*"))
                    .findFirst().orElseThrow();
            String next = lines.get(own + 1).strip().replaceAll(" +", " ");
            assertTrue(next.matches("corrected for (the )?choice 2.6 % \\(2.0 to 3.5 %\\)"), next);
            assertTrue(String.join(" ", lines).replaceAll(" +", " ")
                    .contains(" corrected: each fold is judged by the setting that the other folds choose "));
            assertTrue(result.recommendation().headline().contains("2.6 %"));
        }
        String apart = String.join("\n", lines(SampleTrial.hostile("x"), width));
        assertFalse(apart.contains("corrected: "), apart);
        assertTrue(apart.matches("(?s).*\n +on (the )?samples set aside +3.0 %  \\(2.4 to 3.8 %\\)\n.*"), apart);
        assertTrue(apart.matches("(?s).*\n +on (the )?samples set aside +8.0 %  \\(6.4 to 10.0 %\\)\n.*"), apart);
    }

    /** Also in the terminal, as the page does; a baseline that comes first has reasons of its own. */
    @Test
    void saysWhyFewerHeadsAreRecommendedThanMeasuredBest() {
        String sentence = "16 heads measured the lowest error, 2.1 % ± 0.4; 8 heads measured 2.8 % ± 0.3, within one"
                + " standard error of it, so the fewer are recommended.";
        String text = String.join(" ", lines(SampleTrial.digits(), 80));
        assertTrue(text.contains(sentence), text);
        assertFalse(String.join(" ", lines(SampleTrial.weather(), 80)).contains("measured the lowest error"));
    }

    @Test
    void saysOnceWhatStandsBehindPlusMinus() {
        for (int width : new int[]{60, 120}) {
            assertEquals(1, lines(SampleTrial.digits(), width).stream()
                    .filter("  ± one standard error over the folds"::equals).count());
        }
        assertTrue(
                print(SampleTrial.digits(), false, false, 80).contains("\n  +- one standard error over the folds\n"));
    }

    @Test
    void saysWhenTheSamplesAreTooFew() {
        assertTrue(String.join(" ", lines(SampleTrial.weather(), 80)).contains(SampleTrial.TOO_FEW));
        assertFalse(String.join(" ", lines(SampleTrial.digits(), 80)).contains("too few"));
    }

    @Test
    void theBaselineComesFirstWhenItIsAsGood() {
        String text = print(SampleTrial.weather(), false, true, 80);
        assertTrue(text.contains("* logistic regression"));
        assertTrue(text.indexOf("* logistic regression") < text.indexOf("gauss"));
        String other = print(SampleTrial.digits(), false, true, 80);
        assertTrue(other.indexOf("logistic regression") > other.indexOf("gauss"));
        assertEquals(1, text.lines().filter(line -> line.startsWith("*")).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 120})
    void tellsHowToLookBeyondTheEdge(int width) {
        String text = String.join(" ", lines(SampleTrial.digits(), width));
        String expected = "The choice lies at the edge of what was tried. To look beyond, give the same command with"
                + " --iterations 600 and --force (or another --out).";
        assertTrue(text.contains(expected), text);
        assertFalse(print(SampleTrial.diverged(), false, true, width).contains("at the edge"));
    }

    @Test
    void colourIsOnlyAdded() {
        String colored = print(SampleTrial.digits(), true, true, 80);
        assertTrue(colored.contains("\u001b[1m"));
        assertEquals(print(SampleTrial.digits(), false, true, 80), colored.replaceAll("\u001b\\[[0-9;]*m", "")
                .replaceAll("(?m) +$", ""));
    }

    @Test
    void isAsciiWhereBlocksDoNotArrive() {
        String text = print(SampleTrial.hostile("größe"), false, false, 80);
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(text.replace("größe", "name")), text);
        assertTrue(text.contains("2.8 % +- 0.3"));
        assertTrue(text.contains("####"));
        assertTrue(text.startsWith("größe: "));
    }

    @Test
    void aNameCannotSendEscapeCodes() {
        String text = print(SampleTrial.hostile("a\u001b[2Jb\u0007"), false, true, 80);
        assertTrue(text.startsWith("a?[2Jb?: "), text);
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' '));
    }

    @Test
    void theCommandCanBeCopiedAtAnyWidth() {
        for (int width : new int[]{60, 80, 120}) {
            String text = print(SampleTrial.digits(), false, true, width);
            String command = text.substring(text.indexOf("  mha train"), text.indexOf("\nReport:"))
                    .replaceAll(" \\\\\n +", " ").strip();
            assertEquals("mha train digits --heads 8 --step 1 --init gauss --iterations 300 --seed 1"
                    + " --out model.safetensors", command);
        }
    }

    @Test
    void saysSoWhenNothingCouldBeTrained() {
        String text = print(SampleTrial.diverged(), false, true, 80);
        assertTrue(text.contains("No setting can be recommended"));
        assertFalse(text.contains("mha train"));
        assertEquals(5, text.lines().filter(line -> line.contains("diverged") && line.contains("n/a")).count());
    }
}
