package dev.mha.core.trial;

/**
 * A mean over folds and how far it may be off.
 *
 * @param mean mean over the splits; that of errors to 12 decimals, so that equal counts of wrong samples are equal
 *            numbers
 * @param standardError standard deviation over the splits divided by the square root of the number of folds: repeating
 *            the folds adds no samples and so does not shrink it. NaN with fewer than two splits. Folds share training
 *            samples, so it is a guide, not a law
 */
public record Estimate(double mean, double standardError) {}
