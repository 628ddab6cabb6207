package dev.mha.core.theory;

import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.train.Training;

/**
 * How much work the parts of a certification are, in multiply-adds of trainings that run side by side, one a thread: it is what
 * an estimate of the time left is made of.
 *
 * <p>How many of these a multiply-add of another kind counts for was measured on 1797 samples of 16 tokens x 9 features with 8
 * heads (two threads, Zen 5 class core), where the retrainings did 73 thousand million a second, one training on both threads
 * half as many, products with the Hessian in double a third, tangent kernels and what is made of them 9 thousand million.
 */
public final class CertificationCost {
    private static final double ALONE = 2;
    static final double DOUBLE = 3;
    static final double DENSE = 8;

    /** Losses that the search for a comparison point evaluates. */
    private static final double SEARCH = 60;

    /** Share of the products that an iterate may take which it takes. */
    private static final double USED = 0.6;

    /** Products of one system of influence functions. */
    private static final double INFLUENCE_PRODUCTS = 40;

    private final Training training;
    private final MultiplyAdds parts;
    private final double samples;

    /** The cost of certifying this training. */
    public CertificationCost(Training training) {
        this.training = training;
        samples = training.samples().samples();
        parts = new MultiplyAdds(samples, training.shape());
    }

    /** The training itself. */
    public double training() {
        return ALONE * retraining();
    }

    private double retraining() {
        return parts.gradient() * training.iterations();
    }

    /** {@link Certification#of}: both trainings, and what follows the second. */
    public double certification(Certification.Detail detail) {
        return 2 * training() + start() + search() + follow() + curvature(detail);
    }

    /** The losses that the search for a comparison point evaluates. */
    double search() {
        return DOUBLE * parts.forward() * SEARCH;
    }

    /** The losses of the iterates and their gradients. */
    double follow() {
        return DOUBLE * parts.gradient() * training.iterations();
    }

    /** The curvature on the path. */
    double curvature(Certification.Detail detail) {
        return USED * DOUBLE * detail.products(training.iterations()) * parts.product();
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
            case KERNEL_UNROLL -> training() + DOUBLE * parts.forward() * training.iterations() + DENSE
                    * (kernels() * parts.kernel() + samples * samples * training.iterations() * count);
            case INFLUENCE -> count * DOUBLE * INFLUENCE_PRODUCTS * parts.product();
        };
    }

    private int kernels() {
        int kernels = 0;
        int last = 0;
        for (int k = 0; k < training.iterations(); k++) {
            if (k == 0 || KernelUnroll.Refresh.USUAL.due(k, last)) {
                kernels++;
                last = k;
            }
        }
        return kernels;
    }
}
