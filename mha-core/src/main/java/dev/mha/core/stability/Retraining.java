package dev.mha.core.stability;

/**
 * How a training came out when one sample was changed, beside how it came out before.
 *
 * @param sample the sample that was left out or replaced
 * @param fresh index of the fresh sample that took its place, or {@link #LEFT_OUT}
 * @param lossBefore its loss after the training with it
 * @param lossAfter its loss after the training without it
 * @param distance Euclidean distance of the two results
 * @param largestLossChange largest absolute change of the loss of any training sample, of the others from scores in
 *             float
 * @param lossSum sum over all steps of the larger of the two training losses
 * @param farthest largest distance of an iterate of the changed training from the start
 * @param decoderNorm largest norm of a decoder U_h on the way
 */
public record Retraining(int sample, int fresh, double lossBefore, double lossAfter, double distance,
        double largestLossChange, double lossSum, double farthest, double decoderNorm) {
    /** In the place of a fresh sample: there was none. */
    public static final int LEFT_OUT = -1;

    /** By how much the sample's own loss rose. */
    public double gap() {
        return lossAfter - lossBefore;
    }
}
