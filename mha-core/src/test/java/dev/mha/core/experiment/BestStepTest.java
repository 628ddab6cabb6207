package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A best step at the edge of the sweep is told as such. */
class BestStepTest {
    private static final Experiment EXPERIMENT = MixtureExperiments
            .bestStep(new Form("made up", 2, List.of(1, 2, 4), List.of(1, 2)));

    /** @param planted step size and test loss of the planted teacher at 1, 2 and 4 heads */
    private static ExperimentResult result(double[]... planted) {
        Map<ExperimentCell, double[]> values = new LinkedHashMap<>();
        for (ExperimentCell cell : EXPERIMENT.cells()) {
            double[] figures = new double[EXPERIMENT.columns().size()];
            Arrays.fill(figures, 0.25);
            figures[EXPERIMENT.index(TrainingFigures.STEP_SIZE)] = 64;
            if (cell.series().equals("planted")) {
                double[] given = planted[EXPERIMENT.places().indexOf(cell.place())];
                figures[EXPERIMENT.index(TrainingFigures.STEP_SIZE)] = given[0];
                figures[EXPERIMENT.index(TrainingFigures.TEST_LOSS)] = given[1];
            }
            values.put(cell, figures);
        }
        return new ExperimentResult(EXPERIMENT, 1, values);
    }

    @Test
    void aRatioOfStepsAtTheEdgeIsNoMoreThanALimit() {
        List<Finding> findings = result(new double[]{4, 1.73}, new double[]{64, 5.24}, new double[]{64, 1.5})
                .findings();

        assertEquals("mixture: step size at 4 divided by that at 1 heads, at least 1", findings.get(0).expectation());
        assertEquals(
                "ratio of what was tried 1 (95 % 1 to 1), which the largest one tried leaves open; at 1 the"
                        + " largest one tried, 64, in 2 of 2 trials; at 4 the largest one tried, 64, in 2 of 2 trials",
                findings.get(0).measured());
        String capped = findings.get(1).measured();
        assertTrue(capped.startsWith("ratio at least 16 ("), capped);
        assertTrue(capped.endsWith("); at 4 the largest one tried, 64, in 2 of 2 trials"), capped);
        assertTrue(findings.get(2).measured().startsWith("difference 0 ("), findings.get(2).measured());
        String falling = result(new double[]{64, 2}, new double[]{4, 1}, new double[]{4, 1}).findings().get(1)
                .measured();
        assertTrue(falling.startsWith("ratio at most 0.0625 "), falling);
        String inside = result(new double[]{4, 2}, new double[]{64, 1}, new double[]{16, 1}).findings().get(1)
                .measured();
        assertTrue(inside.startsWith("ratio 4 ") && !inside.contains("tried"), inside);
    }

    @Test
    void theEdgeDecidesNothingThatALargerStepCouldTurn() {
        double[] edge = {64, 1};
        double[] inside = {4, 1};
        assertEquals("undecided", steps(edge, edge));
        assertEquals("as expected", steps(inside, edge));
        assertEquals("not as expected", steps(edge, inside));
        assertEquals("as expected", steps(inside, inside));

        Change falls = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO, Range.atMost(0.5));
        assertEquals("as expected", falls.judge(result(edge, edge, inside)).verdict());
        assertEquals("not as expected", falls.judge(result(inside, edge, edge)).verdict());
        assertEquals("undecided", falls.judge(result(edge, edge, edge)).verdict());
        assertEquals(Finding.Lack.WIDER_CHOICE, falls.judge(result(edge, edge, edge)).lack());
        Change far = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO, Range.atLeast(32));
        assertEquals("undecided", far.judge(result(inside, edge, edge)).verdict());
        Change deep = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO, new Range(0.001, 0.01));
        assertEquals("undecided", deep.judge(result(edge, edge, inside)).verdict());
        Change fromNothing = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO,
                new Range(0, 0.5));
        assertEquals("as expected", fromNothing.judge(result(edge, edge, inside)).verdict());
        Change halves = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO,
                new Range(0.05, 0.5));
        assertEquals("undecided", halves.judge(result(edge, edge, inside)).verdict());
        Change rises = new Change("planted", TrainingFigures.STEP_SIZE, 1, 4, Change.Kind.RATIO, new Range(2, 20));
        assertEquals("undecided", rises.judge(result(inside, edge, edge)).verdict());
    }

    /** The verdict on the planted teacher's steps at 1 and at 4 heads. */
    private static String steps(double[] fewest, double[] most) {
        return result(fewest, fewest, most).findings().get(1).verdict();
    }

    @Test
    void tellsWhereTheChoiceLiesAtTheEdgeAndWhereMoreHeadsAreWorse() {
        assertEquals(
                List.of("In the series \"mixture\" the best step by heads is 64, the largest one tried, at 1, 2, 4:"
                        + " the choice lies at the edge of what was tried, and the errors and losses are those of that step.",
                        "In the series \"planted\" the best step by heads is 64, the largest one tried, at 2, 4: the"
                                + " choice lies at the edge of what was tried, and the errors and losses are those of that step.",
                        "In the series \"planted\" the test loss by heads is 1.73 at 1 and higher at 2 (5.24)."),
                result(new double[]{4, 1.73}, new double[]{64, 5.24}, new double[]{64, 1.5}).remarks());
        assertEquals(1, result(new double[]{4, 3}, new double[]{16, 2}, new double[]{16, 1}).remarks().size());
        assertEquals(List.of(), new MadeUp(2, 1, 4).result().remarks());
    }
}
