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

    static void hessianProducts(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, HessianPart part, float[][] vectors, float[][] products, Crew crew) {
        int most = ClassifierPath.vectorsAtOnce(shape, samples.panels());
        if (most > 0) {
            for (int from = 0; from < vectors.length; from += most) {
                SampleLaneHessian.run(shape, samples.panels(), theta, labels, weights, part, vectors, from,
                        Math.min(vectors.length, from + most), products, crew);
            }
            return;
        }
        int few = ClassifierPath.vectorsAtOnce(shape);
        boolean plain = ClassifierPath.of(shape, samples) == ClassifierPath.PLAIN;
        for (int from = 0; from < vectors.length; from += few) {
            int to = Math.min(vectors.length, from + few);
            if (plain) {
                PlainClassifierHessian.run(shape, samples, theta, labels, weights, part, vectors, from, to, products,
                        crew);
            } else {
                TokenLaneHessian.run(shape, samples, theta, labels, weights, part, vectors, from, to, products, crew);
            }
        }
    }

    static void hessianProducts(ClassifierShape shape, PackedSamples samples, double[] theta, double[] labels,
            double[] weights, HessianPart part, double[][] vectors, double[][] products, Crew crew) {
        int most = ClassifierPath.vectorsAtOnce(shape, samples.doublePanels());
        if (most > 0) {
            for (int from = 0; from < vectors.length; from += most) {
                DoubleSampleLaneHessian.run(shape, samples.doublePanels(), theta, labels, weights, part, vectors, from,
                        Math.min(vectors.length, from + most), products, crew);
            }
            return;
        }
        int few = ClassifierPath.vectorsAtOnce(shape);
        for (int from = 0; from < vectors.length; from += few) {
            DoublePlainClassifierHessian.run(shape, samples, theta, labels, weights, part, vectors, from,
                    Math.min(vectors.length, from + few), products, crew);
        }
    }
}
