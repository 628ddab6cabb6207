package dev.mha.bench;

import dev.mha.kernels.Kernels;
import dev.mha.kernels.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a fresh virtual machine takes to a first result and to steady speed, with and without {@link
 * Kernels#warmUp}: each line a machine of its own, for a tiny, a middle and a large attention and for a step of the
 * classifier.
 */
public final class ColdStart {
    private static final double SECONDS = 2.5;
    private static final double STEADY = 1.1;
    private static final double WARM_UP = 1;
    private static final int ROUNDS = 3;

    private static final List<AttentionRun> ATTENTION = List.of(new AttentionRun(1, 4, 10, 16, false, true),
            new AttentionRun(1, 8, 128, 64, false, true), new AttentionRun(1, 8, 2048, 64, false, true));
    private static final ClassifierRun CLASSIFIER = BenchCases.classifier().get(0);

    private ColdStart() {}

    /** Prints the table; with arguments, as it calls itself, what one machine measured. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            measure(Integer.parseInt(arguments[0]), Boolean.parseBoolean(arguments[1]));
            return;
        }
        System.out.println(
                "| case | warm-up | warm after | first result after | the call itself | steady after | a call then |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int number = 0; number <= ATTENTION.size(); number++) {
            for (boolean warm : new boolean[]{false, true}) {
                double[][] rounds = new double[ROUNDS][];
                for (int round = 0; round < ROUNDS; round++) {
                    int at = round;
                    Child.run(List.of(), ColdStart.class, List.of(String.valueOf(number), String.valueOf(warm)),
                            Map.of(),
                            fields -> rounds[at] = Arrays.stream(fields).mapToDouble(Double::parseDouble).toArray());
                }
                System.out.println(line(number, warm, rounds));
            }
        }
        System.out.printf(Locale.ROOT,
                "%nMedian of %d virtual machines, one thread each; milliseconds since its start.%n",
                ROUNDS);
    }

    private static String line(int number, boolean warm, double[][] rounds) {
        double[] median = new double[rounds[0].length];
        for (int i = 0; i < median.length; i++) {
            int field = i;
            median[i] = Arrays.stream(rounds).mapToDouble(round -> round[field]).sorted().toArray()[ROUNDS / 2];
        }
        return String.format(Locale.ROOT, "| %s | %s | %s | %.0f | %.2f | %.0f | %.3f |",
                number < ATTENTION.size() ? ATTENTION.get(number).title() : CLASSIFIER.title(), warm ? "1 s" : "none",
                warm ? String.format(Locale.ROOT, "%.0f", median[0]) : "", median[1], median[2], median[3], median[4]);
    }

    /**
     * Prints when the warm-up ended, when the first call did, its length, when the first of three calls began that are
     * all within a tenth of the steady time, and that time: the median of the last quarter of all calls.
     */
    private static void measure(int number, boolean warm) {
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        double begin = System.currentTimeMillis() - start;
        long zero = System.nanoTime();
        Runnable call;
        if (number < ATTENTION.size()) {
            AttentionRun run = ATTENTION.get(number);
            call = run.prepare(Workspace.serial());
            if (warm) {
                Kernels.warmUp(run.shape(), run.mask(), run.backward(), WARM_UP);
            }
        } else {
            call = CLASSIFIER.prepare(Workspace.serial());
            if (warm) {
                Kernels.warmUp(CLASSIFIER.shape(), CLASSIFIER.samples(), false, WARM_UP);
            }
        }
        double ready = begin + 1e-6 * (System.nanoTime() - zero);
        double[] begins = new double[1 << 20];
        double[] lengths = new double[1 << 20];
        int calls = 0;
        double at = ready;
        while (calls < 4 || (at - ready < 1e3 * SECONDS && calls < begins.length)) {
            long before = System.nanoTime();
            call.run();
            long after = System.nanoTime();
            begins[calls] = begin + 1e-6 * (before - zero);
            lengths[calls++] = 1e-6 * (after - before);
            at = begin + 1e-6 * (after - zero);
        }
        double[] last = Arrays.copyOfRange(lengths, calls - Math.max(1, calls / 4), calls);
        Arrays.sort(last);
        double steady = last[last.length / 2];
        int first = 0;
        while (first + 3 < calls && (lengths[first] > STEADY * steady || lengths[first + 1] > STEADY * steady
                || lengths[first + 2] > STEADY * steady)) {
            first++;
        }
        System.out.println(ready + "\t" + (begins[0] + lengths[0]) + "\t" + lengths[0] + "\t" + begins[first] + "\t"
                + steady);
    }
}
