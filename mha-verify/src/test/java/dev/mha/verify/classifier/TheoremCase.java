package dev.mha.verify.classifier;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A training that meets every condition of the theorem: mixtures of tokens so small that the model is nearly linear,
 * few heads or as many as the theorem asks for, and a step just below the proved smoothness.
 */
record TheoremCase(ClassifierShape shape, PackedSamples samples, float[] labels, float[] start, double step,
        int iterations, TrainingTheorem theorem) {

    /**
     * A case of a seed, or null where the features do not separate the classes, more than 64 heads would be asked for,
     * or the step is too large for the point.
     */
    static TheoremCase of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int tokens = random.nextInt(2, 8);
        int distractors = random.nextInt(1, 4);
        double signal = 1e-4 * Math.pow(30, random.nextDouble());
        Mixture mixture = new Mixture(tokens,
                distractors + random.nextInt(2, 5), distractors, signal, random.nextDouble(0.3, 0.9),
                0.3 * signal * random.nextDouble());
        int count = random.nextInt(2, 30);
        Dataset data = mixture.train(count, seed);
        PackedSamples samples = PackedSamples.pack(data.x(), count, tokens, mixture.features(), null);
        Initialization initialization = List.of(Initialization.values()).get(random.nextInt(4));
        int iterations = random.nextInt(2, 300);
        // first with one head, to see how many are asked for
        TheoremCase small = of(samples, data.labels(), initialization, 1, iterations, seed);
        if (small == null || small.theorem.headsRequired() > 32) {
            return null;
        }
        int heads = Math.max((int) Math.ceil(2 * small.theorem.headsRequired()), random.nextInt(1, 9));
        TheoremCase built = of(samples, data.labels(), initialization, heads, iterations, seed);
        return built != null && built.theorem.holds() ? built : null;
    }

    private static TheoremCase of(PackedSamples samples, float[] labels, Initialization initialization, int heads,
            int iterations, long seed) {
        ClassifierShape shape = new ClassifierShape(heads, samples.tokens(), samples.features());
        float[] start = initialization.create(shape, samples, labels, 1, seed);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, labels, null, Workspace.serial());
        Margin margin = TangentKernel.margin(loss, ClassifierLoss.widen(start), share -> {}, () -> false);
        if (margin.lower() == 0) {
            return null;
        }
        double radius = loss.geometry().largestRadius();
        double step = 0.9 * 4 / (samples.tokens() * radius * radius);
        ComparisonPoint point = ComparisonPoint.alongMargin(loss, start, margin, step * iterations, () -> false);
        return new TheoremCase(shape, samples, labels, start, step, iterations,
                TrainingTheorem.of(loss, start, point, step, iterations));
    }
}
