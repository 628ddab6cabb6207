package dev.mha.bench;

import dev.mha.kernels.Workspace;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plain loops beside the vector kernels on tiny attention, each in a fresh virtual machine: how long the first calls take
 * together, and a call once all is compiled.
 */
public final class TinyCalls {
    private static final int[] FIRST = {1, 10, 100, 1000, 10000};
    private static final int HEADS = 4;
    private static final int[] TOKENS = {1, 2, 4, 8, 16};
    private static final int[] DIMS = {4, 16};
    private static final int ROUNDS = 3;
    private static final long STEADY_NANOS = 500_000_000;

    private TinyCalls() {}

    /** Prints the table; an argument is the number of virtual machines for each figure; with more, as it calls itself, one of them. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 1) {
            measure(new AttentionRun(1, HEADS, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), false,
                    Boolean.parseBoolean(arguments[2])));
            return;
        }
        int rounds = arguments.length == 1 ? Integer.parseInt(arguments[0]) : ROUNDS;
        System.out.println(
                "| case | first call, ms | 10 calls | 100 | 1000 | 10000 | a compiled call, us | plain by vector |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (boolean backward : new boolean[]{false, true}) {
            for (int tokens : TOKENS) {
                for (int dim : DIMS) {
                    AttentionRun run = new AttentionRun(1, HEADS, tokens, dim, false, backward);
                    System.out.println(line(run, times(run, false, rounds), times(run, true, rounds)));
                }
            }
        }
        System.out.printf(Locale.ROOT,
                "%nVector kernels / plain loops; median of %d virtual machines for each figure, one thread.%n", rounds);
    }

    private static String line(AttentionRun run, double[] vector, double[] plain) {
        StringBuilder line = new StringBuilder("| ").append(run.title());
        for (int i = 0; i < FIRST.length; i++) {
            line.append(String.format(Locale.ROOT, " | %.1f / %.1f", vector[i], plain[i]));
        }
        int last = FIRST.length;
        return line.append(String.format(Locale.ROOT, " | %.2f / %.2f | **%.2f** |", vector[last], plain[last],
                plain[last] / vector[last])).toString();
    }

    private static double[] times(AttentionRun run, boolean plain, int rounds)
            throws IOException, InterruptedException {
        double[][] times = new double[rounds][];
        for (int round = 0; round < rounds; round++) {
            int at = round;
            Child.run(List.of("-Ddev.mha.plain=" + plain), TinyCalls.class,
                    List.of(String.valueOf(run.tokens()), String.valueOf(run.headDim()),
                            String.valueOf(run.backward())),
                    Map.of(), fields -> times[at] = Arrays.stream(fields).mapToDouble(Double::parseDouble).toArray());
        }
        double[] medians = new double[times[0].length];
        for (int i = 0; i < medians.length; i++) {
            int field = i;
            medians[i] = Arrays.stream(times).mapToDouble(round -> round[field]).sorted().toArray()[rounds / 2];
        }
        return medians;
    }

    private static void measure(AttentionRun run) {
        Runnable call = run.prepare(Workspace.serial());
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
