package dev.mha.core.trial;

/**
 * Where trainings of a trial are kept as they end, so that a trial that was stopped goes on from them. Cells of one
 * store must be of the same data and of settings that differ in what is swept alone.
 */
public interface TrialStore {
    /** Knows nothing, keeps nothing. */
    TrialStore NONE = new TrialStore() {
        @Override
        public CellResult find(Cell cell) {
            return null;
        }

        @Override
        public void keep(CellResult result) {}
    };

    /** What an earlier run made of a cell, or null; called from any thread. */
    CellResult find(Cell cell);

    /** A training has ended; called from any thread. */
    void keep(CellResult result);
}
