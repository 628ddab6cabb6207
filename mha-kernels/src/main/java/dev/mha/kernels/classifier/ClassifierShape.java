package dev.mha.kernels.classifier;

import java.math.BigInteger;

/**
 * Sizes of the attention classifier and the layout of its parameters: one flat array, head-major,
 * {@code [W_h (features x features) | U_h (tokens x features)]} for each head, row-major.
 *
 * @param heads number of heads H
 * @param tokens number of tokens T of the longest sample
 * @param features number of features d of a token
 */
public record ClassifierShape(int heads, int tokens, int features) {

    /**
     * @throws IllegalArgumentException
     *             if a size is below 1 or the parameters do not fit one array
     */
    public ClassifierShape {
        if (heads < 1 || tokens < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "heads " + heads + ", tokens " + tokens + ", features " + features + ": each must be at least 1");
        }
        long ofHead = (long) features * features + (long) tokens * features;
        if (ofHead > (Integer.MAX_VALUE - 8) / heads) {
            throw new IllegalArgumentException(
                    "heads " + heads + ", tokens " + tokens + ", features " + features + ": "
                            + BigInteger.valueOf(ofHead).multiply(BigInteger.valueOf(heads))
                            + " parameters do not fit one array");
        }
    }

    /** Parameters of one head: {@code features * features + tokens * features}. */
    public int headParameters() {
        return features * features + tokens * features;
    }

    /** Parameters of all heads. */
    public int parameters() {
        return heads * headParameters();
    }

    /**
     * Multiply-adds of the forward pass of one head on one sample, {@code T d^2 + 2 T^2 d}: queries, scores, and what
     * the decoder makes of the keys.
     *
     * @param tokens tokens of the sample
     */
    public static double forwardMultiplyAdds(double tokens, double features) {
        return tokens * features * (features + 2 * tokens);
    }

    /** Where W of a head starts in the flat parameter array. */
    public int attentionOffset(int head) {
        return head * headParameters();
    }

    /** Where U of a head starts in the flat parameter array. */
    public int decoderOffset(int head) {
        return head * headParameters() + features * features;
    }
}
