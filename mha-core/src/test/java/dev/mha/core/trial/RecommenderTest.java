package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult.Ending;
import dev.mha.core.trial.Difference.Confidence;
import dev.mha.core.trial.TrialSettings.Validation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecommenderTest {
    private static final TrialSettings SETTINGS = TrialSettings.DEFAULT.withHeads(List.of(1, 4, 8))
            .withSteps(List.of(0.5, 1.0, 2.0)).withIterations(100)
            .withInitializations(List.of(Initialization.GAUSS), false).withValidation(Validation.STRATIFIED, 4, 1);

    private static String all(Recommendation recommendation) {
        return recommendation.headline() + "\n" + String.join("\n", recommendation.verdict());
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
        assertEquals("Use 4 heads, step 1, gauss start, 100 iterations: error 4.5 % (95 % interval 3.7 to 5.5 %), "
                + "against 20.5 % for logistic regression.", recommendation.headline());
        assertEquals("--heads 4 --step 1 --init gauss --iterations 100 --seed 1", recommendation.trainOptions());
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
        assertTrue(recommendation.headline().contains("probably errs less"), recommendation.headline());
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
    void recommendsNothingWhenAllDiverged() {
        Recommendation recommendation = new CellTable(100).diverged(1, 1, 4).diverged(4, 1, 4).recommend(SETTINGS, 100,
                .3, .3, .3, .3);
        assertNull(recommendation.chosen());
        assertTrue(recommendation.baselineAsGood());
        assertEquals("", recommendation.trainOptions());
        assertEquals("No setting can be recommended: try smaller steps. Until then logistic regression errs 30.0 %.",
                recommendation.headline());
    }

    @Test
    void trainOptionsNameASizeThatIsNotTheDefault() {
        Recommendation recommendation = new CellTable(100).row(4, 1, .1, .1, .1, .1).recommend(SETTINGS.withSize(2.5),
                100,
                .3, .3, .3, .3);
        assertEquals("--heads 4 --step 1 --init gauss --size 2.5 --iterations 100 --seed 1",
                recommendation.trainOptions());
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
        assertEquals(.225, recommendation.error().mean(), 1e-12);
        assertEquals(.3, recommendation.correctedError(), 1e-12);
        assertTrue(recommendation.baselineAsGood(), "a gain that is all luck is no gain");
    }
}
