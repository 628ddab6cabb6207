package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Machine;
import dev.mha.kernels.work.Slab;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a workspace holds after all passes over one long head. One thread has some rows a token, never a number for each
 * pair; several have a gradient of the queries for each task as well, up to {@code KeyRanges.MOST_FLOATS}.
 */
class AttentionScratchTest {
    private static final int DIM = 64;
    /** What a workspace has of each thread whatever the shape. */
    private static final long BASE = Math.max(1L << 21, (long) Float.BYTES * Slab.LEAST);
    private static final long MOST_PARTS = 4L << 25;

    @ParameterizedTest
    @CsvSource({"1024, 1, false", "4096, 1, false", "8192, 1, false", "8192, 1, true", "16384, 3, true"})
    void growsWithTokensNotWithPairs(int tokens, int workers, boolean causal) {
        AttentionShape shape = new AttentionShape(1, 1, 1, tokens, tokens, DIM, DIM);
        long rows = (long) Float.BYTES * tokens * DIM;
        long allowed = 9 * rows / 4 + workers * BASE + (workers == 1 ? 0 : MOST_PARTS);
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            Crew crew = new Crew(pool, workers);
            run(shape, causal ? AttentionMask.CAUSAL : AttentionMask.NONE, crew);
            long held = held(crew, workers);
            assertTrue(held <= allowed, () -> held + " bytes of " + allowed);
            assertTrue(held >= rows || !Machine.VECTOR, () -> held + " bytes are too few to be all");
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
