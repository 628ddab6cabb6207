package dev.mha.core.theory;

import dev.mha.core.curvature.LinearOperator;
import java.util.concurrent.CancellationException;

/** How much of a measurement that was planned is done, in multiply-adds. */
final class CurvatureWork {
    private final Progress progress;
    private double total;
    private double done;
    private double shown;
    private boolean stopped;

    CurvatureWork(Progress progress) {
        this.progress = progress;
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

    /**
     * Asks the listener whether it wants the end, from any thread: for parts that take long between two pieces of
     * progress.
     */
    synchronized boolean asked() {
        stopped |= !progress.onProgress(shown);
        return stopped;
    }

    /** The same operator, which shows how far its products are and throws when the listener asks for the end. */
    LinearOperator watched(LinearOperator operator, double each) {
        return new LinearOperator() {
            private int products;

            @Override
            public int size() {
                return operator.size();
            }

            @Override
            public void apply(double[] vector, double[] result) {
                apply(new double[][]{vector}, new double[][]{result});
            }

            @Override
            public void apply(double[][] vectors, double[][] results) {
                operator.apply(vectors, results);
                products += vectors.length;
                show(products * each);
                obey();
            }
        };
    }

    /** @throws CancellationException when the listener has asked for the end */
    void obey() {
        if (stopped()) {
            throw new CancellationException("stopped");
        }
    }
}
