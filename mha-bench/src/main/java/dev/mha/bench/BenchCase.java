package dev.mha.bench;

import java.util.function.Supplier;

/**
 * One line of the table.
 *
 * @param group which question it answers: each group has a JMH class
 * @param name sizes
 * @param flops float operations of a call that the result needs, a multiply-add being two; masked scores do not count
 * @param prepare makes data and returns the call
 */
public record BenchCase(String group, String name, double flops, Supplier<Runnable> prepare) {
    /** Group and sizes. */
    public String title() {
        return group + " " + name;
    }
}
