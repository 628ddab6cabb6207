package dev.mha.core.curvature;

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

    /** Whether what changes all the time should be kept again: it was not for seconds, or the work is about to stop. */
    boolean due();
}
