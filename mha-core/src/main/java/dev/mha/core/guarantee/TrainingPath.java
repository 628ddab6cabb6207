package dev.mha.core.guarantee;

import dev.mha.core.bound.Rounding;
import java.util.List;

/**
 * What one training did, with losses in double ({@code docs/theory.md}, 5).
 *
 * @param losses training loss before each step and after the last, {@code [steps + 1]}
 * @param descentSlacks s_k of every step, {@code [steps]}: by how much it fell short of the descent
 *        {@code (eta/2) |g_k|^2}, 0 if it did not
 * @param sampleLossSums for each sample the sum of its losses before each step
 * @param farthest largest distance of an iterate from the start
 * @param decoderNorm largest norm of a decoder U_h on the path
 * @param selfBound largest {@code |grad L_k| / (1 - exp(-L_k))} of an iterate, in double; the gradient is self-bounded
 *        with this constant
 * @param scoreRounding how far rounding may have moved a score
 * @param certificates one for each comparison point
 */
public record TrainingPath(double[] losses, double[] descentSlacks, double[] sampleLossSums, double farthest,
        double decoderNorm, double selfBound, double scoreRounding, List<PathCertificate> certificates) {

    /** Number of steps. */
    public int steps() {
        return losses.length - 1;
    }

    /** Training loss after the last step. */
    public double lastLoss() {
        return losses[losses.length - 1];
    }

    /** Mean of the losses after each step; NaN without a step. */
    public double meanLoss() {
        return (lossSum() - losses[0] + lastLoss()) / steps();
    }

    /** Sum of the losses before each step. */
    public double lossSum() {
        double sum = 0;
        for (int k = 0; k < steps(); k++) {
            sum += losses[k];
        }
        return sum;
    }

    /** The sum of the losses of a sample before each step, as large as rounding allows. */
    public double largestSampleLossSum(int sample) {
        return Rounding.largestLoss(sampleLossSums[sample], scoreRounding, steps());
    }

    /** Mean of the descent slacks; NaN without a step. */
    public double meanSlack() {
        double sum = 0;
        for (double slack : descentSlacks) {
            sum += slack;
        }
        return sum / steps();
    }

    /** Number of steps that fell short of the descent. */
    public int slackSteps() {
        int count = 0;
        for (double slack : descentSlacks) {
            count += slack > 0 ? 1 : 0;
        }
        return count;
    }
}
