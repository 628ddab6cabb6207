package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.metric.Interval;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult.Ending;
import dev.mha.core.trial.Difference.Confidence;
import dev.mha.core.trial.TrialSettings.Validation;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecommenderTest {
    private static final TrialSettings SETTINGS = TrialSettings.DEFAULT.withHeads(List.of(1, 4, 8))
            .withSteps(List.of(0.5, 1.0, 2.0)).withIterations(100)
            .withInitializations(List.of(Initialization.GAUSS), false).withValidation(Validation.STRATIFIED, 4, 1);

    private static String all(Recommendation recommendation) {
        return recommendation.headline() + "\n" + String.join("\n", recommendation.text().verdict());
    }

    @Test
    void recommendsAttentionWhenItIsClearlyBetter() {
        Recommendation recommendation = new CellTable(100).row(1, 1, .10, .11, .10, .11).row(4, 1, .04, .05, .04, .05)
                .row(8, 1, .038, .052, .038, .048).recommend(SETTINGS, 500, .20, .21, .20, .21);
        assertEquals(new Setting(4, 1, Initialization.GAUSS, 100), recommendation.chosen());
        assertEquals(8, recommendation.lowest().heads());
        assertFalse(recommendation.baselineAsGood());
        assertEquals(Confidence.CLEAR, recommendation.confidence());
        assertEquals(.16, recommendation.toBaseline().error().mean(), 1e-12);
        assertEquals(8, recommendation.runnerUp().heads());
        assertEquals(-.001, recommendation.toRunnerUp().error().mean(), 1e-12);
        assertTrue(
                all(recommendation).contains(
                        "8 heads, step 1, gauss start, 100 iterations, measured 0.1 +- 0.7 points less than it."),
                all(recommendation));
        assertEquals(
                "Use 4 heads, step 1, gauss start, 100 iterations: expect an error of 4.5 % (95 % interval 3.7 to 5.5"
                        + " %), against 20.5 % for logistic regression.",
                recommendation.headline());
        assertEquals("--heads 4 --step 1 --init gauss --iterations 100 --seed 1", recommendation.text().trainOptions());
        assertTrue(all(recommendation).contains("within one standard error of it, with fewer heads"),
                all(recommendation));
    }

    @Test
    void putsTheBaselineFirstWhenItIsAsGood() {
        Recommendation recommendation = new CellTable(100).row(1, 1, .30, .28, .29, .31).row(4, 1, .29, .29, .30, .29)
                .recommend(SETTINGS, 360, .29, .30, .28, .30);
        assertTrue(recommendation.baselineAsGood());
        assertEquals(Confidence.NONE, recommendation.confidence());
        assertTrue(recommendation.headline().startsWith("Use logistic regression: it errs 29.3 %"),
                recommendation.headline());
        assertTrue(all(recommendation).contains("If it is to be attention all the same: "), all(recommendation));
        assertTrue(all(recommendation).contains("On the folds the attention setting chosen (")
                && !all(recommendation).contains("to take"), all(recommendation));
    }

    @Test
    void saysWhenAttentionIsWorse() {
        Recommendation recommendation = new CellTable(100).row(4, 1, .30, .31, .29, .30).recommend(SETTINGS, 360, .19,
                .20, .18, .21);
        assertTrue(recommendation.baselineAsGood());
        assertEquals(Confidence.WORSE, recommendation.confidence());
        assertTrue(recommendation.headline().contains("less than attention does"), recommendation.headline());
    }

    @Test
    void doesNotOverclaimASmallGain() {
        Recommendation recommendation = new CellTable(100).row(4, 1, .10, .06, .05, .12).recommend(SETTINGS, 100, .11,
                .10, .09, .13);
        assertEquals(Confidence.LIKELY, recommendation.confidence());
        assertFalse(recommendation.baselineAsGood());
        assertTrue(recommendation.headline().contains(": it erred less than logistic regression"),
                recommendation.headline());
        assertTrue(recommendation.headline().contains("chance may explain"), recommendation.headline());
    }

    @Test
    void divergedCombinationsAreNeverChosen() {
        CellTable table = new CellTable(100).row(4, 1, .10, .10, .10, .10);
        for (int s = 0; s < 4; s++) {
            table.add(4, 2, Initialization.GAUSS, s, s == 2 ? Ending.DIVERGED : Ending.COMPLETED, 1, 4,
                    List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(100, .01, .01, .01)));
        }
        Recommendation recommendation = table.recommend(SETTINGS, 100, .3, .3, .3, .3);
        assertEquals(1, recommendation.chosen().step());
        assertTrue(all(recommendation).contains("1 of 2 combinations diverged"), all(recommendation));
        assertTrue(all(recommendation).contains("steps up to 1 never raised the training loss, and step 2 diverged"),
                all(recommendation));
    }

    @Test
    void saysWhichStepsRaisedTheLoss() {
        CellTable one = new CellTable(100).row(4, 1, .1, .1, .1, .1);
        rising(one, 2);
        String words = all(one.recommend(SETTINGS, 100, .3, .3, .3, .3));
        assertTrue(words.contains("up to 1 never raised the training loss; step 2 did, and came down again"), words);

        CellTable two = new CellTable(100).row(4, 1, .1, .1, .1, .1);
        rising(two, 2);
        rising(two, 4);
        words = all(two.recommend(SETTINGS, 100, .3, .3, .3, .3));
        assertTrue(words.contains("up to 1 never raised the training loss; larger ones did, and came down again"),
                words);
    }

    /** Trainings with 4 heads that rose seven times on their way. */
    private static void rising(CellTable table, double step) {
        for (int s = 0; s < 4; s++) {
            table.add(4, step, Initialization.GAUSS, s, Ending.COMPLETED, 7, 4,
                    List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(100, .2, .2, .2)));
        }
    }

    @Test
    void recommendsNothingWhenAllDiverged() {
        Recommendation recommendation = new CellTable(100).diverged(1, 1, 4).diverged(4, 1, 4).recommend(SETTINGS, 100,
                .3, .3, .3, .3);
        assertNull(recommendation.chosen());
        assertTrue(recommendation.baselineAsGood());
        assertEquals("", recommendation.text().trainOptions());
        assertEquals("No setting can be recommended: try smaller steps. Until then logistic regression errs 30.0 %.",
                recommendation.headline());
    }

    @Test
    void trainOptionsNameASizeThatIsNotTheDefault() {
        Recommendation recommendation = new CellTable(100).row(4, 1, .1, .1, .1, .1).recommend(SETTINGS.withSize(2.5),
                100,
                .3, .3, .3, .3);
        assertEquals("--heads 4 --step 1 --init gauss --size 2.5 --iterations 100 --seed 1",
                recommendation.text().trainOptions());
    }

    @Test
    void oneHeadCountHasNoRunnerUp() {
        Recommendation recommendation = new CellTable(100).row(4, 1, .1, .1, .1, .1).row(4, 2, .2, .2, .2, .2)
                .recommend(SETTINGS.withHeads(List.of(4)), 100, .3, .3, .3, .3);
        assertNull(recommendation.runnerUp());
        assertNull(recommendation.toRunnerUp());
        assertEquals(1, recommendation.chosen().step());
    }

    @Test
    void tellsThatZeroStartKeepsHeadsEqual() {
        CellTable table = new CellTable(100);
        for (int s = 0; s < 4; s++) {
            table.add(8, 1, Initialization.ZERO, s, Ending.COMPLETED, 0, 1,
                    List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(100, .1, .1, .1)));
        }
        Recommendation recommendation = table.recommend(
                SETTINGS.withHeads(List.of(8)).withInitializations(List.of(Initialization.ZERO), true), 100, .3, .3, .3,
                .3);
        assertTrue(all(recommendation).contains(
                "From a zero start all heads stay equal for ever, so any number of them is one head with another "
                        + "output scale; the 8 heads tried ended as 1 distinct head."),
                all(recommendation));
    }

    @Test
    void correctsTheErrorForTheChoice() {
        // Three settings of one head count, each with one lucky fold: 20 % by itself, 30 % once the luck is taken out.
        Recommendation recommendation = new CellTable(100).row(4, .5, 0, .3, .3, .3).row(4, 1, .3, 0, .3, .3)
                .row(4, 2, .3, .3, 0, .3).recommend(SETTINGS, 50, .3, .3, .3, .3);
        assertEquals(.225, recommendation.measured().error().mean(), 1e-12);
        assertEquals(.3, recommendation.corrected().error(), 1e-12);
    }

    @Test
    void aGainThatIsAllLuckIsNoGain() {
        // 20 % on every fold, clearly below 30 %; but the folds without one choose a setting that errs 30 % on that
        // one.
        double[] steady = {.2, .2, .2, .2};
        double[] baseline = {.3, .3, .3, .3};
        Recommendation recommendation = new CellTable(100).row(4, 1, steady).row(4, .5, .3, .19, .19, .19)
                .row(4, .6, .19, .3, .19, .19).row(4, .7, .19, .19, .3, .19).row(4, .8, .19, .19, .19, .3)
                .recommend(SETTINGS, 500, baseline);
        assertEquals(.2, recommendation.measured().error().mean(), 1e-12);
        assertEquals(Confidence.CLEAR,
                FoldStatistics.overSplits("baseline", baseline, steady, 1 / 3.0, 2000).confidence());
        assertEquals(.3, recommendation.corrected().error(), 1e-12);
        assertEquals(Confidence.NONE, recommendation.confidence());
        assertTrue(recommendation.baselineAsGood(), recommendation.headline());
    }

    @Test
    void saysWhenTheRunnerUpErrsMore() {
        Recommendation recommendation = new CellTable(100).row(1, 1, .1, .1, .1, .1).row(4, 1, .2, .2, .2, .2)
                .recommend(SETTINGS, 100, .3, .3, .3, .3);
        assertEquals(.1, recommendation.toRunnerUp().error().mean(), 1e-12);
        assertTrue(
                all(recommendation).contains(
                        "4 heads, step 1, gauss start, 100 iterations, measured 10.0 +- 2.5 points more than it."),
                all(recommendation));
    }

    @Test
    void aSummaryTellsTheFewestDistinctHeadsOfAnySplit() {
        CellTable table = new CellTable(100);
        for (int distinct : new int[]{4, 2, 3}) {
            table.add(4, 1, Initialization.GAUSS, table.cells().size(), Ending.COMPLETED, 0, distinct,
                    List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(100, .1, .1, .1)));
        }
        assertEquals(2, Summaries.of(table.cells(), List.of(100), 1).distinctHeads());
    }

    /** 2000 judgements of 1000 samples: the second repeat has no new samples. */
    @Test
    void repeatsAreNoFurtherSamples() {
        double[] own = {.1, .1, .1, .1, .1, .1, .1, .1};
        double[] other = {.3, .3, .3, .3, .3, .3, .3, .3};
        Recommendation recommendation = new CellTable(100).row(4, 1, own)
                .row(8, 1, .2, .2, .2, .2, .2, .2, .2, .2)
                .recommend(SETTINGS.withValidation(Validation.STRATIFIED, 4, 2), 250, other);
        Interval interval = Interval.wilson(100, 1000);
        assertEquals(interval.low(), recommendation.corrected().low(), 1e-12);
        assertEquals(interval.high(), recommendation.corrected().high(), 1e-12);
        assertEquals(Math.sqrt((.1 * .9 + .3 * .7) / 1000), recommendation.toBaseline().error().standardError(), 1e-12);
        assertEquals(Math.sqrt((.1 * .9 + .2 * .8) / 1000), recommendation.toRunnerUp().error().standardError(), 1e-12);
    }

    @Test
    void saysWhichErrorIsTheSettingsOwn() {
        Recommendation recommendation = new CellTable(100).row(4, .5, 0, .3, .3, .3).row(4, 1, .3, 0, .3, .3)
                .row(4, 2, .3, .3, 0, .3).recommend(SETTINGS, 500, .6, .6, .6, .6);
        String first = recommendation.text().verdict().getFirst();
        assertTrue(recommendation.headline().contains("expect an error of 30.0 %"), recommendation.headline());
        assertTrue(first
                .startsWith(
                        "On the folds the setting to take (4 heads, step 0.5, gauss start, 100 iterations) measured 22.5 +- 7.5 %,"
                                + " a little low"),
                first);
        assertTrue(first.contains(" the error is 30.0 %, 95 % interval 28.0 to 32.0 %. "), first);
        assertTrue(first.endsWith("Logistic regression errs 60.0 % on the same folds; the difference to the 30.0 % is "
                + "30.0 +- 1.5 points, more than chance explains."), first);
    }

    /** The headline, the reasons and the documents speak of one figure: what the setting measured is another. */
    @Test
    void theHeadlineNamesTheErrorToExpect() {
        CellTable luck = new CellTable(100).row(4, .5, 0, .3, .3, .3).row(4, 1, .3, 0, .3, .3).row(4, 2, .3, .3, 0, .3);
        Recommendation none = luck.recommend(SETTINGS, 10, .3, .3, .3, .3);
        assertEquals("Use logistic regression: it errs 30.0 %, and no attention setting is better by more than chance"
                + " explains (30.0 %, corrected for the choice).", none.headline());
        assertEquals(.3, none.expected().error(), 1e-12);
        assertFalse(none.expected().setAside());
        Recommendation worse = luck.recommend(SETTINGS, 500, .1, .1, .1, .1);
        assertEquals("Use logistic regression: it errs 10.0 %, less than attention does (30.0 %, corrected for the"
                + " choice).", worse.headline());
    }

    @Test
    void saysWhenTheSamplesAreTooFewForTheHeadCounts() {
        CellTable table = new CellTable(100).row(1, 1, .3, .2, .3, .2).row(4, 1, .2, .3, .2, .2)
                .row(8, 1, .2, .2, .2, .2);
        Interval interval = Interval.wilson(40 * table.recommend(SETTINGS, 10, .3, .3, .3, .3).corrected().error(), 40);
        String text = table.recommend(SETTINGS, 10, .3, .3, .3, .3).text().tooFew();
        assertEquals(String.format(Locale.ROOT,
                "40 test samples are too few to tell the head counts apart: each at its best, they measured within 5.0"
                        + " points of each other, and the 95 %% interval of the error over the folds is %.1f points wide (%.1f"
                        + " to %.1f %%). Take the choice among them for a guess; only more samples make it surer.",
                100 * (interval.high() - interval.low()), 100 * interval.low(), 100 * interval.high()), text);
        assertEquals("", table.recommend(SETTINGS, 1000, .3, .3, .3, .3).text().tooFew());
        // one head count: then the settings are compared
        String settings = new CellTable(100).row(4, .5, .2, .2, .2, .2).row(4, 1, .2, .3, .2, .2)
                .recommend(SETTINGS, 10, .3, .3, .3, .3).text().tooFew();
        assertTrue(
                settings.startsWith(
                        "40 test samples are too few to tell the settings apart: they measured within 2.5 points"
                                + " of each other, and the 95 % interval"),
                settings);
        assertEquals("", new CellTable(100).row(4, 1, .2, .2, .2, .2).recommend(SETTINGS, 10, .3, .3, .3, .3).text()
                .tooFew());
    }

    @Test
    void namesTheOptionsThatLookBeyondTheEdge() {
        Recommendation edge = new CellTable(100).row(1, 1, .3, .3, .3, .3).row(4, 1, .2, .2, .2, .2)
                .row(8, 2, .1, .1, .1, .1).recommend(SETTINGS, 100, .3, .3, .3, .3);
        assertEquals("--heads 4,8,16 --steps 1,2,4 --iterations 200", edge.text().beyond());
        assertTrue(all(edge).contains("The choice takes the most heads, the largest step and all iterations that the "
                + "trial allowed. Beyond may be better: to look, give the same command with --heads 4,8,16 --steps"
                + " 1,2,4 --iterations 200 and --force (or another --out)."), all(edge));
        Recommendation smallest = new CellTable(100).row(4, .5, .1, .1, .1, .1).recommend(SETTINGS, 100, .3, .3, .3,
                .3);
        assertEquals("--steps 0.25,0.5,1 --iterations 200", smallest.text().beyond());
        CellTable inside = new CellTable(100);
        for (int s = 0; s < 4; s++) {
            inside.add(4, 1, Initialization.GAUSS, s, Ending.COMPLETED, 0, 4,
                    List.of(new Checkpoint(0, .7, .7, .5), new Checkpoint(50, .2, .2, .1),
                            new Checkpoint(100, .1, .3, .1)));
        }
        Recommendation none = inside.recommend(SETTINGS, 100, .3, .3, .3, .3);
        assertEquals("", none.text().beyond());
        assertFalse(all(none).contains("The choice takes"), all(none));
    }

    @Test
    void theNextStepKeepsTheRatioAndStaysDistinct() {
        assertEquals("--steps 1,3,9", edge(3, List.of(.3, 1.0, 3.0)));
        assertEquals("--steps 0.09,0.3,1", edge(.3, List.of(.3, 1.0, 3.0)));
        assertEquals("--steps 1,1.01,1.0201", edge(1.01, List.of(1.0, 1.01)));
        assertEquals("--steps 1.0E300,1.0E308", edge(1e308, List.of(1e300, 1e308)));
        assertEquals("", edge(1, List.of(1.0)));
    }

    private static String edge(double step, List<Double> steps) {
        return String.join(" ", SweepEdge.of(new Setting(4, step, Initialization.GAUSS, 50), SETTINGS.withSteps(steps))
                .stream().map(SweepEdge::option).toList());
    }

    @Test
    void aStartThatWasNotSweptHasNoEdge() {
        TrialSettings settings = SETTINGS.withHeads(List.of(1, 4)).withSteps(List.of(.5, 1.0))
                .withInitializations(List.of(Initialization.GAUSS, Initialization.SIGN), false);
        assertEquals(List.of(), SweepEdge.of(new Setting(4, 1, Initialization.SIGN, 50), settings));
        assertEquals(2, SweepEdge.of(new Setting(4, 1, Initialization.GAUSS, 50), settings).size());
    }

    /** Of baselines that err alike the one with the lower loss is to be beaten. */
    @Test
    void theLossDecidesBetweenBaselinesThatErrAlike() {
        Estimate error = new Estimate(0.25, 0.01);
        BaselineSummary high = new BaselineSummary("high", List.of(), new Estimate(0.7, 0.01), error, 0.5);
        BaselineSummary low = new BaselineSummary("low", List.of(), new Estimate(0.6, 0.01), error, 0.5);
        assertEquals("low", Recommender.strongest(List.of(high, low)).name());
        assertEquals("low", Recommender.strongest(List.of(low, high)).name());
    }
}
