package dev.mha.kernels.work;

import dev.mha.kernels.vector.Lanes;
import java.util.Locale;

/** What this virtual machine can run, decided once. Names no vector type, so that it loads without the module. */
public final class Machine {
    /** Why the plain kernels run instead of the vector kernels; empty when the vector kernels run. */
    public static final String REASON = reason();

    /** Whether the vector kernels run; a constant for the compiler. */
    public static final boolean VECTOR = REASON.isEmpty();

    static {
        if (!VECTOR) {
            System.getLogger("dev.mha.kernels").log(System.Logger.Level.WARNING,
                    () -> "mha runs its plain Java kernels, many times slower than its vector kernels: " + REASON);
        }
    }

    private Machine() {}

    private static String reason() {
        if (Boolean.getBoolean("dev.mha.plain")) {
            return "the system property dev.mha.plain is set";
        }
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return "the Vector API is not loaded; start java with --add-modules jdk.incubator.vector";
        }
        String name = System.getProperty("java.vm.name", "");
        if (name.contains("OpenJ9")) {
            return "OpenJ9 does not compile the Vector API; use a HotSpot JDK";
        }
        if (System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT).contains("emulated-client")) {
            return "the C2 compiler is off; start java without -client and -XX:TieredStopAtLevel";
        }
        if (!fusedMultiplyAddIsFast()) {
            return "no fused multiply-add in hardware, or switched off by -XX:-UseFMA";
        }
        int bits = Lanes.COUNT * Float.SIZE;
        if (bits < 256) {
            return "vectors have " + bits + " bits, the kernels need 256";
        }
        return "";
    }

    /**
     * Without the instruction {@code Math.fma} goes through BigDecimal, several 1000 ns a call in the interpreter; with
     * it even the interpreter takes below 100 ns. The best of some batches is not fooled by a busy machine; they are
     * few, since BigDecimal, once compiled, is fast enough to pass.
     */
    private static boolean fusedMultiplyAddIsFast() {
        int calls = 4;
        float x = 1.0f;
        for (int batch = 0; batch < 5; batch++) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                x = Math.fma(x, 0.999f, 1e-3f);
            }
            if (System.nanoTime() - start < 400L * calls) {
                return x > 0.0f;
            }
        }
        return false;
    }
}
