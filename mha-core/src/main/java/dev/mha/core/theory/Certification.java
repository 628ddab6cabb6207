package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One training beside what the theory says of it: what is guaranteed in advance, what its own path certifies, and what was
 * measured.
 *
 * @param margin of the tangent features at the start
 * @param theorem the theorem with the comparison point that makes its right-hand side least
 * @param path what the training did; its certificates are for every comparison point, the one of the theorem included
 * @param curvature measured at iterates 0, 1, 4, 16, ... and the last
 * @param bounds with the largest decoder on the path: they hold for every iterate, whatever the step
 * @param end parameters after the last step
 */
public record Certification(Margin margin, TrainingTheorem theorem, TrainingPath path,
        List<SharpnessPath.Point> curvature, GlobalBounds bounds, float[] end) {

    /** How closely the curvature along the path is measured. */
    public enum Detail {
        /** At iterates 0, 1, 4, 16, ... and the last, to 1e-3 of an eigenvalue: what is certified comes with its residual. */
        FULL(150, 1e-3),
        /** At iterates 0, 16 and the last, to 1e-2. */
        BRIEF(60, 1e-2);

        private static final int BRIEF_MIDDLE = 16;

        private final int lanczosSteps;
        private final double tolerance;

        Detail(int lanczosSteps, double tolerance) {
            this.lanczosSteps = lanczosSteps;
            this.tolerance = tolerance;
        }

        private boolean measured(int iteration, int iterations) {
            boolean powerOfFour = Integer.bitCount(iteration) == 1 && Integer.numberOfTrailingZeros(iteration) % 2 == 0;
            boolean between = this == FULL ? powerOfFour : iteration == BRIEF_MIDDLE;
            return iteration == 0 || iteration == iterations || between;
        }

        private int points(int iterations) {
            int count = 0;
            for (int k = 0; k <= iterations; k++) {
                count += measured(k, iterations) ? 1 : 0;
            }
            return count;
        }

        /** Most Lanczos steps at an iterate; each keeps a vector. */
        public int lanczosSteps() {
            return lanczosSteps;
        }

        /** Most products with the Hessian that a path of so many steps takes. */
        public long products(int iterations) {
            return (long) points(iterations) * (lanczosSteps + 2);
        }
    }

    /** Bytes that are taken at once: scratch for derivatives, and the vectors of an iterate or the tangent kernel. */
    public static long bytes(Training training, Detail detail, Workspace work) {
        int parameters = training.shape().parameters();
        ClassifierLoss loss = training.loss(work);
        return loss.scratchBytes() + Math.max(Lanczos.bytes(Math.min(detail.lanczosSteps, parameters), parameters),
                TangentKernel.bytes(loss));
    }

    /**
     * As {@link #of(Training, Detail, TrainingListener, Workspace, Progress)}, in full.
     *
     * @param progress told the share of all work that is done, 0 to 1
     */
    public static Certification of(Training training, Workspace work, Progress progress) {
        CertificationCost cost = new CertificationCost(training);
        double first = cost.training() / cost.certification(Detail.FULL);
        return of(training, Detail.FULL,
                (k, loss, theta) -> progress.onProgress(first * k / training.iterations()), work,
                share -> progress.onProgress(first + (1 - first) * share));
    }

    /**
     * Trains twice: first to know where the training ends, then to follow it.
     *
     * @param listener told of the iterates of the first training
     * @param progress told the share of the work after the first training that is done, 0 to 1
     * @throws ArithmeticException
     *             if the training diverges
     * @throws CancellationException
     *             if either of them stopped it: a certificate is one of a whole training
     */
    public static Certification of(Training training, Detail detail, TrainingListener listener, Workspace work,
            Progress progress) {
        TrainingRun first = training.run(null, work, listener);
        if (first.reason() == StopReason.DIVERGED) {
            throw new ArithmeticException("the training diverged at step " + first.steps());
        }
        requireWhole(first);
        ClassifierLoss loss = training.loss(work);
        float[] start = training.start();
        double travel = training.step() * training.iterations();
        Following following = new Following(training, detail, progress);
        BooleanSupplier stop = following::stopped;
        Margin margin = TangentKernel.margin(loss, ClassifierLoss.widen(start), following::margin, stop);
        List<ComparisonPoint> points = new ArrayList<>();
        points.add(ComparisonPoint.of(loss, start, ClassifierLoss.widen(first.theta())));
        if (margin.lower() > 0) {
            points.add(ComparisonPoint.alongMargin(loss, start, margin, travel, stop));
        }
        following.searched();
        TokenGeometry geometry = TokenGeometry.of(training.samples());
        TrainingTheorem theorem = points.stream()
                .map(point -> TrainingTheorem.of(loss, geometry, start, point, training.step(), training.iterations()))
                .min(Comparator.comparingDouble(TrainingTheorem::lossBound)).orElseThrow();
        PathRecorder recorder = new PathRecorder(loss, start, training.step(), points);
        SharpnessPath curvature = new SharpnessPath(loss, detail.lanczosSteps, detail.tolerance, 0);
        TrainingRun second = training.run(null, work, (k, value, theta) -> {
            if (detail.measured(k, training.iterations())) {
                SharpnessPath.Point ignored = curvature.measure(k, theta, following::product);
                following.measured();
            }
            return following.step(k) && recorder.onIteration(k, value, theta);
        });
        requireWhole(second);
        TrainingPath path = recorder.path();
        GlobalBounds bounds = GlobalBounds.of(training.shape().heads(), geometry.longest(), geometry.largestRadius(),
                path.decoderNorm());
        return new Certification(margin, theorem, path, curvature.points(), bounds, second.theta());
    }

    /** How far the work after the first training is, part by part. */
    private static final class Following {
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

        Following(Training training, Detail detail, Progress progress) {
            CertificationCost cost = new CertificationCost(training);
            this.progress = progress;
            margin = cost.start();
            search = cost.search();
            steps = cost.training() + cost.follow();
            curvature = cost.curvature(detail);
            all = margin + search + steps + curvature;
            iterations = training.iterations();
            points = detail.points(iterations);
            mostAsked = Math.min(detail.lanczosSteps, training.shape().parameters());
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

        synchronized void measured() {
            measured++;
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

    private static void requireWhole(TrainingRun run) {
        if (run.reason() == StopReason.LISTENER) {
            throw new CancellationException("stopped at step " + run.steps());
        }
    }

    /** The certificate for the comparison point of the theorem. */
    public PathCertificate certificate() {
        return path.certificates().stream().filter(one -> one.point().equals(theorem.point())).findFirst()
                .orElseThrow();
    }

    /** The certificate that proves most. */
    public PathCertificate bestCertificate() {
        return path.certificates().stream().min(Comparator.comparingDouble(PathCertificate::bound)).orElseThrow();
    }

    /** Largest measured {@code -lambda_min/(1-exp(-L))} at the iterates that were measured; 0 where they are convex. */
    public double nonConvexity() {
        // a loss of exactly 0 has no curvature but rounding
        return curvature.stream().filter(point -> point.loss() > 0)
                .mapToDouble(point -> share(point.lambdaMin().value(), point.loss())).max().orElse(0);
    }

    /**
     * A proved bound on the same, at the same iterates; NaN where the loss of one of them is so small that nothing is known of it
     * but that it is positive. It is no worse than what theory says of every iterate, although it divides the bound at the largest
     * loss that rounding allows by the least.
     */
    public double certifiedNonConvexity() {
        double largest = curvature.stream().mapToDouble(point -> share(point.certified(), point.leastLoss())).max()
                .orElseThrow();
        return Double.isFinite(largest) ? Math.min(Outward.up(largest), bounds.scoreCurvature()) : Double.NaN;
    }

    private static double share(double lambdaMin, double loss) {
        return lambdaMin < 0 ? lambdaMin / Math.expm1(-loss) : 0;
    }

    /** Largest measured eigenvalue at these iterates. */
    public double lambdaMax() {
        return curvature.stream().mapToDouble(point -> point.lambdaMax().value()).max().orElseThrow();
    }
}
