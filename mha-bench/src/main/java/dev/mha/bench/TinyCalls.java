package dev.mha.bench;

import dev.mha.kernels.Workspace;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plain loops beside the vector kernels on tiny attention, each in a fresh virtual machine: how long the first calls
 * take together, and a call once all is compiled. Sizes that take plain loops anyhow are there twice.
 */
public final class TinyCalls {
    private static final int[] FIRST = {1, 10, 100, 1000, 10000};
    private static final int HEADS = 4;
    private static final int[] TOKENS = {1, 2, 4};
    private static final int[] DIMS = {4, 16, 64};
    /** Items enough to fill the lanes with heads, and so few tokens that plain loops might win even so. */
    private static final int MANY_ITEMS = 32;
    private static final int[] FEW_TOKENS = {1, 2};
    private static final int ROUNDS = 3;
    private static final long STEADY_NANOS = 500_000_000;

    private TinyCalls() {}

    /** What a call computes. */
    private enum Kind {
        FORWARD, BOTH, HESSIAN
    }

    /** One row. */
    private record Row(Kind kind, int items, int tokens, int dim) {
        static Row of(String[] arguments) {
            return new Row(Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]));
        }

        List<String> arguments() {
            return List.of(kind.name(), String.valueOf(items), String.valueOf(tokens), String.valueOf(dim));
        }

        AttentionRun run() {
            return new AttentionRun(items, HEADS, tokens, dim, false, kind != Kind.FORWARD);
        }

        String title() {
            return kind == Kind.HESSIAN ? BenchCases.HESSIAN + " " + run().name() : run().title();
        }

        Runnable prepare() {
            AttentionRun run = run();
            Workspace work = Workspace.serial();
            return kind == Kind.HESSIAN
                    ? TangentRun.prepare(run.shape(), run.mask(), TangentRun.Passes.HESSIAN, work)
                    : run.prepare(work);
        }
    }

    /**
     * Prints the table; an argument is the number of virtual machines for each figure; with more, as it calls itself,
     * one of them.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 1) {
            measure(Row.of(arguments).prepare());
            return;
        }
        int rounds = arguments.length == 1 ? Integer.parseInt(arguments[0]) : ROUNDS;
        System.out.println(
                "| case | first call, ms | 10 calls | 100 | 1000 | 10000 | a compiled call, us | plain by vector |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Kind kind : Kind.values()) {
            print(kind, 1, TOKENS, rounds);
            print(kind, MANY_ITEMS, FEW_TOKENS, rounds);
        }
        System.out.printf(Locale.ROOT,
                "%nVector kernels / plain loops; median of %d virtual machines for each figure, one thread.%n", rounds);
    }

    private static void print(Kind kind, int items, int[] sequences, int rounds)
            throws IOException, InterruptedException {
        for (int tokens : sequences) {
            for (int dim : DIMS) {
                Row row = new Row(kind, items, tokens, dim);
                System.out.println(line(row, times(row, false, rounds), times(row, true, rounds)));
            }
        }
    }

    private static String line(Row row, double[] vector, double[] plain) {
        StringBuilder line = new StringBuilder("| ").append(row.title());
        for (int i = 0; i < FIRST.length; i++) {
            line.append(String.format(Locale.ROOT, " | %.1f / %.1f", vector[i], plain[i]));
        }
        int last = FIRST.length;
        return line.append(String.format(Locale.ROOT, " | %.2f / %.2f | **%.2f** |", vector[last], plain[last],
                plain[last] / vector[last])).toString();
    }

    private static double[] times(Row row, boolean plain, int rounds) throws IOException, InterruptedException {
        double[][] times = new double[rounds][];
        for (int round = 0; round < rounds; round++) {
            int at = round;
            Child.run(List.of("-Ddev.mha.plain=" + plain), TinyCalls.class, row.arguments(), Map.of(),
                    fields -> times[at] = Arrays.stream(fields).mapToDouble(Double::parseDouble).toArray());
        }
        double[] medians = new double[times[0].length];
        for (int i = 0; i < medians.length; i++) {
            int field = i;
            medians[i] = Arrays.stream(times).mapToDouble(round -> round[field]).sorted().toArray()[rounds / 2];
        }
        return medians;
    }

    private static void measure(Runnable call) {
        StringBuilder line = new StringBuilder();
        long begin = System.nanoTime();
        int calls = 0;
        for (int first : FIRST) {
            for (; calls < first; calls++) {
                call.run();
            }
            line.append(1e-6 * (System.nanoTime() - begin)).append('\t');
        }
        long until = System.nanoTime() + STEADY_NANOS;
        double least = Double.POSITIVE_INFINITY;
        while (System.nanoTime() < until) {
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                call.run();
            }
            least = Math.min(least, 1e-6 * (System.nanoTime() - start));
        }
        System.out.println(line.append(least));
    }
}
