package dev.mha.bench;

import dev.mha.kernels.Workspace;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One line of the table.
 *
 * @param group which question it answers: each group of kernels has a JMH class
 * @param name sizes
 * @param yardstick what it is measured beside on one thread
 * @param work of a call, as much as the result needs: float operations, a multiply-add being two and masked scores not
 *            counted; or bytes
 * @param threaded whether it takes the threads of a workspace
 * @param prepare makes data and returns the call
 */
public record BenchCase(String group, String name, Yardstick yardstick, double work, boolean threaded,
        Function<Workspace, Runnable> prepare) {
    /** A case of one thread. */
    BenchCase(String group, String name, Yardstick yardstick, double work, Supplier<Runnable> prepare) {
        this(group, name, yardstick, work, false, ignored -> prepare.get());
    }

    /** The call on the calling thread alone. */
    public Runnable serial() {
        return prepare.apply(Workspace.serial());
    }

    /** Group and sizes. */
    public String title() {
        return group + " " + name;
    }
}
