package dev.mha.bench;

import dev.mha.kernels.Workspace;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One line of the table.
 *
 * @param group which question it answers: each group has a JMH class
 * @param name sizes
 * @param flops float operations of a call that the result needs, a multiply-add being two; masked scores do not count
 * @param threaded whether it takes the threads of a workspace
 * @param prepare makes data and returns the call
 */
public record BenchCase(String group, String name, double flops, boolean threaded,
        Function<Workspace, Runnable> prepare) {
    /** A case of one thread. */
    BenchCase(String group, String name, double flops, Supplier<Runnable> prepare) {
        this(group, name, flops, false, work -> prepare.get());
    }

    /** The call on the calling thread alone. */
    Runnable serial() {
        return prepare.apply(Workspace.serial());
    }

    /** Group and sizes. */
    public String title() {
        return group + " " + name;
    }
}
