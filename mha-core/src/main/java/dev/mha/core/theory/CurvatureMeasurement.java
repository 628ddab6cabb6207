package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.KeptMargin;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.RandomStartBound;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.curvature.TraceEstimator;
import dev.mha.core.linear.Vectors;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Makes a {@link CurvatureReport}, part by part; parts that do not fit are left out with a reason. */
final class CurvatureMeasurement {
    /** Products of a density probe: decades of the spectrum are told apart, single eigenvalues are for Lanczos. */
    static final int DENSITY_STEPS = 30;

    /** Probability that a bound from a random start may fail. */
    private static final double FAILURE = 1e-9;

    /** How far from 1 the sum of weights may be: less than bounds are rounded outwards by. */
    private static final double WEIGHTS = 0x1p-41;

    private static final String STOPPED = "the report was stopped before that was measured";

    private final ClassifierLoss problem;
    private final ClassifierShape shape;
    private final float[] theta;
    private final CurvatureSettings settings;
    private final MultiplyAdds cost;
    private final CurvatureWork work;
    private final CurvatureParts parts;
    private final List<Limit> limits = new ArrayList<>();
    private final double[] weights;
    private final int steps;
    private final long scratch;
    private final boolean blocks;
    private final boolean dense;
    private final boolean kernel;
    private final boolean density;
    private final boolean estimated;
    private boolean complete = true;

    CurvatureMeasurement(ClassifierLoss problem, float[] theta, CurvatureSettings settings, Progress progress,
            PartStore store) {
        this.problem = problem;
        parts = new CurvatureParts(store);
        this.shape = problem.shape();
        this.theta = theta;
        this.settings = settings;
        weights = weights(problem);
        steps = Math.min(settings.maxSteps(), shape.parameters());
        cost = new MultiplyAdds(weights.length, shape);
        work = new CurvatureWork(progress);
        scratch = problem.scratchBytes()
                + (settings.inFloat() ? problem.floatScratchBytes(Math.max(1, settings.probes())) : 0);
        requireRoom();
        blocks = has(Limit.Quantity.BLOCK, BlockCertificate.fits(shape), "a head has "
                + count(shape.headParameters(), "parameter") + "; its block is taken apart up to "
                + BlockCertificate.LARGEST_BLOCK,
                BlockCertificate.bytes(problem));
        dense = has(Limit.Quantity.FACTORIZED, DenseHessian.fits(shape), "the model has "
                + count(shape.parameters(), "parameter") + "; the whole Hessian is factorized up to "
                + DenseHessian.LARGEST,
                DenseHessian.bytes(problem));
        kernel = has(Limit.Quantity.MARGIN, true, "", TangentKernel.bytes(problem));
        density = settings.probes() > 0
                && has(Limit.Quantity.DENSITY, true, "",
                        SpectralDensity.bytes(settings.probes(), DENSITY_STEPS, shape.parameters()));
        estimated = settings.trace() != TraceEstimate.Method.EXACT
                && has(Limit.Quantity.TRACE_ESTIMATE, true, "", settings.trace() == TraceEstimate.Method.HUTCHPP
                        ? TraceEstimator.bytes(Math.max(2, settings.maxSteps()), shape.parameters())
                        : 0);
        work.plan(5 * cost.product() + cost.lanczos(steps) + (random() ? cost.lanczos(steps) : 0)
                + (traceProducts() + densityProducts()) * cost.product()
                + (blocks ? cost.blocks() : 0)
                + (dense ? cost.dense() : 0) + (kernel ? cost.kernel() + cost.margin() : 0));
    }

    private boolean has(Limit.Quantity quantity, boolean fits, String reason, long bytes) {
        if (!fits) {
            limits.add(new Limit(quantity, reason));
        } else if (withScratch(bytes) > settings.memory()) {
            limits.add(new Limit(quantity, count(weights.length, "sample") + " and "
                    + count(shape.parameters(), "parameter") + " ask for " + size(withScratch(bytes))
                    + " of memory, there are "
                    + size(settings.memory())));
        }
        return fits && withScratch(bytes) <= settings.memory();
    }

    /** The workspace keeps the scratch of derivatives while a part is at work. */
    private long withScratch(long bytes) {
        return scratch + bytes;
    }

    private void requireRoom() {
        if (scratch > settings.memory()) {
            throw new IllegalArgumentException(problem.scratchUse() + " ask for " + size(scratch)
                    + " of memory, there are "
                    + size(settings.memory()) + "; take fewer threads, shorter samples or fewer heads");
        }
        long bytes = withScratch(Lanczos.bytes(steps, shape.parameters()));
        if (bytes > settings.memory()) {
            throw new IllegalArgumentException(count(steps, "Lanczos step") + " for "
                    + count(shape.parameters(), "parameter") + " ask for " + size(bytes) + " of memory, there are "
                    + size(settings.memory())
                    + "; ask for fewer steps");
        }
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < 3) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size,
                List.of("bytes", "kB", "MB", "GB").get(unit));
    }

    private static double[] weights(ClassifierLoss problem) {
        double[] weights = problem.weights();
        // a compensated sum: a plain one of many samples would be farther off itself
        double sum = Arrays.stream(weights).sum();
        if (!(Math.abs(sum - 1) <= WEIGHTS)) {
            throw new IllegalArgumentException("weights sum to " + sum + ", the bounds ask for 1");
        }
        return weights;
    }

    CurvatureReport run() {
        int distinct = new AttentionClassifier(shape, theta).distinctHeads();
        double[] point = ClassifierLoss.widen(theta);
        double[] gradient = new double[point.length];
        double loss = problem.gradient(point, gradient);
        ClassifierHessian hessian = problem.hessian(point);
        double[] margins = hessian.margins();
        double largestScore = 0;
        for (double margin : margins) {
            largestScore = Math.max(largestScore, Math.abs(margin));
        }
        TokenGeometry geometry = problem.geometry();
        GlobalBounds global = GlobalBounds.of(shape, geometry, point);
        SampleBounds samples = SampleBounds.of(shape, geometry, point);
        double rounding = Rounding.curvature(shape, geometry, point, margins, weights);
        if (!Double.isFinite(rounding + global.rho())) {
            throw new ArithmeticException(String.format(Locale.ROOT,
                    "the bounds overflow: the largest token has norm %.3g, the largest decoder %.3g",
                    geometry.largestRadius(), GlobalBounds.decoderNorm(shape, point)));
        }
        work.finish(3 * cost.product());
        ExtremeEigenvalues ends = ends(hessian);
        BlockCertificate certificate = measured(Limit.Quantity.BLOCK, blocks,
                () -> BlockCertificate.of(hessian, rounding,
                        heads -> work.show(cost.blocks() * heads / shape.heads()), work::asked, parts.store()));
        work.finish(blocks ? cost.blocks() : 0);
        DenseHessian.Ends proved = measured(Limit.Quantity.FACTORIZED, dense, () -> parts.factorized(() -> DenseHessian
                .ends(hessian, ends.lowest().getFirst().value(), ends.highest().getFirst().value(), rounding,
                        work::asked)));
        work.finish(dense ? cost.dense() : 0);
        RandomStartBound random = measured(Limit.Quantity.PROBABLE, random(),
                () -> parts.probable(() -> RandomStartBound
                        .of(work.watched(hessian.residual(), cost.lanczos(steps) / steps), steps, FAILURE,
                                settings.seed())));
        work.finish(random() ? cost.lanczos(steps) : 0);
        double[] allowances = Rounding.scores(shape, geometry, point);
        double largestLoss = LossRange.of(margins, weights, allowances).high();
        LowerBounds lower = new LowerBounds(global.lambdaMin(largestLoss),
                samples.lambdaMin(margins, weights) - rounding, certificate == null
                        ? Double.NaN
                        : certificate.lambdaMin(),
                proved == null ? Double.NaN : proved.low(), random == null ? null : random.ofResidual(rounding));
        double score = 0;
        double[] least = new double[margins.length];
        for (int i = 0; i < least.length; i++) {
            score = Math.max(score, Outward.up(Math.abs(margins[i]) + allowances[i]));
            least[i] = margins[i] - allowances[i];
        }
        UpperBounds upper = new UpperBounds(global, global.lossGradient(largestLoss),
                samples.lossGradient(least, weights), score, samples.lambdaMax(margins, weights) + rounding,
                proved == null ? Double.NaN : proved.high());
        HeadCurvature heads = HeadCurvature.of(hessian, shape, ends.lowest().getFirst(),
                certificate == null ? null : certificate.headMinima());
        work.finish(2 * cost.product());
        Margin margin = measured(Limit.Quantity.MARGIN, kernel,
                () -> KeptMargin.of(parts.store(), "margin", () -> TangentKernel.margin(problem, point,
                        share -> work.show(share * (cost.kernel() + cost.margin())),
                        work::asked)));
        work.finish(kernel ? cost.kernel() + cost.margin() : 0);
        TraceEstimate trace = trace(hessian, rounding);
        work.finish(traceProducts() * cost.product());
        SpectralDensity spread = measured(Limit.Quantity.DENSITY, density, () -> SpectralDensity
                .of(work.watched(searched(hessian), cost.product()), settings.probes(), DENSITY_STEPS, settings.seed(),
                        parts.store()));
        work.finish(densityProducts() * cost.product());
        return new CurvatureReport(distinct, loss, Vectors.norm(gradient), largestScore, ends, rounding, lower, upper,
                heads,
                margin, trace, spread, floatDifference(hessian, ends.highest().getFirst()), List.copyOf(limits),
                complete);
    }

    /** Whether no bound on the least eigenvalue is computed, so that one from a random start has to do. */
    private boolean random() {
        return !blocks && !dense;
    }

    private int densityProducts() {
        return density ? settings.probes() * DENSITY_STEPS : 0;
    }

    private int traceProducts() {
        return estimated ? settings.maxSteps() : 1;
    }

    private TraceEstimate trace(ClassifierHessian hessian, double rounding) {
        TraceEstimator estimator = new TraceEstimator(settings.traceWidth(), Math.max(2, settings.maxSteps()),
                settings.seed());
        LinearOperator probed = work.watched(searched(hessian), cost.product());
        TraceEstimate estimate = measured(Limit.Quantity.TRACE_ESTIMATE, estimated,
                () -> settings.trace() == TraceEstimate.Method.HUTCHINSON
                        ? estimator.hutchinson(probed, parts.store())
                        : parts.hutchPlusPlus(() -> estimator.hutchPlusPlus(probed)));
        // what rounding can do to the trace of a space and to the probes outside of it
        double allowance = hessian.size() * rounding;
        // the exact one costs a single product, so that a report has one even when it is stopped
        return estimate == null
                ? TraceEstimate.exact(hessian.trace(), allowance)
                : estimate.widened(2 * allowance);
    }

    private void stopped(Limit.Quantity quantity, String reason) {
        limits.add(new Limit(quantity, reason));
        complete = false;
    }

    /**
     * A part that may be stopped before or on its way, then it is among the limits; null when it is not wanted or was
     * stopped.
     */
    private <T> T measured(Limit.Quantity quantity, boolean wanted, Supplier<T> part) {
        try {
            return wanted ? part.get() : null;
        } catch (CancellationException stop) {
            stopped(quantity, STOPPED);
            return null;
        }
    }

    /** The operator that is searched. */
    private LinearOperator searched(ClassifierHessian hessian) {
        return settings.inFloat() ? hessian.inFloat() : hessian;
    }

    private ExtremeEigenvalues ends(ClassifierHessian hessian) {
        ExtremeEigenvalues ends = parts.eigenvalues(() -> search(hessian), found -> !work.stopped());
        work.finish(cost.lanczos(steps));
        if (work.stopped() && !ends.converged()) {
            stopped(Limit.Quantity.EIGENVALUES, "the report was stopped before they converged");
        }
        return settings.inFloat() ? ends.under(hessian, settings.lanczos()) : ends;
    }

    private ExtremeEigenvalues search(ClassifierHessian hessian) {
        int wanted = Math.min(settings.eigenvalues(), shape.parameters());
        LinearOperator operator = searched(hessian);
        return settings.withEigenvalues(wanted).withMaxSteps(steps).lanczos().run(new LinearOperator() {
            private int products;

            @Override
            public int size() {
                return operator.size();
            }

            @Override
            public void apply(double[] vector, double[] result) {
                operator.apply(vector, result);
                // pairs take products beyond the steps, for their residuals
                work.show(cost.lanczos(Math.min(++products, steps)));
            }
        }, null, work::stopped);
    }

    /**
     * How far a product in float is from that in double, along the vector of the largest eigenvalue; NaN for a search
     * in double.
     */
    private double floatDifference(ClassifierHessian hessian, RitzPair largest) {
        if (!settings.inFloat()) {
            return Double.NaN;
        }
        double[] exact = new double[hessian.size()];
        double[] rounded = new double[hessian.size()];
        hessian.apply(largest.vector(), exact);
        hessian.inFloat().apply(largest.vector(), rounded);
        Vectors.add(-1, exact, rounded);
        double difference = Vectors.norm(rounded);
        // where the loss is flat both are 0
        return difference == 0 ? 0 : difference / Vectors.norm(exact);
    }
}
