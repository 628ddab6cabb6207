package dev.mha.core.baseline;

import dev.mha.core.metric.Metrics;

/**
 * What a simple model reaches on one split.
 *
 * @param name for reports
 * @param test metrics on the test part
 */
public record Baseline(String name, Metrics test) {}
