package dev.mha.bench;

import dev.mha.kernels.work.Crew;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What each worker gets of the tasks of one phase when all work at the same pace, by the very runs of a {@link Crew}.
 */
final class HandOut {
    private HandOut() {}

    /** Work of the worker that has most: each takes the next run when it is through with its last. */
    static long busiest(long[] work, int workers) {
        int members = Math.min(workers, work.length);
        PriorityQueue<Long> ends = new PriorityQueue<>(Comparator.naturalOrder());
        for (int worker = 0; worker < members; worker++) {
            ends.add(0L);
        }
        long last = 0;
        for (int from = 0; from < work.length;) {
            int to = Crew.endOfRun(from, work.length, members);
            long end = ends.remove();
            for (; from < to; from++) {
                end += work[from];
            }
            ends.add(end);
            last = Math.max(last, end);
        }
        return last;
    }
}
