package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.vector.AttentionParts;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the time of a long call goes: each part on its own in turns with the probe, times how often the call needs it, beside
 * the whole call. What is left over is what no part shows: memory, the caches, the start of loops.
 */
public final class PartsOfCalls {
    private static final double SECONDS = 1.0;

    private PartsOfCalls() {}

    /** Prints the tables; an argument is the time for each part in seconds. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : SECONDS;
        Turns.forgetCallers();
        FmaProbe.peakGflops(0.5);
        for (boolean backward : new boolean[]{false, true}) {
            for (AttentionRun run : runs(backward)) {
                print(run, seconds);
            }
        }
    }

    private static List<AttentionRun> runs(boolean backward) {
        return List.of(new AttentionRun(1, 8, 128, 64, false, backward),
                new AttentionRun(1, 8, 512, 64, false, backward), new AttentionRun(1, 8, 2048, 64, false, backward),
                new AttentionRun(1, 1, 4096, 128, false, backward));
    }

    private static void print(AttentionRun run, double seconds) {
        double queryBlocks = (double) run.batch() * run.heads() * run.tokens() / Lanes.WIDTH;
        List<AttentionParts.Part> parts = new ArrayList<>(AttentionParts.forward(run.tokens(), run.headDim()));
        if (run.backward()) {
            parts.addAll(AttentionParts.backward(run.tokens(), run.headDim()));
        }
        // in float operations of the probe
        double whole = run.flops() / share(run.prepare(Workspace.serial()), run.flops(), seconds);
        System.out.printf(Locale.ROOT, "%n| %s | share of the call | of the probe |%n|---|---|---|%n", run.title());
        double left = whole;
        for (AttentionParts.Part part : parts) {
            if (part.times() == 0) {
                continue;
            }
            double cost = queryBlocks * part.times() / share(part.call(), 1.0, seconds);
            left -= cost;
            String ofProbe = part.products() == 0
                    ? "-"
                    : String.format(Locale.ROOT, "%.0f %%", 100 * part.products() * run.productFlops() / cost);
            System.out.printf(Locale.ROOT, "| %s | %.1f %% | %s |%n", part.name(), 100 * cost / whole, ofProbe);
        }
        System.out.printf(Locale.ROOT, "| in no part | %.1f %% | - |%n| the call | 100 %% | %.0f %% |%n",
                100 * left / whole, 100 * run.flops() / whole);
    }

    private static double share(Runnable call, double work, double seconds) {
        Yardstick probe = Yardstick.MULTIPLY_ADDS;
        return new Turns(seconds, probe.turnSeconds()).measure(call, work, probe.prepare(), probe.work()).share();
    }
}
