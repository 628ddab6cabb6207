package dev.mha.verify.fork;

import dev.mha.verify.numeric.Threads;
import java.util.List;

/**
 * Prints a digest of the bits of every case: after its first call, which the interpreter does, and then says so if a
 * later call, compiled, gives other bits.
 */
final class BitsProbe {
    private BitsProbe() {}

    /**
     * Prints one line a case.
     *
     * @param arguments
     *            "tiny" or "usual"; threads; seconds to repeat each case
     */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[1]);
        List<KernelCase> cases = arguments[0].equals("tiny")
                ? KernelCase.tiny(Threads.workspace(threads))
                : KernelCase.usual(Threads.workspace(threads));
        long[] cold = new long[cases.size()];
        for (int c = 0; c < cold.length; c++) {
            cases.get(c).call();
            cold[c] = cases.get(c).digest();
        }
        double seconds = Double.parseDouble(arguments[2]);
        for (int c = 0; c < cold.length; c++) {
            System.out.println(cases.get(c).name() + " " + Long.toHexString(cold[c])
                    + (seconds > 0 ? repeat(cases.get(c), cold[c], seconds) : ""));
        }
    }

    private static String repeat(KernelCase item, long cold, double seconds) {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        int calls = 1;
        do {
            item.call();
            calls++;
            if (item.digest() != cold) {
                return " but call " + calls + " gives " + Long.toHexString(item.digest());
            }
        } while (System.nanoTime() < end);
        return "";
    }
}
