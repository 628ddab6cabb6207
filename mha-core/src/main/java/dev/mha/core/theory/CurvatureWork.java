package dev.mha.core.theory;

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

    /** Asks the listener whether it wants the end, from any thread: for parts that take long between two pieces of progress. */
    synchronized boolean asked() {
        stopped |= !progress.onProgress(shown);
        return stopped;
    }
}
