package dev.mha.core.trial;

/**
 * One division of the samples, by its sizes.
 *
 * @param name for reports
 * @param trainSamples size of the training part
 * @param testSamples size of the test part
 * @param trainPositiveShare share of the class +1 in the training part
 * @param testPositiveShare share of the class +1 in the test part
 */
public record SplitFacts(String name, int trainSamples, int testSamples, double trainPositiveShare,
        double testPositiveShare) {}
