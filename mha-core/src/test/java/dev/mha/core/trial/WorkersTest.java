package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.core.trial.Workers.Job;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    /** What a job writes belongs to the caller as soon as the call has ended, however it ended. */
    @Test
    void leavesNoJobAtWorkWhenTheListenerThrows() {
        IllegalStateException full = new IllegalStateException("no space left");
        CountDownLatch thrown = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        Workers workers = new Workers(2, progress -> {
            thrown.countDown();
            throw full;
        }, 3, 3);
        Job job = new Job(1, work -> {
            begun.incrementAndGet();
            working.incrementAndGet();
            await(thrown);
            sleep();
            working.decrementAndGet();
        });

        assertSame(full, assertThrows(IllegalStateException.class, () -> workers.run(List.of(job, job, job))));

        assertEquals(0, working.get());
        assertEquals(2, begun.get(), "a job began after that");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Longer than the caller needs to end too early. */
    private static void sleep() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
