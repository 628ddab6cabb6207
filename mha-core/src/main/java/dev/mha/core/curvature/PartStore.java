package dev.mha.core.curvature;

import java.nio.DoubleBuffer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Keeps what the parts of long work have come to, so that the next run goes on from them with the same bits. */
public interface PartStore {
    /** Keeps nothing. */
    PartStore NONE = new PartStore() {
        @Override
        public double[] find(String part) {
            return null;
        }

        @Override
        public void keep(String part, double[] figures) {}

        @Override
        public boolean due() {
            return false;
        }
    };

    /** The figures of a part that were kept, or null; not to be written to. */
    double[] find(String part);

    /**
     * Keeps the figures of a part, in place of earlier ones.
     *
     * @param figures not to be written to from now on
     */
    void keep(String part, double[] figures);

    /**
     * A part as an earlier run left it, or as it is made now; then it is kept.
     *
     * @param make may end in an exception: then nothing is kept
     * @param finished whether it came to its own end: if not, it is not kept
     * @param write its figures
     * @param read makes it of those
     */
    default <T> T part(String name, Supplier<T> make, Predicate<T> finished, Function<T, double[]> write,
            Function<DoubleBuffer, T> read) {
        double[] known = find(name);
        if (known != null) {
            return read.apply(DoubleBuffer.wrap(known));
        }
        T part = make.get();
        if (finished.test(part)) {
            keep(name, write.apply(part));
        }
        return part;
    }

    /** Whether what changes all the time should be kept again: it was not for seconds, or the work is about to stop. */
    boolean due();
}
