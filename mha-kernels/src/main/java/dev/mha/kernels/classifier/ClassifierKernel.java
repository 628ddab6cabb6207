package dev.mha.kernels.classifier;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.work.Crew;
import java.util.Objects;

/**
 * The attention classifier over many samples: {@code Phi(X) = H^(-1/2) sum_h <U_h, softmax_rows(X W_h X') X>}, logistic
 * loss {@code L = sum_i weight_i log(1 + exp(-y_i Phi(X_i)))}, its gradient and its second derivatives (arXiv
 * 2310.12680, section 2).
 */
public final class ClassifierKernel {
    private ClassifierKernel() {}

    /**
     * Writes Phi of every sample.
     *
     * @param shape sizes; tokens and features as in {@code samples}
     * @param samples [samples, tokens, features]
     * @param theta parameters, laid out as {@link ClassifierShape} says
     * @param scores result, one float a sample
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the result that is another argument too
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void scores(ClassifierShape shape, PackedSamples samples, float[] theta, float[] scores,
            Workspace work) {
        check(shape, samples, theta, work);
        Objects.requireNonNull(scores, "scores");
        checkLength("scores", scores.length, "samples", samples.samples());
        checkApart("scores", scores, "theta", theta);
        run(shape, samples, theta, null, null, scores, null, (Crew) work);
    }

    /**
     * Returns the loss, and writes its gradient and Phi of every sample. No two arguments may be one array.
     *
     * @param shape sizes; tokens and features as in {@code samples}
     * @param samples [samples, tokens, features]
     * @param theta parameters, laid out as {@link ClassifierShape} says
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample in the loss; null for {@code 1 / samples} each
     * @param scores result, one float a sample
     * @param gradient result, laid out like {@code theta}
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException naming the argument and the two sizes that do not fit, the label that is
     *             neither, or the result that is another argument too
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static double lossAndGradient(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, float[] scores, float[] gradient, Workspace work) {
        check(shape, samples, theta, work);
        checkLabels(samples, labels, weights);
        checkGradient(shape, samples, theta, labels, weights, scores, gradient);
        checkLabelValues(labels);
        run(shape, samples, theta, labels, weights, scores, gradient, (Crew) work);
        return LogisticLoss.sum(labels, weights, scores);
    }

    /**
     * Writes the products of the Hessian of the loss, or of a part of it, with vectors. A single product takes about
     * one and a half times as long as a gradient; several at once share what does not depend on the vector, which
     * leaves little more than one.
     *
     * @param shape sizes; tokens and features as in {@code samples}
     * @param samples [samples, tokens, features]
     * @param theta parameters, laid out as {@link ClassifierShape} says
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample in the loss; null for {@code 1 / samples} each
     * @param part what of the Hessian
     * @param vectors each laid out like {@code theta}
     * @param products results, as many, each laid out like {@code theta}; none may be another argument
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException naming the argument and the two sizes that do not fit, the label that is
     *             neither, or the result that is another argument too
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void hessianProducts(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, HessianPart part, float[][] vectors, float[][] products, Workspace work) {
        check(shape, samples, theta, work);
        checkLabels(samples, labels, weights);
        checkProducts(shape, theta, labels, weights, part, vectors, products);
        checkLabelValues(labels);
        run(shape, samples, theta, labels, weights, part, vectors, products, null, null, (Crew) work);
    }

    /**
     * Returns the loss, and writes its gradient, Phi of every sample and products of the Hessian, or of a part of it,
     * with vectors, all at one point: what a step of a Newton method begins with. What both need is computed once: with
     * one vector that is four forward passes where {@link #lossAndGradient} and {@link #hessianProducts} take five.
     *
     * <p>Products have the bits that {@link #hessianProducts} gives them; Phi and the gradient are summed in other
     * blocks than by {@link #lossAndGradient}, so that their last bits may differ.
     *
     * @param shape sizes; tokens and features as in {@code samples}
     * @param samples [samples, tokens, features]
     * @param theta parameters, laid out as {@link ClassifierShape} says
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample in the loss; null for {@code 1 / samples} each
     * @param scores result, one float a sample
     * @param gradient result, laid out like {@code theta}: of the whole loss, whatever {@code part}
     * @param part what of the Hessian
     * @param vectors each laid out like {@code theta}
     * @param products results, as many, each laid out like {@code theta}; none may be another argument
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException naming the argument and the two sizes that do not fit, the label that is
     *             neither, or the result that is another argument too
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static double lossGradientAndHessianProducts(ClassifierShape shape, PackedSamples samples, float[] theta,
            float[] labels, double[] weights, float[] scores, float[] gradient, HessianPart part, float[][] vectors,
            float[][] products, Workspace work) {
        check(shape, samples, theta, work);
        checkLabels(samples, labels, weights);
        checkGradient(shape, samples, theta, labels, weights, scores, gradient);
        checkProducts(shape, theta, labels, weights, part, vectors, products);
        for (int v = 0; v < vectors.length; v++) {
            checkElementApart(v, products[v], "scores", -1, scores);
            checkElementApart(v, products[v], "gradient", -1, gradient);
            checkVectorApart(v, vectors[v], "scores", scores);
            checkVectorApart(v, vectors[v], "gradient", gradient);
        }
        checkLabelValues(labels);
        run(shape, samples, theta, labels, weights, part, vectors, products, scores, gradient, (Crew) work);
        return LogisticLoss.sum(labels, weights, scores);
    }

    /** Which kernel computes loss and gradient of these samples here. */
    public static ClassifierPath path(ClassifierShape shape, PackedSamples samples) {
        return ClassifierPath.of(shape, samples);
    }

    private static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, float[] scores, float[] gradient, Crew crew) {
        crew.enter();
        try {
            ClassifierDispatch.gradient(shape, samples, theta, labels, weights, scores, gradient, crew);
        } finally {
            crew.leave();
        }
    }

    private static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, HessianPart part, float[][] vectors, float[][] products, float[] scores,
            float[] gradient, Crew crew) {
        crew.enter();
        try {
            ClassifierDispatch.hessianProducts(shape, samples, theta, labels, weights, part, vectors, products, scores,
                    gradient, crew);
        } finally {
            crew.leave();
        }
    }

    private static void checkGradient(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            double[] weights, float[] scores, float[] gradient) {
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(gradient, "gradient");
        checkLength("scores", scores.length, "samples", samples.samples());
        checkLength("gradient", gradient.length, "parameters", shape.parameters());
        checkApart("scores", scores, "theta", theta);
        checkApart("scores", scores, "labels", labels);
        checkApart("scores", scores, "weights", weights);
        checkApart("gradient", gradient, "theta", theta);
        checkApart("gradient", gradient, "labels", labels);
        checkApart("gradient", gradient, "weights", weights);
        checkApart("gradient", gradient, "scores", scores);
    }

    private static void checkProducts(ClassifierShape shape, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, float[][] products) {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(vectors, "vectors");
        Objects.requireNonNull(products, "products");
        if (products.length != vectors.length) {
            throw new IllegalArgumentException(
                    "products is " + products.length + " long, the number of vectors is " + vectors.length);
        }
        for (int v = 0; v < vectors.length; v++) {
            checkElement("vectors", v, vectors[v], shape.parameters());
            checkElement("products", v, products[v], shape.parameters());
            checkElementApart(v, products[v], "theta", -1, theta);
            checkElementApart(v, products[v], "labels", -1, labels);
            checkElementApart(v, products[v], "weights", -1, weights);
            for (int w = 0; w < vectors.length; w++) {
                checkElementApart(v, products[v], "vectors", w, vectors[w]);
                if (w < v) {
                    checkElementApart(v, products[v], "products", w, products[w]);
                }
            }
        }
    }

    private static void check(ClassifierShape shape, PackedSamples samples, float[] theta, Workspace work) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(theta, "theta");
        Objects.requireNonNull(work, "work");
        checkSize("samples.tokens", samples.tokens(), "shape.tokens", shape.tokens());
        checkSize("samples.features", samples.features(), "shape.features", shape.features());
        checkLength("theta", theta.length, "parameters", shape.parameters());
    }

    private static void checkLabels(PackedSamples samples, float[] labels, double[] weights) {
        Objects.requireNonNull(labels, "labels");
        checkLength("labels", labels.length, "samples", samples.samples());
        if (weights != null) {
            checkLength("weights", weights.length, "samples", samples.samples());
        }
    }

    private static void checkLabelValues(float[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 1 && labels[i] != -1) {
                throw new IllegalArgumentException("labels[" + i + "] is " + labels[i] + ", must be -1 or +1");
            }
        }
    }

    private static void checkLength(String name, int length, String sizeName, int size) {
        if (length != size) {
            throw new IllegalArgumentException(name + " has " + length + " values, " + sizeName + " is " + size);
        }
    }

    /** Arrays are objects here, since in double the weights could be a result too. */
    @SuppressWarnings("ReferenceEquality") // two arrays of equal floats do not overlap
    private static void checkApart(String name, Object result, String otherName, Object other) {
        if (result == other) {
            throw new IllegalArgumentException(
                    name + " and " + otherName + " are one array, a result must not overlap another argument");
        }
    }

    /** Names are put together only to complain: a call allocates nothing. */
    private static void checkElement(String name, int index, float[] element, int parameters) {
        if (element == null) {
            throw new NullPointerException(name + "[" + index + "]");
        }
        if (element.length != parameters) {
            checkLength(name + "[" + index + "]", element.length, "parameters", parameters);
        }
    }

    @SuppressWarnings("ReferenceEquality") // two arrays of equal floats do not overlap
    private static void checkElementApart(int index, Object product, String otherName, int otherIndex, Object other) {
        if (product == other) {
            checkApart("products[" + index + "]", product, otherName + (otherIndex < 0 ? "" : "[" + otherIndex + "]"),
                    other);
        }
    }

    @SuppressWarnings("ReferenceEquality") // two arrays of equal floats do not overlap
    private static void checkVectorApart(int index, Object vector, String resultName, Object result) {
        if (vector == result) {
            checkApart(resultName, result, "vectors[" + index + "]", vector);
        }
    }

    private static void checkSize(String name, int size, String otherName, int other) {
        if (size != other) {
            throw new IllegalArgumentException(name + " is " + size + ", " + otherName + " is " + other);
        }
    }
}
