package dev.mha.core.trial;

/**
 * What a trial ran on.
 *
 * @param name of the data
 * @param samples number of samples
 * @param tokens number of tokens of the longest sample
 * @param features number of features of a token as it came
 * @param encodedFeatures number of features of a finished token, position code and constant included
 * @param padded whether some samples have fewer tokens
 * @param negative name of the class -1
 * @param positive name of the class +1
 * @param positiveShare share of the class +1
 * @param heldOut number of samples that the data sets apart for testing; 0 when it does not
 */
public record DataFacts(String name, int samples, int tokens, int features, int encodedFeatures, boolean padded,
        String negative, String positive, double positiveShare, int heldOut) {}
