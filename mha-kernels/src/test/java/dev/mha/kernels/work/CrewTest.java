package dev.mha.kernels.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every task runs exactly once, whatever the executor does. */
@Timeout(60)
class CrewTest {
    private static void runsEachTaskOnce(Workspace work, int tasks) {
        AtomicIntegerArray times = new AtomicIntegerArray(tasks);
        AtomicIntegerArray busy = new AtomicIntegerArray(work.workers());
        ((Crew) work).run(tasks, (task, worker) -> {
            assertEquals(1, busy.incrementAndGet(worker), "two threads are worker " + worker);
            times.incrementAndGet(task);
            busy.decrementAndGet(worker);
        });
        for (int t = 0; t < tasks; t++) {
            assertEquals(1, times.get(t), "task " + t);
        }
    }

    @Test
    void runsEachTaskOnce() {
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int tasks : new int[]{0, 1, 2, 3, 5, 1000}) {
                runsEachTaskOnce(Workspace.serial(), tasks);
                runsEachTaskOnce(Workspace.parallel(executor, 1), tasks);
                runsEachTaskOnce(Workspace.parallel(executor, 4), tasks);
                runsEachTaskOnce(Workspace.parallel(executor, 100), tasks);
                runsEachTaskOnce(Workspace.parallel(Runnable::run, 3), tasks);
                runsEachTaskOnce(Workspace.parallel(never -> {}, 3), tasks);
                runsEachTaskOnce(Workspace.parallel(full -> {
                    throw new RejectedExecutionException();
                }, 3), tasks);
            }
        }
    }

    /** Helpers that are still awake, that begin late and that have gone take turns. */
    @Test
    void callsInARowFindHelpersInEveryState() {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Workspace work = Workspace.parallel(executor, 4);
            for (int call = 0; call < 5000; call++) {
                runsEachTaskOnce(work, 2 + call % 9);
                for (int i = 0; i < call % 10 * 300; i++) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aHelperThatComesLateDoesNotKeepOthersFromLaterCalls() {
        List<Runnable> late = new ArrayList<>();
        Workspace work = Workspace.parallel(late::add, 2);
        for (int call = 1; call <= 3; call++) {
            runsEachTaskOnce(work, 4);
            assertEquals(call, late.size());
        }
        late.forEach(Runnable::run);
    }

    @Test
    void aHelperThatComesLateTouchesNothing() {
        List<Runnable> late = new ArrayList<>();
        Workspace work = Workspace.parallel(late::add, 3);
        AtomicInteger ran = new AtomicInteger();
        ((Crew) work).run(4, (task, worker) -> ran.incrementAndGet());
        assertEquals(2, late.size());
        late.forEach(Runnable::run);
        assertEquals(4, ran.get());
    }

    @Test
    void aFailureReachesTheCallerAfterEveryTaskBegunHasEnded() throws InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            Crew crew = (Crew) Workspace.parallel(executor, 3);
            IllegalStateException failure = new IllegalStateException("task 7");
            AtomicInteger inside = new AtomicInteger();
            assertSame(failure, assertThrows(IllegalStateException.class, () -> crew.run(100, (task, worker) -> {
                inside.incrementAndGet();
                try {
                    if (task == 7) {
                        throw failure;
                    }
                } finally {
                    inside.decrementAndGet();
                }
            })));
            assertEquals(0, inside.get());
            AssertionError error = new AssertionError("an error");
            assertSame(error, assertThrows(AssertionError.class, () -> crew.run(5, (task, worker) -> {
                throw error;
            })));
            runsEachTaskOnce(crew, 50);
        }
    }

    @Test
    void anExecutorThatFailsDoesNotLeaveHelpersAtWork() throws InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            AtomicInteger handedOut = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(1);
            AtomicInteger inside = new AtomicInteger();
            Crew crew = (Crew) Workspace.parallel(task -> {
                if (handedOut.getAndIncrement() == 1) {
                    assertTrue(await(begun));
                    throw new IllegalStateException("broken executor");
                }
                executor.execute(task);
            }, 3);
            assertThrows(IllegalStateException.class, () -> crew.run(10, (task, worker) -> {
                inside.incrementAndGet();
                begun.countDown();
                for (int i = 0; i < 1_000_000; i++) {
                    Thread.onSpinWait();
                }
                inside.decrementAndGet();
            }));
            assertEquals(0, inside.get());
        }
    }

    @Test
    void interruptionIsKeptForTheCaller() {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Thread.currentThread().interrupt();
            runsEachTaskOnce(Workspace.parallel(executor, 2), 1000);
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void workspacesOfSeveralThreadsShareOneBusyExecutor() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            List<Future<?>> callers = new ArrayList<>();
            // the callers occupy the very threads that their helpers need
            for (int caller = 0; caller < 6; caller++) {
                callers.add(executor.submit(() -> {
                    Workspace work = Workspace.parallel(executor, 3);
                    for (int call = 0; call < 50; call++) {
                        runsEachTaskOnce(work, 20);
                    }
                }));
            }
            for (Future<?> caller : callers) {
                caller.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void scratchGrowsAndStays() {
        Crew crew = (Crew) Workspace.parallel(Runnable::run, 2);
        float[] first = crew.floats(1, 3, 10);
        assertSame(first, crew.floats(1, 3, 4));
        assertTrue(first.length >= 10);
        assertTrue(crew.floats(1, 3, 11).length >= 11);
        assertNotSame(crew.floats(0, 3, 1), crew.floats(1, 3, 1));
        assertSame(crew.keep(Object.class, Object::new), crew.keep(Object.class, Object::new));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
