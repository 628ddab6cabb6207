package dev.mha.core;

import dev.mha.core.curvature.PartStore;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps parts as a file would, so that nothing is shared with the work that goes on.
 *
 * @param due whether what changes all the time is kept each time, or never but at the end of a run
 */
public record MemoryStore(Map<String, double[]> parts, boolean due) implements PartStore {
    /** Nothing yet. */
    public MemoryStore(boolean due) {
        this(new HashMap<>(), due);
    }

    @Override
    public double[] find(String part) {
        double[] figures = parts.get(part);
        return figures == null ? null : figures.clone();
    }

    @Override
    public void keep(String part, double[] figures) {
        parts.put(part, figures.clone());
    }
}
