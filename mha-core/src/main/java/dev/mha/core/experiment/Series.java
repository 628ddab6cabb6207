package dev.mha.core.experiment;

/**
 * One line of a plot: a measurement repeated at every place.
 *
 * @param name in tables
 * @param measurement what is measured
 */
public record Series(String name, Measurement measurement) {}
