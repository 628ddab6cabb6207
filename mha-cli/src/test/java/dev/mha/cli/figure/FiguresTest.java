package dev.mha.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
    /** As in books, whether a figure or a sentence has the power; numbers with an e in a word or a 10 in a row stay. */
    @Test
    void writesPowersOfTenAsBooksDo() {
        assertEquals("2.1\u00a0×\u00a010¹³ and 8.4\u00a0×\u00a010⁻⁶", Figures.powers("2.1e+13 and 8.4e-06"));
        assertEquals("about 10²¹ and 10⁻³", Figures.powers("about 10^21 and 10^-3"));
        assertEquals("1e 10 110^2", Figures.powers("1e 10 110^2"));
    }
}
