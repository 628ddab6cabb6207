package dev.mha.bench;

import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.List;
import java.util.Locale;

/**
 * What a short head waits for when its arrays come from memory: the forward pass of as many heads as fill some tens of
 * megabytes, with queries, keys and values each of its own or one for all heads, which stays in the first-level cache,
 * in turns with as many calls on few heads as compute the same, all of whose arrays stay in the second level.
 */
public final class ReadsOfHeads {
    private static final double SECONDS = 1.0;
    private static final double TURN_SECONDS = 1e-3;
    private static final int FEW_ITEMS = 4;
    /** Items, heads, tokens, floats of a row: the sizes of the first table. */
    private static final List<AttentionRun> RUNS = List.of(new AttentionRun(256, 8, 32, 32, false, false),
            new AttentionRun(512, 8, 16, 16, false, false));

    private ReadsOfHeads() {}

    /** Prints the table; an argument is the time for each row in seconds. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : SECONDS;
        Turns.forgetCallers();
        System.out.println("| case | of its own | time of that of a head with all in the second-level cache |");
        System.out.println("|---|---|---|");
        for (AttentionRun run : RUNS) {
            AttentionRun.Data data = run.data();
            Runnable few = few(run, data);
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

    private static Runnable few(AttentionRun run, AttentionRun.Data data) {
        AttentionRun small = new AttentionRun(FEW_ITEMS, run.heads(), run.tokens(), run.headDim(), false, false);
        Runnable call = call(small, rows(run, data.query, true), rows(run, data.key, true), rows(run, data.value, true),
                rows(run, data.out, true));
        int times = run.batch() / FEW_ITEMS;
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
