package dev.mha.core.theory;

import dev.mha.core.train.Training;

/** How far the work after the first training is, part by part. */
final class CertificationProgress {
    private final Progress progress;
    private final double margin;
    private final double search;
    private final double steps;
    private final double curvature;
    private final double all;
    private final int iterations;
    private final int points;
    private final int mostAsked;
    private double done;
    private int step;
    private int measured;
    private int asked;

    CertificationProgress(Training training, Certification.Detail detail, Progress progress) {
        CertificationCost cost = new CertificationCost(training);
        this.progress = progress;
        margin = cost.start();
        search = cost.search();
        steps = cost.training() + cost.follow();
        curvature = cost.curvature(detail);
        all = margin + search + steps + curvature;
        iterations = training.iterations();
        points = detail.points(iterations);
        mostAsked = Math.min(detail.lanczosSteps(), training.shape().parameters());
    }

    /** Asks, from any thread, without any progress. */
    synchronized boolean stopped() {
        return !progress.onProgress(Math.min(1, done / all));
    }

    synchronized void margin(double share) {
        done = share * margin;
        boolean ignored = stopped();
    }

    synchronized void searched() {
        done = margin + search;
    }

    /** After a product on the way to a point, and on the way to its certificate. */
    synchronized boolean product() {
        asked = Math.min(asked + 1, mostAsked);
        return !update();
    }

    synchronized void measured(int count) {
        measured = count;
        asked = 0;
    }

    synchronized boolean step(int number) {
        step = number;
        return update();
    }

    private boolean update() {
        double share = (measured + (double) asked / mostAsked) / points;
        done = margin + search + steps * ((double) step / iterations) + curvature * Math.min(1, share);
        return !stopped();
    }
}
