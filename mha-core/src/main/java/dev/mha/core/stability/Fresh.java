package dev.mha.core.stability;

import dev.mha.core.metric.Logistic;
import dev.mha.core.metric.PairedDifference;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/**
 * Samples that no training has seen.
 *
 * @param samples encoded as the training samples are
 * @param labels -1 or +1 for each sample
 */
public record Fresh(PackedSamples samples, float[] labels) {
    /**
     * Loss of these samples minus a training loss, with its interval: the generalization gap as measured
     * ({@code docs/theory.md}, 6). The interval is for these parameters, over the samples.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @param trainingLoss mean loss of the training samples at these parameters
     * @throws ArithmeticException
     *             if a loss is not finite, naming the sample
     */
    public PairedDifference gap(ClassifierShape shape, float[] theta, double trainingLoss, Workspace work) {
        float[] scores = new float[labels.length];
        ClassifierKernel.scores(shape, samples, theta, scores, work);
        double[] losses = Logistic.losses(scores, labels);
        for (int i = 0; i < losses.length; i++) {
            if (!Double.isFinite(losses[i])) {
                throw new ArithmeticException("the loss of test sample " + (i + 1) + " is not finite");
            }
        }
        double[] training = new double[losses.length];
        Arrays.fill(training, trainingLoss);
        return PairedDifference.ofSamples(losses, training);
    }
}
