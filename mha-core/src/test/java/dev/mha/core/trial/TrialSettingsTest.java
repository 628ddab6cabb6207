package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.TrialSettings.Validation;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrialSettingsTest {
    static Stream<Arguments> wrong() {
        return Stream.of(bad("heads is empty, name at least one head count", s -> s.withHeads(List.of())),
                bad("heads has 0, must be at least 1", s -> s.withHeads(List.of(0))),
                bad("heads is [2, 1], must ascend without repeats", s -> s.withHeads(List.of(2, 1))),
                bad("heads is [2, 2], must ascend without repeats", s -> s.withHeads(List.of(2, 2))),
                bad("steps is empty, name at least one step size", s -> s.withSteps(List.of())),
                bad("steps has 0.0, must be above 0 and finite", s -> s.withSteps(List.of(0.0))),
                bad("steps has NaN, must be above 0 and finite", s -> s.withSteps(List.of(Double.NaN))),
                bad("steps has Infinity, must be above 0 and finite",
                        s -> s.withSteps(List.of(1.0, Double.POSITIVE_INFINITY))),
                bad("steps is [1.0, 0.5], must ascend without repeats", s -> s.withSteps(List.of(1.0, 0.5))),
                bad("initializations is empty, name at least one", s -> s.withInitializations(List.of(), false)),
                bad("initializations is [ZERO, ZERO], must not repeat",
                        s -> s.withInitializations(List.of(Initialization.ZERO, Initialization.ZERO), true)),
                bad("size is -1.0, must be at least 0 and finite", s -> s.withSize(-1)),
                bad("tokens is null", s -> s.withTokens(null)),
                bad("iterations is 0, must be at least 1", s -> s.withIterations(0)),
                bad("folds is 1, must be at least 2", s -> s.withValidation(Validation.STRATIFIED, 1, 1)),
                bad("repeats is 0, must be 1 to 1000", s -> s.withValidation(Validation.STRATIFIED, 5, 0)),
                bad("repeats is 1001, must be 1 to 1000", s -> s.withValidation(Validation.STRATIFIED, 5, 1001)),
                bad("repeats is 2, samples in time order have one division only",
                        s -> s.withValidation(Validation.FORWARD_CHAINING, 5, 2)),
                bad("targetLoss is -0.1, must be at least 0", s -> s.withLimits(-0.1, 1)),
                bad("targetLoss is NaN, must be at least 0", s -> s.withLimits(Double.NaN, 1)),
                bad("maxCellSeconds is 0.0, must be above 0", s -> s.withLimits(0, 0)));
    }

    private static Arguments bad(String message, UnaryOperator<TrialSettings> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void refusesInOneSentence(String message, UnaryOperator<TrialSettings> change) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> change.apply(TrialSettings.DEFAULT)).getMessage());
    }

    @Test
    void referenceStepIsNearestToOneByRatio() {
        assertEquals(0.5, TrialSettings.DEFAULT.withSteps(List.of(0.01, 0.5, 3.0)).referenceStep());
        assertEquals(0.5, TrialSettings.DEFAULT.withSteps(List.of(0.5, 2.0)).referenceStep(), "smaller of two as near");
    }

    @Test
    void iterationChoicesHalve() {
        assertEquals(List.of(18, 37, 75, 150, 300),
                TrialSettings.DEFAULT.withIterations(300).iterationChoices());
        assertEquals(List.of(1), TrialSettings.DEFAULT.withIterations(1).iterationChoices());
        assertEquals(List.of(1, 2, 5), TrialSettings.DEFAULT.withIterations(5).iterationChoices());
    }

    @Test
    void checkpointsHoldStartChoicesAndEndAndAreFew() {
        TrialSettings settings = TrialSettings.DEFAULT.withIterations(1000);
        List<Integer> points = settings.checkpointIterations();
        assertEquals(0, points.getFirst());
        assertEquals(1000, points.getLast());
        assertTrue(points.containsAll(settings.iterationChoices()), points.toString());
        assertTrue(points.size() < 70, "number of checkpoints " + points.size());
        for (int i = 1; i < points.size(); i++) {
            assertTrue(points.get(i) > points.get(i - 1), points.toString());
            assertTrue(points.get(i) <= Math.max(points.get(i - 1) + 1, 1.2 * points.get(i - 1)), points.toString());
        }
    }
}
