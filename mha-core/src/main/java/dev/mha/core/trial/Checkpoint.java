package dev.mha.core.trial;

/**
 * Where a training stood on its way.
 *
 * @param iteration steps taken so far, 0 for the start
 * @param trainLoss logistic loss on the training part
 * @param testLoss logistic loss on the test part
 * @param testError share of the test part on the wrong side of zero; a score of exactly zero counts half
 */
public record Checkpoint(int iteration, double trainLoss, double testLoss, double testError) {}
