package dev.mha.core.guarantee;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.KeptMargin;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.linear.Vectors;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * What makes a start a good one: heads that are not large, scores that are not large, and tangent features that
 * separate the classes by a margin ({@code docs/theory.md}, 4).
 *
 * @param initialization where training starts
 * @param distinctHeads number of heads that differ
 * @param largestHead largest norm of a head's parameters
 * @param largestScore B_Phi, the largest {@code |Phi|} of a training sample
 * @param margin gamma of the tangent features
 * @param samples n, the number of training samples
 */
public record StartReport(Initialization initialization, int distinctHeads, double largestHead, double largestScore,
        Margin margin, int samples) {

    /**
     * Whether the classes are proved to be separated: then a good start for the theory. A small margin may stay
     * undecided.
     */
    public boolean separable() {
        return margin.lower() > 0;
    }

    /**
     * Number of steps at which the theory suggests to stop, in order of magnitude: after K steps its bound on the
     * training loss is of the order of {@code log^2 K/(gamma^2 eta K)} and its bound on the gap of
     * {@code log^2 K/(gamma^2 eta n)}, so that from K = n on training longer does not lower their sum.
     */
    public int stoppingTime() {
        return samples;
    }

    /**
     * lam = {@code (B_Phi + 1/2 + log K)/gamma} at K = {@link #stoppingTime()}: how far from this start the theory's
     * comparison point lies, whose loss is at most 1/K where {@code sqrt(H) >= kappa lam^2}, which practical head
     * counts do not reach; infinite without a margin. A better start has a shorter way.
     */
    public double reach() {
        return separable()
                ? (largestScore + 0.5 + Math.log(stoppingTime())) / margin.lower()
                : Double.POSITIVE_INFINITY;
    }

    /**
     * Measures a start.
     *
     * @param training its samples, labels and step; its own start is not read
     * @param initialization where to start
     * @param size size of the initialization
     * @param seed seed of the initialization
     * @param progress gets the share that is done, on the calling thread
     * @param stop asked while the margin is computed, from any thread
     * @param store keeps the margin of each start
     * @throws CancellationException
     *             once it says so
     */
    public static StartReport of(Training training, Initialization initialization, double size, long seed,
            Workspace work, DoubleConsumer progress, BooleanSupplier stop, PartStore store) {
        ClassifierShape shape = training.shape();
        float[] start = initialization.create(shape, training.samples(), training.labels(), size, seed);
        double[] theta = ClassifierLoss.widen(start);
        ClassifierLoss loss = training.loss(work);
        double largestHead = 0;
        for (int head = 0; head < shape.heads(); head++) {
            largestHead = Math.max(largestHead,
                    Vectors.norm(theta, shape.attentionOffset(head), shape.headParameters()));
        }
        double largestScore = 0;
        for (double score : loss.scores(theta)) {
            largestScore = Math.max(largestScore, Math.abs(score));
        }
        Margin margin = KeptMargin.of(store, "margin of " + initialization, () -> TangentKernel
                .margin(loss, theta, progress, stop));
        return new StartReport(initialization, new AttentionClassifier(shape, start).distinctHeads(), largestHead,
                largestScore, margin, training.samples().samples());
    }
}
