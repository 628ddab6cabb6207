package dev.mha.kernels.classifier;

import dev.mha.kernels.work.Crew;

/** Hands a call to the kernel of its path, in float or in double. */
final class ClassifierDispatch {
    private ClassifierDispatch() {}

    /** Scores alone when {@code gradient} is null, else the gradient too. */
    static void gradient(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient, Crew crew) {
        switch (ClassifierPath.of(shape, samples)) {
            case SAMPLE_LANES ->
                SampleLaneClassifier.run(shape, samples.panels(), theta, labels, weights, scores, gradient, crew);
            case TOKEN_LANES ->
                TokenLaneClassifier.run(shape, samples, theta, labels, weights, scores, gradient, crew);
            case PLAIN -> PlainClassifier.run(shape, samples, theta, labels, weights, scores, gradient, crew);
        }
    }

    static void gradient(ClassifierShape shape, PackedSamples samples, double[] theta, double[] labels,
            double[] weights, double[] scores, double[] gradient, Crew crew) {
        if (ClassifierPath.ofDouble(shape, samples) == ClassifierPath.SAMPLE_LANES) {
            DoubleSampleLaneClassifier.run(shape, samples.doublePanels(), theta, labels, weights, scores, gradient,
                    crew);
        } else {
            DoublePlainClassifier.run(shape, samples, theta, labels, weights, scores, gradient, crew);
        }
    }

    /** Products with the vectors, and where {@code gradient} is not null the scores and the gradient too. */
    static void hessianProducts(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, HessianPart part, float[][] vectors, float[][] products, float[] scores,
            float[] gradient, Crew crew) {
        int results = ClassifierPath.resultsAtOnce(shape, samples.panels());
        boolean sampleLanes = results > 0;
        passes(shape, samples, theta, labels, weights, part, vectors, products, scores, gradient, crew, sampleLanes,
                sampleLanes ? results : ClassifierPath.resultsAtOnce(shape));
    }

    /**
     * The same in passes of at most so many results each. The first one has the gradient, unless there is room for a
     * vector or the gradient alone.
     */
    static void passes(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, float[][] products, float[] scores, float[] gradient, Crew crew,
            boolean sampleLanes, int results) {
        boolean together = gradient != null && results > 1 && vectors.length > 0;
        if (gradient != null && !together) {
            gradient(shape, samples, theta, labels, weights, scores, gradient, crew);
        }
        boolean plain = ClassifierPath.of(shape, samples) == ClassifierPath.PLAIN;
        int from = 0;
        while (from < vectors.length) {
            float[] with = together && from == 0 ? gradient : null;
            int to = Math.min(vectors.length, from + ClassifierPath.vectors(results, with != null));
            if (sampleLanes) {
                SampleLaneHessian.run(shape, samples.panels(), theta, labels, weights, part, vectors, from, to,
                        products, scores, with, crew);
            } else if (plain) {
                PlainClassifierHessian.run(shape, samples, theta, labels, weights, part, vectors, from, to, products,
                        scores, with, crew);
            } else {
                TokenLaneHessian.run(shape, samples, theta, labels, weights, part, vectors, from, to, products, scores,
                        with, crew);
            }
            from = to;
        }
    }

    /** The same in double, where no kernel has the tokens in the lanes. */
    static void hessianProducts(ClassifierShape shape, PackedSamples samples, double[] theta, double[] labels,
            double[] weights, HessianPart part, double[][] vectors, double[][] products, double[] scores,
            double[] gradient, Crew crew) {
        int results = ClassifierPath.resultsAtOnce(shape, samples.doublePanels());
        boolean sampleLanes = results > 0;
        passes(shape, samples, theta, labels, weights, part, vectors, products, scores, gradient, crew, sampleLanes,
                sampleLanes ? results : ClassifierPath.resultsAtOnce(shape));
    }

    static void passes(ClassifierShape shape, PackedSamples samples, double[] theta, double[] labels,
            double[] weights, HessianPart part, double[][] vectors, double[][] products, double[] scores,
            double[] gradient, Crew crew, boolean sampleLanes, int results) {
        boolean together = gradient != null && results > 1 && vectors.length > 0;
        if (gradient != null && !together) {
            gradient(shape, samples, theta, labels, weights, scores, gradient, crew);
        }
        int from = 0;
        while (from < vectors.length) {
            double[] with = together && from == 0 ? gradient : null;
            int to = Math.min(vectors.length, from + ClassifierPath.vectors(results, with != null));
            if (sampleLanes) {
                DoubleSampleLaneHessian.run(shape, samples.doublePanels(), theta, labels, weights, part, vectors, from,
                        to, products, scores, with, crew);
            } else {
                DoublePlainClassifierHessian.run(shape, samples, theta, labels, weights, part, vectors, from, to,
                        products, scores, with, crew);
            }
            from = to;
        }
    }
}
