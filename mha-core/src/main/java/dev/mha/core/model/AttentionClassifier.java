package dev.mha.core.model;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * A model: its shape and its parameters ({@code docs/theory.md}, 1).
 *
 * @param shape sizes and layout
 * @param theta {@code shape.parameters()} floats, laid out as {@link ClassifierShape} says; not copied
 */
public record AttentionClassifier(ClassifierShape shape, float[] theta) {

    /**
     * @throws IllegalArgumentException
     *             if {@code theta} has another length than the shape's parameters
     */
    public AttentionClassifier {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(theta, "theta");
        if (theta.length != shape.parameters()) {
            throw new IllegalArgumentException(
                    "theta has " + theta.length + " values, the shape has " + shape.parameters() + " parameters");
        }
    }

    /**
     * Phi of every sample: positive for the class +1.
     *
     * @return one float a sample
     * @throws IllegalArgumentException
     *             naming the two sizes when the samples do not fit the shape
     */
    public float[] scores(PackedSamples samples, Workspace work) {
        float[] scores = new float[samples.samples()];
        ClassifierKernel.scores(shape, samples, theta, scores, work);
        return scores;
    }

    /** Number of heads that differ in at least one parameter; 0 and -0 count as equal. */
    public int distinctHeads() {
        // found by their hash: pairs of very many heads would take longer than the training
        Set<Head> seen = new HashSet<>();
        int likeNoOther = 0;
        for (int head = 0; head < shape.heads(); head++) {
            if (same(head, head, 0)) {
                seen.add(new Head(head));
            } else {
                likeNoOther++; // NaN
            }
        }
        return seen.size() + likeNoOther;
    }

    /** A head that is equal to another of this model when all their parameters are, whatever the sign of a zero. */
    private final class Head {
        private final int index;

        Head(int index) {
            this.index = index;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Head head && same(index, head.index, 0);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            int from = shape.attentionOffset(index);
            for (int i = from; i < from + shape.headParameters(); i++) {
                hash = 31 * hash + Float.floatToIntBits(theta[i] + 0f); // -0 + 0 is 0
            }
            return hash;
        }
    }

    /**
     * Number of heads that are different, where two heads are the same when no parameter of theirs differs by more
     * than {@code tolerance} times the largest absolute parameter of the model. Heads are taken in order; each is
     * compared with the first of every group so far. A head with a NaN is like no other.
     *
     * <p>Heads that start equal stay equal for ever under gradient descent, bit for bit, and H equal heads are one head
     * with the output scale {@code sqrt(H)}: this is the number that tells.
     *
     * @throws IllegalArgumentException
     *             if {@code tolerance} is negative or NaN
     */
    public int distinctHeads(double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
        }
        double largest = 0;
        for (float value : theta) {
            largest = Math.max(largest, Math.abs((double) value));
        }
        double allowed = tolerance == 0 ? 0 : tolerance * largest;
        int[] firsts = new int[shape.heads()];
        int groups = 0;
        for (int head = 0; head < shape.heads(); head++) {
            int group = 0;
            while (group < groups && !same(firsts[group], head, allowed)) {
                group++;
            }
            if (group == groups) {
                firsts[groups++] = head;
            }
        }
        return groups;
    }

    private boolean same(int first, int second, double allowed) {
        int a = shape.attentionOffset(first);
        int b = shape.attentionOffset(second);
        for (int i = 0; i < shape.headParameters(); i++) {
            if (!(Math.abs((double) theta[a + i] - theta[b + i]) <= allowed)) {
                return false;
            }
        }
        return true;
    }
}
