package dev.mha.core.trial;

import dev.mha.core.model.Initialization;

/** What one row of a summary holds fixed: everything of a {@link Cell} but the split. */
record Combination(int heads, double step, Initialization initialization) {
    Cell cell(int split) {
        return new Cell(heads, step, initialization, split);
    }

    static Combination of(Cell cell) {
        return new Combination(cell.heads(), cell.step(), cell.initialization());
    }
}
