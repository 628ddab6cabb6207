package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.Initialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
    /** Candidates by heads, each row: heads, then errors. Losses are the errors unless given. */
    private static Candidates candidates(int folds, double[][] losses, double[]... rows) {
        List<Setting> settings = new ArrayList<>();
        double[][] errors = new double[rows.length][];
        for (int c = 0; c < rows.length; c++) {
            settings.add(new Setting((int) rows[c][0], 1, Initialization.GAUSS, 100));
            errors[c] = Arrays.copyOfRange(rows[c], 1, rows[c].length);
        }
        return new Candidates(settings, errors, losses == null ? errors : losses, errors, folds);
    }

    @Test
    void takesFewerHeadsWithinOneStandardError() {
        // the lowest has mean .10 and standard error .02 / sqrt(3) * ... : deviations .02 0 .02, sd .02, se .0115
        Candidates candidates = candidates(3, null, new double[]{1, .12, .12, .12}, new double[]{2, .11, .11, .11},
                new double[]{4, .08, .10, .12}, new double[]{8, .08, .11, .12});
        Selection selection = Selection.choose(candidates);
        assertEquals(2, selection.lowest());
        assertEquals(1, selection.chosen(), "2 heads at .110 are inside .1115, 1 head at .12 is not");
    }

    /** The same samples judged twice are no more samples: the standard error stays that of three folds. */
    @Test
    void repeatsDoNotShrinkTheStandardError() {
        // deviations .02 0 .02, twice: sd .0179, over three folds .0103, over six values it would be .0073
        Candidates candidates = candidates(3, null, new double[]{2, .109, .109, .109, .109, .109, .109},
                new double[]{4, .08, .10, .12, .08, .10, .12});
        assertEquals(1, Selection.choose(candidates).lowest());
        assertEquals(0, Selection.choose(candidates).chosen());
    }

    /** The folds that choose for another are of one repeat: over 3 of them the standard error is .0115, not .0163. */
    @Test
    void theFoldsThatChooseForAnotherAreOfOneRepeat() {
        Candidates candidates = candidates(4, null, new double[]{2, .113, .113, .113, .113, .113, .113, .113, .113},
                new double[]{4, .08, .10, .12, .10, .08, .10, .12, .10});
        double[] corrected = Selection.correctedErrors(candidates);
        assertEquals(.10, corrected[3]);
        assertEquals(.10, corrected[7]);
    }

    @Test
    void takesTheLowestOfTheFewestHeads() {
        Candidates candidates = candidates(3, null, new double[]{1, .11, .11, .11}, new double[]{1, .105, .105, .105},
                new double[]{4, .08, .10, .12});
        assertEquals(1, Selection.choose(candidates).chosen());
    }

    @Test
    void lossBreaksTiesOfErrors() {
        Candidates candidates = candidates(2, new double[][]{{3, 3}, {2, 2}, {2.5, 2.5}}, new double[]{4, .2, .1},
                new double[]{4, .1, .2}, new double[]{4, .15, .15});
        assertEquals(1, Selection.choose(candidates).lowest());
        assertEquals(1, Selection.choose(candidates).chosen());
    }

    /** The figures of a setting are those of the iterations that are recommended. */
    @Test
    void equalCountsTieInASummaryToo() {
        double[] spread = {.1, .2, .3, .1, .2};
        double[] other = {.3, .1, .1, .2, .2};
        for (double[][] errors : new double[][][]{{spread, other}, {other, spread}}) {
            CellTable table = new CellTable(100);
            for (int s = 0; s < 5; s++) {
                table.add(4, 1, Initialization.GAUSS, s, CellResult.Ending.COMPLETED, 0, 4,
                        List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(50, .2, .3, errors[0][s]),
                                new Checkpoint(100, .1, .4, errors[1][s])));
            }
            assertEquals(50, Summaries.of(table.cells(), List.of(50, 100), 1).bestIterations());
        }
    }

    @Test
    void equalCountsOfErrorsTieWhateverTheRounding() {
        double[] spread = {.1, .2, .3, .1, .2};
        double[] other = {.3, .1, .1, .2, .2};
        Candidates candidates = new Candidates(
                List.of(new Setting(2, 1, Initialization.GAUSS, 9), new Setting(2, 1, Initialization.SIGN, 9)),
                new double[][]{spread, other}, new double[][]{{2, 2, 2, 2, 2}, {1, 1, 1, 1, 1}},
                new double[][]{spread, other}, 5);
        assertEquals(1, Selection.choose(candidates).lowest());
    }

    /** Nine of fifty samples wrong, however they lie in the folds: one number wherever it is shown or compared. */
    @Test
    void equalCountsAreEqualNumbersEverywhere() {
        double[][] folds = {{.1, .2, .3, .1, .2}, {.3, .1, .1, .2, .2}};
        assertNotEquals(FoldStatistics.mean(folds[0]), FoldStatistics.mean(folds[1]), "else nothing is tested");
        List<Estimate> errors = new ArrayList<>();
        List<BaselineSummary> baselines = new ArrayList<>();
        CellTable table = new CellTable(100);
        for (int order = 0; order < 2; order++) {
            double[] fold = folds[order];
            double loss = 2 - order;
            for (int s = 0; s < 5; s++) {
                table.add(4, order + 1, Initialization.GAUSS, s, CellResult.Ending.COMPLETED, 0, 4,
                        List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(100, .1, loss, fold[s])));
            }
            baselines.add(Summaries.ofBaselines(Arrays.stream(fold)
                    .mapToObj(error -> new Baseline("loss " + loss, new Metrics(10, loss, error, 0, 1, .9))).toList(),
                    1));
            errors.add(baselines.getLast().error());
        }
        table.combinations().values().stream().map(cells -> Summaries.of(cells, List.of(100), 1)).forEach(summary -> {
            errors.add(summary.bestTestError());
            errors.add(summary.testError());
        });
        Candidates candidates = Candidates.of(table.combinations().values(), List.of(100), 5);
        errors.add(candidates.error(0));
        errors.add(candidates.error(1));
        errors.forEach(error -> assertEquals(.18, error.mean()));
        assertEquals("loss 1.0", Recommender.strongest(baselines).name());
        assertEquals("loss 1.0", Recommender.strongest(baselines.reversed()).name());
        assertEquals(1, Selection.choose(candidates).chosen());
        table.row(8, 1, .3, .3, .3, .3, .3);
        TrialSettings settings = TrialSettings.DEFAULT.withHeads(List.of(4, 8)).withSteps(List.of(1.0, 2.0))
                .withIterations(100);
        HeadComparison best = HeadComparisons.of(table.combinations(), settings, null).stream()
                .filter(one -> one.kind() == HeadComparison.Kind.BEST_STEP).findFirst().orElseThrow();
        assertEquals(2, best.rows().getFirst().step());
    }

    @Test
    void withoutSpreadOnlyTheLowestErrorCounts() {
        Candidates candidates = candidates(2, null, new double[]{1, .11, .11}, new double[]{4, .1, .1});
        assertEquals(1, Selection.choose(candidates).chosen());
    }

    @Test
    void judgesEachFoldByTheChoiceOfTheOthers() {
        // Each candidate shines on one fold by luck: chosen on the other two it is judged where it does not shine.
        Candidates candidates = candidates(3, null, new double[]{1, 0, .3, .3}, new double[]{1, .3, 0, .3},
                new double[]{1, .3, .3, 0});
        assertEquals(.2, candidates.error(Selection.choose(candidates).chosen()).mean(), 1e-12);
        assertArrayEquals(new double[]{.3, .3, .3}, Selection.correctedErrors(candidates), 1e-15);
    }

    @Test
    void otherRepeatsDoNotVoteOnTheFoldsOfThis() {
        // In repeat 2 candidate 1 is perfect; in repeat 1 candidate 0 is, and must be chosen there.
        Candidates candidates = candidates(2, null, new double[]{1, 0, 0, .4, .4}, new double[]{1, .1, .1, 0, 0});
        assertArrayEquals(new double[]{0, 0, 0, 0}, Selection.correctedErrors(candidates));
    }

    @Test
    void runnerUpHasAnotherHeadCount() {
        Candidates candidates = candidates(2, null, new double[]{4, .1, .1}, new double[]{4, .11, .11},
                new double[]{8, .2, .2}, new double[]{1, .3, .3});
        assertEquals(2, Selection.runnerUp(candidates, 0));
        assertEquals(-1, Selection.runnerUp(candidates(2, null, new double[]{4, .1, .1}), 0));
    }

    private static Candidates tied(double[] losses, Setting... settings) {
        double[][] errors = new double[settings.length][2];
        double[][] loss = new double[settings.length][2];
        for (int c = 0; c < settings.length; c++) {
            Arrays.fill(errors[c], .1);
            Arrays.fill(loss[c], losses[c]);
        }
        return new Candidates(List.of(settings), errors, loss, loss, 2);
    }

    private static Setting setting(int heads, int iterations) {
        return new Setting(heads, 1, Initialization.GAUSS, iterations);
    }

    @Test
    void equalErrorsAndLossesGoToTheFewestHeadsThenTheFewestIterations() {
        Candidates candidates = tied(new double[]{1, 1, 1, 1}, setting(8, 25), setting(4, 200), setting(4, 50),
                setting(4, 100));
        assertEquals(2, Selection.choose(candidates).lowest());
        assertEquals(2, Selection.choose(candidates).chosen());
    }

    @Test
    void aLowerLossCountsMoreThanFewerIterations() {
        Candidates candidates = tied(new double[]{2, 1}, setting(4, 50), setting(4, 100));
        assertEquals(1, Selection.choose(candidates).lowest());
        assertEquals(1, Selection.choose(candidates).chosen());
        assertEquals(1, Selection.choose(tied(new double[]{2, 1}, setting(4, 50), setting(8, 100))).lowest(),
                "and more than fewer heads, for the lowest");
    }

    @Test
    void amongTheFewestHeadsTheLowerErrorCountsMoreThanLossAndIterations() {
        Candidates candidates = new Candidates(List.of(setting(4, 50), setting(4, 100), setting(8, 100)),
                new double[][]{{.11, .11, .11}, {.105, .105, .105}, {.08, .10, .12}},
                new double[][]{{1, 1, 1}, {2, 2, 2}, {3, 3, 3}}, new double[3][3], 3);
        assertEquals(2, Selection.choose(candidates).lowest());
        assertEquals(1, Selection.choose(candidates).chosen());
    }

    @Test
    void runnersUpWithEqualErrorsGoByLoss() {
        assertEquals(2,
                Selection.runnerUp(tied(new double[]{1, 3, 2}, setting(4, 50), setting(8, 50), setting(16, 50)), 0));
    }
}
