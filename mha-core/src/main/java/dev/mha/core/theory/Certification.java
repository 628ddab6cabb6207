package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Outward;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingListener;
import dev.mha.kernels.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One training beside what the theory says of it ({@code docs/theory.md}, 5): what is guaranteed in advance, what its
 * own path certifies, and what was measured. The conditions of the theorem ask for a point to compare with, for which
 * the end of the training is taken too, so they are judged there. Every check of a certificate is of one step, so a
 * certification that was stopped holds for the steps that it saw.
 *
 * @param margin of the tangent features at the start; null when it was stopped before
 * @param theorem the theorem with the comparison point that makes its right-hand side least
 * @param path what the training did; its certificates are for every comparison point, the one of the theorem included;
 *        null when it was stopped before a step was followed
 * @param curvature measured at iterates 0, 1, 4, 16, ... and the last, as far as it was followed
 * @param bounds with the largest decoder on the path: they hold for every iterate, whatever the step; null without a
 *        path
 * @param end parameters after the last step; null when it was stopped before
 */
public record Certification(Margin margin, TrainingTheorem theorem, TrainingPath path,
        List<SharpnessPath.Point> curvature, GlobalBounds bounds, float[] end) {

    /** How closely the curvature along the path is measured. */
    public enum Detail {
        /**
         * At iterates 0, 1, 4, 16, ... and the last, to 1e-3 of an eigenvalue: what is certified comes with its
         * residual.
         */
        FULL(150, 1e-3, 0.6),
        /** At iterates 0, 16 and the last, to 1e-2. */
        BRIEF(60, 1e-2, 2 / 3.0);

        private static final int BRIEF_MIDDLE = 16;

        private final int lanczosSteps;
        private final double tolerance;
        private final double used;

        Detail(int lanczosSteps, double tolerance, double used) {
            this.lanczosSteps = lanczosSteps;
            this.tolerance = tolerance;
            this.used = used;
        }

        boolean measured(int iteration, int iterations) {
            boolean powerOfFour = Integer.bitCount(iteration) == 1 && Integer.numberOfTrailingZeros(iteration) % 2 == 0;
            boolean between = this == FULL ? powerOfFour : iteration == BRIEF_MIDDLE;
            return iteration == 0 || iteration == iterations || between;
        }

        int points(int iterations) {
            // 0, the powers of two, among them those of four, the one of BRIEF, and the last
            return (int) IntStream.concat(IntStream.of(0, BRIEF_MIDDLE, iterations),
                    IntStream.range(0, Integer.SIZE - 1).map(bit -> 1 << bit)).distinct()
                    .filter(k -> k <= iterations && measured(k, iterations)).count();
        }

        /** Most Lanczos steps at an iterate; each keeps a vector. */
        public int lanczosSteps() {
            return lanczosSteps;
        }

        double tolerance() {
            return tolerance;
        }

        /**
         * Share of its most products that an iterate takes before its eigenvalues have converged, an estimate. That of
         * {@link #FULL} only moves the time left. That of {@link #BRIEF} also decides how many samples the theory of a
         * trial takes, so that another value would change its figures: the two stay apart, though they are alike.
         */
        double used() {
            return used;
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
     * @param store keeps what is done, and the path as it is followed: a run that goes on from there ends in the same
     *        bits
     */
    public static Certification of(Training training, Workspace work, Progress progress, PartStore store) {
        CertificationCost cost = new CertificationCost(training);
        double first = cost.training() / cost.certification(Detail.FULL);
        return new CertificationMeasurement(training, Detail.FULL, work, store).run(
                (k, loss, theta) -> progress.onProgress(first * k / training.iterations()),
                share -> progress.onProgress(first + (1 - first) * share));
    }

    /**
     * Trains twice: first to know where the training ends, then to follow it. Stopped before the end, it certifies the
     * steps that it followed, see {@link #complete()}.
     *
     * @param listener told of the iterates of the first training; may stop it
     * @param progress told the share of the work after the first training that is done, 0 to 1; may stop it
     * @throws ArithmeticException
     *             if the training diverges
     */
    public static Certification of(Training training, Detail detail, TrainingListener listener, Workspace work,
            Progress progress) {
        return new CertificationMeasurement(training, detail, work, PartStore.NONE).run(listener, progress);
    }

    /** Whether the whole training was followed; if not, what is certified is certified of its first steps. */
    public boolean complete() {
        return followed() == theorem.iterations();
    }

    /** Steps that were followed. */
    public int followed() {
        return path == null ? 0 : path.steps();
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

    /**
     * A proved bound on the mean training loss of the steps that were followed. It may be above the theorem's where
     * that holds: a theorem takes gradients as exact, and a certificate counts what their rounding did.
     */
    public double certifiedMeanLoss() {
        return bestCertificate().bound();
    }

    /** A proved bound on the loss after the last step that was followed. */
    public double certifiedLastLoss() {
        return path.certificates().stream().mapToDouble(PathCertificate::lastBound).min().orElseThrow();
    }

    /** Largest measured {@code -lambda_min/(1-exp(-L))} at the iterates that were measured; 0 where they are convex. */
    public double nonConvexity() {
        // a loss of exactly 0 has no curvature but rounding
        return curvature.stream().filter(point -> point.loss() > 0)
                .mapToDouble(point -> share(point.lambdaMin().value(), point.loss())).max().orElse(0);
    }

    /**
     * A proved bound on the same, at the same iterates. It is no worse than what theory says of every iterate, although
     * it divides the bound at the largest loss that rounding allows by the least, of which nothing may be known but
     * that it is positive.
     */
    public double certifiedNonConvexity() {
        double largest = curvature.stream().mapToDouble(point -> share(point.certified(), point.leastLoss())).max()
                .orElseThrow();
        return Double.isFinite(largest)
                ? Math.min(Outward.up(largest), bounds.scoreCurvature())
                : bounds.scoreCurvature();
    }

    private static double share(double lambdaMin, double loss) {
        return lambdaMin < 0 ? lambdaMin / Math.expm1(-loss) : 0;
    }

    /** Largest measured eigenvalue at these iterates. */
    public double lambdaMax() {
        return curvature.stream().mapToDouble(point -> point.lambdaMax().value()).max().orElseThrow();
    }
}
