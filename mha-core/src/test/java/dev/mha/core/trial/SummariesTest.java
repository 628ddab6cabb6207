package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a combination are the sums, means and extremes of its trainings, worked out by hand. */
class SummariesTest {
    private static final double ROUNDING = 1e-15;

    @Test
    void sumsUpTheTrainingsOfACombination() {
        CellTable table = new CellTable(100);
        int[] ascents = {1, 0, 2, 0};
        int[] distinct = {4, 3, 4, 4};
        for (int s = 0; s < 4; s++) {
            table.add(4, 0.5, Initialization.SIGN, s, s == 2 ? Ending.DIVERGED : Ending.COMPLETED, ascents[s],
                    distinct[s],
                    List.of(new Checkpoint(0, 0.7, 0.7, 0.5), new Checkpoint(50, 0.4, 0.3 + 0.01 * s, 0.1),
                            new Checkpoint(100, 0.1 + 0.01 * s, 0.2 + 0.02 * s, 0.05 + 0.05 * s)));
        }
        SettingsSummary one = Summaries.of(table.cells(), List.of(50, 100), 2);
        assertEquals(4, one.heads());
        assertEquals(0.5, one.step());
        assertEquals(Initialization.SIGN, one.initialization());
        assertEquals(400, one.parameters());
        assertEquals(4, one.splits());
        assertEquals(1, one.diverged());
        assertEquals(3, one.ascents());
        assertEquals(3, one.distinctHeads());
        assertEquals(0.115, one.trainLoss().mean(), ROUNDING);
        // deviations of 0.005 and 0.015, two of each; four splits of two repeats are two folds
        assertEquals(Math.sqrt(0.0005 / 3 / 2), one.trainLoss().standardError(), ROUNDING);
        // the errors of a training part are half of those of the test part
        assertEquals(0.0625, one.trainError().mean(), ROUNDING);
        assertEquals(0.23, one.testLoss().mean(), ROUNDING);
        assertEquals(0.125, one.testError().mean(), ROUNDING);
        assertEquals(0.9, one.auc(), ROUNDING);
        // 10 % after 50 iterations, 12.5 % at the end
        assertEquals(50, one.bestIterations());
        assertEquals(0.315, one.bestTestLoss().mean(), ROUNDING);
        assertEquals(0.1, one.bestTestError().mean(), ROUNDING);
        assertEquals(0.5, one.seconds(), ROUNDING);
    }

    /** Equal errors go to the lower loss, not to the fewer iterations. */
    @Test
    void ofEqualErrorsTheLowerLossIsBest() {
        CellTable table = new CellTable(100);
        for (int s = 0; s < 3; s++) {
            table.add(4, 1, Initialization.GAUSS, s, Ending.COMPLETED, 0, 4,
                    List.of(new Checkpoint(0, 0.7, 0.7, 0.5), new Checkpoint(50, 0.1, 0.4, 0.2),
                            new Checkpoint(100, 0.2, 0.3, 0.2)));
        }
        assertEquals(100, Summaries.of(table.cells(), List.of(50, 100), 1).bestIterations());
    }
}
