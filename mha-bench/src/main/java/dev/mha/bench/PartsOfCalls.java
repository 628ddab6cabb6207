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
 * the whole call, and the clock that each leaves the core with. What is left over is what no part shows: memory, the caches, the
 * start of loops.
 */
public final class PartsOfCalls {
    private static final double SECONDS = 1.0;
    /**
     * Far longer than the clock takes to change: within turns of a millisecond a part and the probe have the same clock, and the
     * part looks as if it lost nothing.
     */
    private static final double TURN_SECONDS = 0.02;

    private PartsOfCalls() {}

    /** Prints the tables; an argument is the time for each part in seconds. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : SECONDS;
        Turns.forgetCallers();
        FmaProbe.peakGflops(0.5);
        System.out.printf(Locale.ROOT, "idle: %.2f GHz%n", ClockProbe.gigahertz(0.5));
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
        System.out.printf(Locale.ROOT, "%n| %s | share of the call | of the probe | GHz |%n|---|---|---|---|%n",
                run.title());
        Runnable call = run.prepare(Workspace.serial());
        // in float operations of the probe
        double whole = run.flops() / share(call, run.flops(), seconds);
        double left = whole;
        for (AttentionParts.Part part : parts) {
            if (part.times() == 0) {
                continue;
            }
            double cost = queryBlocks * part.times() / share(part.call(), 1.0, seconds);
            left -= cost;
            String ofProbe = part.products() == 0 ? "-" : percent(part.products() * run.productFlops() / cost);
            row(part.name(), cost / whole, ofProbe, clock(part.call(), seconds));
        }
        row("in no part", left / whole, "-", "-");
        row("the call", 1.0, percent(run.flops() / whole), clock(call, seconds));
        row("the probe", Double.NaN, "100 %", clock(Yardstick.MULTIPLY_ADDS.prepare(), seconds));
    }

    private static void row(String name, double ofCall, String ofProbe, String clock) {
        String share = Double.isNaN(ofCall) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * ofCall);
        System.out.printf(Locale.ROOT, "| %s | %s | %s | %s |%n", name, share, ofProbe, clock);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String clock(Runnable call, double seconds) {
        return String.format(Locale.ROOT, "%.2f", ClockProbe.gigahertzAfter(call, seconds));
    }

    private static double share(Runnable call, double work, double seconds) {
        Yardstick probe = Yardstick.MULTIPLY_ADDS;
        return new Turns(seconds, TURN_SECONDS).measure(call, work, probe.prepare(), probe.work()).share();
    }
}
