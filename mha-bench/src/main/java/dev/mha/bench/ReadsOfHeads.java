package dev.mha.bench;

import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.List;
import java.util.Locale;

/**
 * What a head waits for when its arrays come from memory: calls on as many heads as fill some tens of megabytes, in
 * turns with as many calls on few heads as compute the same, all of whose arrays stay in the second-level cache; and,
 * forward, with queries, keys and values each of its own or one for all heads, which stays in the first level.
 */
public final class ReadsOfHeads {
    private static final double SECONDS = 1.0;
    private static final double TURN_SECONDS = 1e-3;
    /** Bytes of the arrays of few heads: half of the second-level cache of the smallest cores. */
    private static final int FEW_BYTES = 1 << 19;
    /** Items, heads, tokens, floats of a row: sizes of the first table whose arrays leave the caches, and smaller. */
    private static final List<AttentionRun> RUNS = List.of(new AttentionRun(256, 8, 32, 32, false, false),
            new AttentionRun(512, 8, 16, 16, false, false), new AttentionRun(8, 12, 128, 64, false, false));

    private ReadsOfHeads() {}

    /** Prints two tables; an argument is the time for each figure in seconds. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : SECONDS;
        Turns.forgetCallers();
        System.out.println(
                "| case | share of the probe | with all in the second-level cache | time of that of such heads |");
        System.out.println("|---|---|---|---|");
        for (AttentionRun run : RUNS) {
            cached(run, seconds);
            cached(new AttentionRun(run.batch(), run.heads(), run.tokens(), run.headDim(), false, true), seconds);
        }
        System.out.println();
        System.out.println("| case | of its own | time of that of a head with all in the second-level cache |");
        System.out.println("|---|---|---|");
        for (AttentionRun run : RUNS) {
            AttentionRun.Data data = run.data();
            Runnable few = few(run, few(run).prepare(Workspace.serial()));
            for (Own own : Own.values()) {
                System.out.printf(Locale.ROOT, "| %s | %s | %.2f |%n", run.title(), own.title,
                        1 / new Turns(seconds, TURN_SECONDS).measure(many(run, data, own), 1.0, few, 1.0).share());
            }
        }
    }

    /** What each head has of its own beside its output. */
    private enum Own {
        NOTHING("output", false, false, false), QUERY("output, queries", true, false, false), KEY("output, keys", false,
                true, false), VALUE("output, values", false, false, true), ALL("all", true, true, true);

        private final String title;
        private final boolean query;
        private final boolean key;
        private final boolean value;

        Own(String title, boolean query, boolean key, boolean value) {
            this.title = title;
            this.query = query;
            this.key = key;
            this.value = value;
        }
    }

    private static void cached(AttentionRun run, double seconds) {
        Runnable many = run.prepare(Workspace.serial());
        AttentionRun small = few(run);
        Runnable few = small.prepare(Workspace.serial());
        System.out.printf(Locale.ROOT, "| %s | %.0f %% | %.0f %% | %.2f |%n", run.title(),
                100 * share(many, run.flops(), seconds), 100 * share(few, small.flops(), seconds),
                1 / new Turns(seconds, TURN_SECONDS).measure(many, 1.0, few(run, few), 1.0).share());
    }

    private static double share(Runnable call, double flops, double seconds) {
        Yardstick probe = Yardstick.MULTIPLY_ADDS;
        return new Turns(seconds, probe.turnSeconds()).measure(call, flops, probe.prepare(), probe.work()).share();
    }

    /** As many heads of these as leave half of the cache to what is computed. */
    private static AttentionRun few(AttentionRun run) {
        int arrays = run.backward() ? 8 : 4;
        int heads = FEW_BYTES / (arrays * Float.BYTES * run.tokens() * run.headDim());
        int all = run.batch() * run.heads();
        int some = Integer.highestOneBit(Math.max(1, heads));
        while (all % some != 0) {
            some /= 2;
        }
        return new AttentionRun(1, some, run.tokens(), run.headDim(), false, run.backward());
    }

    /** As many calls on few heads as compute what one call on all does. */
    private static Runnable few(AttentionRun run, Runnable call) {
        int times = run.batch() * run.heads() / few(run).heads();
        return () -> {
            for (int i = 0; i < times; i++) {
                call.run();
            }
        };
    }

    private static Runnable many(AttentionRun run, AttentionRun.Data data, Own own) {
        return call(run, rows(run, data.query, own.query), rows(run, data.key, own.key),
                rows(run, data.value, own.value), rows(run, data.out, true));
    }

    private static Runnable call(AttentionRun run, Rows query, Rows key, Rows value, Rows out) {
        AttentionShape shape = run.shape();
        float scale = (float) (1 / Math.sqrt(run.headDim()));
        Workspace work = Workspace.serial();
        return () -> AttentionForward.run(shape, AttentionMask.NONE, scale, query, key, value, out, null, work);
    }

    /** Rows of every head, or those of the first one for all. */
    private static Rows rows(AttentionRun run, float[] array, boolean own) {
        return own
                ? Rows.dense(array, run.heads(), run.tokens(), run.headDim())
                : new Rows(array, 0, 0, 0, run.headDim());
    }
}
