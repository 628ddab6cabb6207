package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult.Ending;
import dev.mha.core.trial.HeadComparison.Kind;
import dev.mha.core.trial.HeadComparison.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadComparisonsTest {
    private static final TrialSettings SETTINGS = TrialSettings.DEFAULT.withHeads(List.of(1, 4))
            .withSteps(List.of(1.0, 2.0)).withIterations(8)
            .withInitializations(List.of(Initialization.GAUSS), false);

    private static List<Checkpoint> path(double... trainLosses) {
        int[] iterations = {0, 1, 2, 4, 8};
        Checkpoint[] points = new Checkpoint[trainLosses.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = new Checkpoint(iterations[i], trainLosses[i], 10 + trainLosses[i], i / 100.0);
        }
        return List.of(points);
    }

    private static CellTable add(CellTable table, int heads, double step, List<List<Checkpoint>> splits) {
        for (int s = 0; s < splits.size(); s++) {
            table.add(heads, step, Initialization.GAUSS, s, Ending.COMPLETED, 0, heads, splits.get(s));
        }
        return table;
    }

    @Test
    void comparesAtTheFirstCheckpointAsLowAsAllReach() {
        CellTable table = new CellTable(8);
        // split 0: one head reaches .3, four reach .1, so the target is .3; split 1: .2, where one head is lowest half
        // way
        add(table, 1, 1, List.of(path(.7, .6, .5, .4, .3), path(.7, .4, .15, .16, .17)));
        add(table, 4, 1, List.of(path(.7, .31, .25, .2, .1), path(.7, .6, .5, .3, .2)));
        HeadComparison comparison = HeadComparisons
                .of(table.combinations(), SETTINGS, new Setting(1, 1, Initialization.GAUSS, 8)).get(2);
        assertEquals(Kind.EQUAL_TRAINING_LOSS, comparison.kind());
        assertEquals(.25, comparison.trainLoss(), 1e-15);
        Row one = comparison.rows().get(0);
        assertEquals((8 + 2) / 2.0, one.iterations());
        assertEquals((.3 + .15) / 2, one.trainLoss().mean(), 1e-15);
        assertEquals((.04 + .02) / 2, one.testError().mean(), 1e-15);
        Row four = comparison.rows().get(1);
        assertEquals((2 + 8) / 2.0, four.iterations());
        assertEquals(10 + (.25 + .2) / 2, four.testLoss().mean(), 1e-12);
    }

    @Test
    void sameStepTakesTheEndAndBestStepTheBest() {
        CellTable table = new CellTable(8);
        add(table, 1, 1, List.of(path(.7, .6, .5, .4, .3), path(.7, .6, .5, .4, .3)));
        add(table, 1, 2, List.of(path(.7, .2), path(.7, .2)));
        add(table, 4, 1, List.of(path(.7, .3, .2, .1), path(.7, .3, .2, .1)));
        List<HeadComparison> comparisons = HeadComparisons
                .of(table.combinations(), SETTINGS, new Setting(4, 1, Initialization.GAUSS, 8));
        assertEquals(List.of(1.0, 1.0), comparisons.get(0).rows().stream().map(Row::step).toList());
        assertEquals(.3, comparisons.get(0).rows().get(0).trainLoss().mean(), 1e-15);
        Row best = comparisons.get(1).rows().get(0);
        assertEquals(.01, best.testError().mean(), "the lowest error of one head is after one iteration");
        assertEquals(2.0, best.step(), "loss breaks the tie of the two steps");
        assertTrue(comparisons.get(1).reading().startsWith("Each at the step and iterations that suit it best: "),
                comparisons.get(1).reading());
    }

    @Test
    void leavesOutWhatDivergedAndSaysSoWhenNothingIsLeft() {
        CellTable table = new CellTable(8).diverged(1, 1, 2);
        add(table, 4, 1, List.of(path(.7, .3), path(.7, .3)));
        for (HeadComparison comparison : HeadComparisons
                .of(table.combinations(), SETTINGS, new Setting(4, 1, Initialization.GAUSS, 8))) {
            assertEquals(List.of(), comparison.rows());
            assertTrue(comparison.reading().endsWith("fewer than two head counts can be compared."),
                    comparison.reading());
        }
        for (HeadComparison comparison : HeadComparisons
                .of(new CellTable(8).diverged(1, 1, 2).combinations(), SETTINGS, null)) {
            assertEquals(List.of(), comparison.rows());
            assertFalse(comparison.reading().contains("NaN"), comparison.reading());
        }
    }

    @Test
    void theSameStepTellsWhoseLossRoseMostThere() {
        CellTable table = new CellTable(8).row(8, 1, .1, .1);
        for (int s = 0; s < 2; s++) {
            table.add(1, 1, Initialization.GAUSS, s, Ending.COMPLETED, 3 + s, 1, path(.7, .3));
            table.add(4, 1, Initialization.GAUSS, s, Ending.COMPLETED, 1, 4, path(.7, .3));
        }
        List<HeadComparison> comparisons = HeadComparisons
                .of(table.combinations(), SETTINGS, new Setting(4, 1, Initialization.GAUSS, 8));
        String end = " With 1 head the training loss rose 7 times at this step, so part of the difference may come from "
                + "the step.";
        assertTrue(comparisons.get(0).reading().endsWith(end), comparisons.get(0).reading());
        assertFalse(comparisons.get(1).reading().contains("rose"), comparisons.get(1).reading());
        String quiet = HeadComparisons
                .of(new CellTable(8).row(1, 1, .1, .1).row(4, 1, .1, .1).combinations(), SETTINGS, null).get(0)
                .reading();
        assertFalse(quiet.contains("rose"), quiet);
    }

    @Test
    void stepRangesStopAtTheFirstAscent() {
        CellTable table = new CellTable(8).row(1, .5, .1, .1);
        table.add(1, 1, Initialization.GAUSS, 0, Ending.COMPLETED, 0, 1, path(.7, .1));
        table.add(1, 1, Initialization.GAUSS, 1, Ending.COMPLETED, 2, 1, path(.7, .1));
        table.row(1, 2, .1, .1).diverged(1, 4, 2).row(4, 1, .1, .1);
        List<StepRange> ranges = StepRanges.of(table.combinations());
        assertEquals(List.of(new StepRange(1, Initialization.GAUSS, .5, 1, 4),
                new StepRange(4, Initialization.GAUSS, 1, Double.NaN, Double.NaN)), ranges);
    }
}
