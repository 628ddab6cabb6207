package dev.mha.verify.fork;

import com.sun.management.ThreadMXBean;
import dev.mha.kernels.Workspace;
import java.lang.management.ManagementFactory;

/**
 * Prints the bytes that a call of each case allocates once it is compiled. C2 compiles in the background and in steps,
 * so the calls go on until a window of them is clean, or the time is up: a kernel whose vectors live on the heap never
 * gets there.
 */
final class AllocationProbe {
    /** What a clean call stays below: the counter's own noise is 0 to 2 bytes a call, the smallest object has 16. */
    static final int ALLOWED = 8;

    private static final double WINDOW_SECONDS = 0.1;
    private static final int FEWEST_CALLS = 20;
    private static final double SECONDS = 30;
    /**
     * When the cases share no more time, each gets one window: a run that fails must end and name all that allocate.
     */
    private static final double ALL_SECONDS = 150;
    private static final long LAST = System.nanoTime() + (long) (1e9 * ALL_SECONDS);

    private AllocationProbe() {}

    public static void main(String[] arguments) {
        Workspace work = Workspace.serial();
        for (KernelCase item : KernelCase.usual(work)) {
            System.out.println(item.name() + " " + bytesPerCall(item));
        }
        for (KernelCase item : KernelCase.tiny(work)) {
            System.out.println(item.name() + " " + bytesPerCall(item));
        }
    }

    private static long bytesPerCall(KernelCase item) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long end = Math.min(LAST, System.nanoTime() + (long) (1e9 * SECONDS));
        long perCall;
        do {
            long windowEnd = System.nanoTime() + (long) (1e9 * WINDOW_SECONDS);
            long before = threads.getCurrentThreadAllocatedBytes();
            int calls = 0;
            while (System.nanoTime() < windowEnd || calls < FEWEST_CALLS) {
                item.call();
                calls++;
            }
            perCall = (threads.getCurrentThreadAllocatedBytes() - before) / calls;
        } while (perCall >= ALLOWED && System.nanoTime() < end);
        return perCall;
    }
}
