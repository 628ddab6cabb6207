package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierParts;
import dev.mha.kernels.vector.AttentionParts;
import dev.mha.kernels.vector.FmaProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the time of a call goes: each part on its own in turns with the probe, times how often the call needs it,
 * beside the whole call, and the clock that each leaves the core with. What is left over is what no part shows: memory,
 * the caches, the start of loops.
 */
public final class PartsOfCalls {
    private static final double SECONDS = 1.0;
    /**
     * Far longer than the clock takes to change: within turns of a millisecond a part and the probe have the same
     * clock, and the part looks as if it lost nothing.
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
            for (AttentionRun run : attention(backward)) {
                print(run.title(), run.prepare(Workspace.serial()), run.flops(), parts(run), seconds);
            }
        }
        for (ClassifierRun run : BenchCases.classifier().stream().filter(ClassifierParts::has).toList()) {
            print(run.title(), run.prepare(Workspace.serial()), run.flops(), ClassifierParts.step(run), seconds);
            BenchCase product = HessianRun.PRODUCT.of(run);
            print(product.title(), product.serial(), product.work(), ClassifierParts.product(run), seconds);
        }
    }

    private static List<AttentionRun> attention(boolean backward) {
        return List.of(new AttentionRun(1, 8, 128, 64, false, backward),
                new AttentionRun(1, 8, 512, 64, false, backward), new AttentionRun(1, 8, 2048, 64, false, backward),
                new AttentionRun(1, 1, 4096, 128, false, backward));
    }

    private static List<CallPart> parts(AttentionRun run) {
        List<CallPart> parts = new ArrayList<>(AttentionParts.forward(run));
        if (run.backward()) {
            parts.addAll(AttentionParts.backward(run));
        }
        return parts;
    }

    private static void print(String title, Runnable call, double flops, List<CallPart> parts, double seconds) {
        System.out.printf(Locale.ROOT,
                "%n| %s | share of the call | of the probe | with what fills tiles | GHz |%n|---|---|---|---|---|%n",
                title);
        // in float operations of the probe
        double whole = flops / share(call, flops, seconds);
        double left = whole;
        for (CallPart part : parts) {
            if (part.times() == 0) {
                continue;
            }
            double cost = part.times() / share(part.call(), 1.0, seconds);
            left -= cost;
            row(part.name(), cost / whole, ofProbe(part.flops(), cost), ofProbe(part.executed(), cost),
                    clock(part.call(), seconds));
        }
        row("in no part", left / whole, "-", "-", "-");
        row("the call", 1.0, percent(flops / whole), "-", clock(call, seconds));
        row("the probe", Double.NaN, "100 %", "-", clock(Yardstick.MULTIPLY_ADDS.prepare(), seconds));
    }

    private static String ofProbe(double flops, double cost) {
        return flops == 0 ? "-" : percent(flops / cost);
    }

    private static void row(String name, double ofCall, String ofProbe, String filled, String clock) {
        String share = Double.isNaN(ofCall) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * ofCall);
        System.out.printf(Locale.ROOT, "| %s | %s | %s | %s | %s |%n", name, share, ofProbe, filled, clock);
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
