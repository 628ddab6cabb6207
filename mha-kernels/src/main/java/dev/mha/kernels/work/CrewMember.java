package dev.mha.kernels.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the executor runs for a worker of a crew other than the caller. When its call is over it stays awake for a
 * moment, since calls come one after the other: the next one then does not wait until the executor has woken a thread.
 */
final class CrewMember implements Runnable {
    /**
     * At most this much of a core goes to waste after a call, and within calls of many steps. With none two threads
     * were 1.78 instead of 1.83 times as fast as one at (1, 1, 512, 64), forward, and 1.90 instead of 1.94 at a
     * classifier step of (256, 8, 128, 64), which has a hundred steps; 5 us were as good as none for the former, 50 us
     * no better than 20.
     */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /** At work on the call taken last. */
    private static final Call AT_WORK = new Call(0, 0, null, null);
    /** Awake, and without a call. */
    private static final Call FREE = new Call(0, 0, null, null);

    private final int worker;
    /** The call to take next, or one of the two states above; null when it takes no more. */
    private final AtomicReference<Call> next;

    CrewMember(int worker, Call first) {
        this.worker = worker;
        next = new AtomicReference<>(first);
    }

    /** Hands over a call; false when this one is over, or has not begun yet with an earlier call. */
    boolean takes(Call call) {
        return next.compareAndSet(FREE, call) || next.compareAndSet(AT_WORK, call) || next.compareAndSet(FREE, call);
    }

    @Override
    public void run() {
        do {
            Call call = next.getAndSet(AT_WORK);
            call.work(worker);
            // an executor may run its tasks on the thread that hands them over, which must go on
            long end = System.nanoTime() + (call.caller == Thread.currentThread() ? 0 : AWAKE_NANOS);
            next.compareAndSet(AT_WORK, FREE);
            while (next.get() == FREE && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        } while (!next.compareAndSet(FREE, null));
    }
}
