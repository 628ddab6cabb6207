package dev.mha.bench;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures cases on two versions of the kernels in this virtual machine, each with classes of its own, in turns. Prints
 * a line a case for {@link Comparison}.
 */
final class CompareRun {
    private CompareRun() {}

    /**
     * Prints title, new rate as a part of the old, new rate, old rate; or title and the reason why one version lacks
     * the case.
     *
     * @param arguments
     *            seconds for each case; whether the old one goes first; old jar; new jar; the titles of the cases
     */
    public static void main(String[] arguments) throws IOException {
        Turns turns = new Turns(Double.parseDouble(arguments[0]), Yardstick.MULTIPLY_ADDS.turnSeconds());
        boolean oldFirst = Boolean.parseBoolean(arguments[1]);
        Turns.forgetCallers();
        try (KernelLoader old = KernelLoader.of(Path.of(arguments[2]));
                KernelLoader now = KernelLoader.of(Path.of(arguments[3]))) {
            for (String title : Arrays.copyOfRange(arguments, 4, arguments.length)) {
                double work = BenchCases.named(title).work();
                try {
                    System.out.println(title + "\t" + (oldFirst
                            ? swapped(turns.measure(old.prepare(title), work, now.prepare(title), work))
                            : line(turns.measure(now.prepare(title), work, old.prepare(title), work))));
                } catch (ReflectiveOperationException | LinkageError lacks) {
                    Throwable cause = lacks instanceof InvocationTargetException inner ? inner.getCause() : lacks;
                    System.out.println(title + "\t" + cause.toString().replaceAll("\\s+", " "));
                }
            }
        }
    }

    private static String line(Measured measured) {
        return measured.share() + "\t" + measured.rate() + "\t" + measured.probe();
    }

    private static String swapped(Measured measured) {
        return 1 / measured.share() + "\t" + measured.probe() + "\t" + measured.rate();
    }
}
