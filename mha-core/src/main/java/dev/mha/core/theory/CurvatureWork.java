package dev.mha.core.theory;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * How much work each part of a measurement is, in multiply-adds, and how much of it is done. Only the order of magnitude
 * has to be right: it is what an estimate of the time left is made of.
 */
final class CurvatureWork {
    private final double samples;
    private final ClassifierShape shape;
    private final Progress progress;
    private double total;
    private double done;
    private double shown;
    private boolean stopped;

    CurvatureWork(int samples, ClassifierShape shape, Progress progress) {
        this.samples = samples;
        this.shape = shape;
        this.progress = progress;
    }

    /** One product with the Hessian. */
    double product() {
        double t = shape.tokens();
        double d = shape.features();
        return samples * shape.heads() * t * d * (3 * d + 6 * t);
    }

    /** A Lanczos run of so many steps, each orthogonalized twice against the vectors so far. */
    double lanczos(int steps) {
        return steps * (product() + 2.0 * steps * shape.parameters());
    }

    /** The block of one head, its eigenvalues and its factorization. */
    double block() {
        double q = shape.headParameters();
        double pairs = shape.features() * (shape.features() + 1) / 2.0;
        return samples * shape.tokens() * pairs * pairs + 3 * q * q * q;
    }

    /** The whole Hessian and its factorizations for both ends. */
    double dense() {
        double p = shape.parameters();
        return samples * p * p / 2 + 4 * p * p * p;
    }

    /** The tangent kernel of all samples. */
    double kernel() {
        return samples * samples * shape.parameters();
    }

    /** Adds something to be done. */
    void plan(double work) {
        total += work;
    }

    /** Something has been done. */
    void finish(double work) {
        done += work;
        show(0);
    }

    /** A part of something is done, beside all that is finished. */
    synchronized void show(double work) {
        shown = Math.min(1, (done + work) / total);
        stopped |= !progress.onProgress(shown);
    }

    /** Whether the listener has asked for the end. */
    synchronized boolean stopped() {
        return stopped;
    }

    /** Asks the listener whether it wants the end, from any thread: for parts that take long between two pieces of progress. */
    synchronized boolean asked() {
        stopped |= !progress.onProgress(shown);
        return stopped;
    }
}
