package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.work.Crew;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a workspace holds after all passes over one long head: some rows a token, never a number for each pair. */
class AttentionScratchTest {
    private static final int DIM = 64;

    /** What a workspace has of each thread whatever the shape. */
    private static final long BASE = 1L << 21;
    /** Threads have a gradient of the queries for each task, of all together at most so much. */
    private static final long PARTS = 1L << 27;

    @ParameterizedTest
    @CsvSource({"1024, 1", "4096, 1", "8192, 1", "1024, 3", "4096, 3", "8192, 3"})
    void growsWithTokensNotWithPairs(int tokens, int workers) {
        AttentionShape shape = new AttentionShape(1, 1, 1, tokens, tokens, DIM, DIM);
        long allowed = (long) (2.25 * Float.BYTES * tokens * DIM) + workers * BASE + (workers == 1 ? 0 : PARTS);
        for (boolean causal : new boolean[]{false, true}) {
            try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
                Crew crew = new Crew(workers == 1 ? null : pool, workers);
                run(shape, causal ? AttentionMask.CAUSAL : AttentionMask.NONE, crew);
                long held = held(crew, workers);
                assertTrue(held <= allowed, () -> held + " bytes of " + allowed);
            }
        }
    }

    private static void run(AttentionShape shape, AttentionMask mask, Crew crew) {
        AttentionRows at = rows(shape);
        AttentionRows tangent = rows(shape);
        AttentionRows results = rows(shape);
        Rows out = rows(shape).query();
        Rows outTangent = rows(shape).query();
        float[] lse = new float[shape.queries()];
        float[] lseTangent = new float[shape.queries()];
        AttentionForward.run(shape, mask, 1, at.query(), at.key(), at.value(), out, lse, crew);
        AttentionBackward.run(shape, mask, 1, at.query(), at.key(), at.value(), out, lse, at.query(), results.query(),
                results.key(), results.value(), crew);
        AttentionTangent.run(shape, mask, 1, at, out, lse, tangent, outTangent, lseTangent, crew);
        AttentionHessian.run(shape, mask, 1, at, out, lse, at.query(), tangent, outTangent, lseTangent, outTangent,
                results, crew);
    }

    private static AttentionRows rows(AttentionShape shape) {
        return new AttentionRows(Rows.dense(new float[shape.queries() * DIM], 1, shape.queries(), DIM),
                Rows.dense(new float[shape.keys() * DIM], 1, shape.keys(), DIM),
                Rows.dense(new float[shape.keys() * DIM], 1, shape.keys(), DIM));
    }

    private static long held(Crew crew, int workers) {
        long bytes = 0;
        for (int worker = 0; worker < workers; worker++) {
            for (int slot = 0; slot < 64; slot++) {
                bytes += 4L * crew.floats(worker, slot, 0).length + 8L * crew.doubles(worker, slot, 0).length;
            }
        }
        return bytes;
    }
}
