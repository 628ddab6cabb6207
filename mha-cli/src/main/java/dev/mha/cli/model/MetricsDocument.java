package dev.mha.cli.model;

import dev.mha.core.metric.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;

/** How well a model does, as every JSON document of the command has it ({@code docs/json.md}). */
public final class MetricsDocument {
    private MetricsDocument() {}

    /**
     * The object, with null for a number that is not finite.
     *
     * @param metrics what was measured, or null
     * @return keys and values; null for none
     */
    public static Map<String, Object> of(Metrics metrics) {
        if (metrics == null) {
            return null;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("samples", metrics.samples());
        document.put("loss", finite(metrics.loss()));
        document.put("error", finite(metrics.error()));
        document.put("errorLow", finite(metrics.errorLow()));
        document.put("errorHigh", finite(metrics.errorHigh()));
        document.put("auc", finite(metrics.auc()));
        return document;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
