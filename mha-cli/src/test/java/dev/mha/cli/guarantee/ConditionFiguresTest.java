package dev.mha.cli.guarantee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.guarantee.Condition;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is printed of a condition says the same of it as its numbers do, however near they are. */
class ConditionFiguresTest {
    @ParameterizedTest
    @EnumSource(Condition.Kind.class)
    void comparesAsTheNumbersDo(Condition.Kind kind) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            double required = Math.pow(10, random.nextDouble(-7, 8));
            double actual = required * (1 + random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 0)));
            Condition condition = new Condition(kind, required, actual);
            double limit = Double.parseDouble(ConditionFigures.required(condition));
            double value = Double.parseDouble(ConditionFigures.actual(condition));
            boolean heads = kind == Condition.Kind.HEADS;
            assertTrue(heads ? limit >= required : limit <= required, condition::toString);
            assertEquals(condition.met(), heads ? value >= limit : value <= limit, condition::toString);
            if (!condition.met()) {
                assertTrue(Double.parseDouble(ConditionFigures.factor(condition)) > 1, condition::toString);
            }
        }
    }

    /** A limit of 0 is rounded outwards where it is computed, and is 0 for whoever reads it. */
    @Test
    void printsALimitOfZero() {
        assertEquals("0", ConditionFigures.required(new Condition(Condition.Kind.HEADS, Double.MIN_VALUE, 8)));
        assertEquals("8", ConditionFigures.actual(new Condition(Condition.Kind.HEADS, Double.MIN_VALUE, 8)));
    }

    /** The nearest number, unless it would seem to lie beyond the limit that stands beside it. */
    @Test
    void printsTheNearestNumber() {
        assertEquals("0.987", ConditionFigures.actual(new Condition(Condition.Kind.FIRST_LOSS, 1, 0.98699)));
        assertEquals("0.00123", ConditionFigures.actual(new Condition(Condition.Kind.FIRST_LOSS, 0.001238, 0.001237)));
        assertEquals("1.01", ConditionFigures.actual(new Condition(Condition.Kind.FIRST_LOSS, 1, 1.001)));
    }

    /** The double of 0.1 is a little more than 0.1. */
    @ParameterizedTest
    @EnumSource(Condition.Kind.class)
    void printsWhatTheUserWrote(Condition.Kind kind) {
        assertEquals("0.1", ConditionFigures.actual(new Condition(kind, 0.05, 0.1)));
        assertEquals("0.3", ConditionFigures.actual(new Condition(kind, 5, 0.3)));
        assertEquals("0.3", ConditionFigures.required(new Condition(kind, 0.3, 0.3)));
    }
}
