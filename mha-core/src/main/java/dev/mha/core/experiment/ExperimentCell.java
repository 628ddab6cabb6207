package dev.mha.core.experiment;

/**
 * The smallest piece of an experiment, done as a whole or not at all.
 *
 * @param series name of the series
 * @param trial number of the repetition, from 0
 * @param place number of heads, or of samples
 */
public record ExperimentCell(String series, int trial, int place) {}
