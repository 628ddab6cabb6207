package dev.mha.core.theory;

import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * How much work the parts of a certification are, in multiply-adds of trainings that run side by side, one a thread: it
 * is what an estimate of the time left is made of.
 *
 * <p>How many of these a multiply-add of another kind counts for was measured on 1797 samples of 16 tokens x 9 features
 * with 8 heads (two threads, Zen 5 class core), where the retrainings did 73 thousand million a second, one training on
 * both threads half as many, products with the Hessian in double a third, tangent kernels and what is made of them 9
 * thousand million.
 */
public final class CertificationCost {
    private static final double ALONE = 2;
    static final double DOUBLE = 3;
    static final double DENSE = 8;

    /** Losses that the search for a comparison point evaluates. */
    private static final double SEARCH = 60;

    /** Products of one system of influence functions. */
    private static final double INFLUENCE_PRODUCTS = 40;

    /**
     * Kernels of an unroll over some hundred steps. A budget that counts them decides how many samples are measured, so
     * they are not counted step by step as for the time left: a step more would change figures.
     */
    private static final double USUAL_KERNELS = 25;

    private final MultiplyAdds parts;
    private final double samples;
    private final int iterations;

    /** The cost of certifying this training. */
    public CertificationCost(Training training) {
        this(training.shape(), training.samples().samples(), training.iterations());
    }

    /** The cost of certifying a training of so many samples by so many steps. */
    public CertificationCost(ClassifierShape shape, int samples, int iterations) {
        this.samples = samples;
        this.iterations = iterations;
        parts = new MultiplyAdds(samples, shape);
    }

    /** The training itself. */
    public double training() {
        return ALONE * retraining();
    }

    private double retraining() {
        return parts.gradient() * iterations;
    }

    /** {@link Certification#of}: both trainings, and what follows the second. */
    public double certification(Certification.Detail detail) {
        return 2 * training() + start() + search() + follow() + curvature(detail);
    }

    /** The losses that the search for a comparison point evaluates. */
    double search() {
        return DOUBLE * SEARCH * parts.forward();
    }

    /** The losses of the iterates and their gradients. */
    double follow() {
        return DOUBLE * parts.gradient() * iterations;
    }

    /** The curvature on the path. */
    double curvature(Certification.Detail detail) {
        return DOUBLE * products(detail);
    }

    private double products(Certification.Detail detail) {
        return detail.used() * detail.products(iterations) * parts.product();
    }

    /**
     * Multiply-adds in double, as they are and not in those of retrainings, of following a training and unrolling it.
     *
     * @param leftOut samples that the kernel unroll leaves out
     */
    public double inDouble(Certification.Detail detail, int leftOut) {
        return parts.forward() * (iterations + SEARCH) + products(detail) + USUAL_KERNELS * parts.kernel()
                + changes(leftOut);
    }

    /** What an unroll does to the samples that it leaves out. */
    private double changes(int leftOut) {
        return samples * samples * iterations * leftOut;
    }

    /** The margin at one start. */
    public double start() {
        return DENSE * (parts.kernel() + parts.margin());
    }

    /**
     * A part of a {@link StabilityReport}.
     *
     * @param count samples of it
     */
    public double stability(StabilityReport.Part part, int count) {
        return count == 0 ? 0 : switch (part) {
            case LEAVE_ONE_OUT, REPLACE_ONE -> count * retraining();
            case KERNEL_UNROLL -> training() + DOUBLE * parts.forward() * iterations + DENSE
                    * (kernels() * parts.kernel() + changes(count));
            case INFLUENCE -> count * DOUBLE * INFLUENCE_PRODUCTS * parts.product();
        };
    }

    private int kernels() {
        int kernels = 0;
        int last = 0;
        for (int k = 0; k < iterations; k++) {
            if (k == 0 || KernelUnroll.Refresh.USUAL.due(k, last)) {
                kernels++;
                last = k;
            }
        }
        return kernels;
    }
}
