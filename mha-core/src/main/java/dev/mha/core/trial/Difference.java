package dev.mha.core.trial;

import java.util.List;

/**
 * How much lower the error of the recommended setting is than that of another model, paired: on the same test samples.
 *
 * @param other the other model, for reports
 * @param error mean over the pairs of the other's error minus the recommended one's; above 0 when the recommended one
 *            errs less. Its standard error allows for training parts that overlap (Nadeau and Bengio
 *            2003) and is at least that of independent counts
 * @param pairs the difference of each split; empty when the pairs are the samples of a test part
 * @param confidence how sure the difference is
 */
public record Difference(String other, Estimate error, List<Double> pairs, Confidence confidence) {

    /** How sure a difference is. */
    public enum Confidence {
        /** The recommended setting errs less, by more than chance explains (Student's t, 95 %). */
        CLEAR,
        /** It errs less by more than one standard error, which chance may still explain. */
        LIKELY,
        /** No difference larger than one standard error. */
        NONE,
        /** It errs more, by more than one standard error. */
        WORSE
    }

    /** Copies the list. */
    public Difference {
        pairs = List.copyOf(pairs);
    }
}
