package dev.mha.kernels.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceTest {
    @ParameterizedTest
    @CsvSource({"11, 40, 4, true", "12, 40, 4, false", "11, 39, 4, false", "40, 40, 1, true", "0, 0, 64, true"})
    void aTenthAboveTheMeanIsEven(long busiest, long work, int workers, boolean even) {
        assertEquals(even, Balance.isEven(busiest, work, workers));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0", "1, 4, 1", "4, 4, 1", "5, 4, 2", "7, 1, 7"})
    void theBusiestHasOneTaskMoreWhereTheyDoNotDivide(long tasks, int workers, long most) {
        assertEquals(most, Balance.busiest(tasks, workers));
    }
}
