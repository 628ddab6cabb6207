package dev.mha.core.theory;

import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.DoubleBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What {@link CurvatureReport} measures at a model, along a training and for less: eigenvectors start from those of the
 * point before, as in {@link SharpnessPath}, the margin from the weights of the one before, which any weights are
 * allowed to be. The spread of the eigenvalues is seen through the same random vectors at every point: from point to
 * point it moves with the Hessian alone, and at the end it is that of the report ({@code docs/theory.md}, 3.5).
 */
public final class CurvaturePath {
    /** What takes long at a point. */
    public enum Part {
        /** The spread of the eigenvalues. */
        DENSITY,
        /** The margin of the tangent features, from a kernel of {@code samples^2} doubles. */
        MARGIN
    }

    /** Random vectors for the spread, as many as {@code mha curvature} takes. */
    private static final int PROBES = 4;

    /** Lanczos steps of a point before one is known. */
    private static final int USUAL_STEPS = 60;

    /** Products with the Hessian for the residuals of both ends. */
    private static final int RESIDUALS = 2;

    /** Products for both parts of the split by head, and for the trace. */
    private static final int HEADS_AND_TRACE = 3;

    private final ClassifierLoss problem;
    private final SharpnessPath ends;
    private final Margin.Search search;
    private final Set<Part> parts;
    private final long seed;
    private final MultiplyAdds cost;
    private int steps;
    private Margin margin;
    private double[] state;

    /**
     * @param problem the training samples; weights must sum to 1
     * @param maxSteps most Lanczos steps a point
     * @param tolerance residual at which an eigenvalue has converged, as a share of it; gap at which a margin has
     * @param seed seed of the random vectors
     * @param parts what is measured beside what costs little
     */
    public CurvaturePath(ClassifierLoss problem, int maxSteps, double tolerance, long seed, Set<Part> parts) {
        this.problem = problem;
        this.seed = seed;
        this.parts = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
        ends = new SharpnessPath(problem, maxSteps, tolerance, seed);
        search = new Margin.Search(tolerance, Margin.Search.USUAL.maxSteps());
        cost = new MultiplyAdds(problem.samples().samples(), problem.shape());
        steps = Math.min(USUAL_STEPS, problem.shape().parameters());
        state = figures();
    }

    /** Bytes that a part takes at once beside the scratch of derivatives. */
    public static long bytes(Part part, ClassifierLoss problem) {
        return switch (part) {
            case DENSITY -> SpectralDensity.bytes(PROBES, CurvatureMeasurement.DENSITY_STEPS,
                    problem.shape().parameters());
            case MARGIN -> TangentKernel.bytes(problem);
        };
    }

    /**
     * Measures a point.
     *
     * @param iteration number of steps taken so far
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @param progress told the share of this point that is done, 0 to 1
     * @throws ArithmeticException
     *             if a value on the way is not finite
     * @throws CancellationException
     *             once {@code progress} asks for the end: a point is whole or not there
     */
    public CurvaturePoint measure(int iteration, float[] theta, Progress progress) {
        ClassifierShape shape = problem.shape();
        double each = CertificationCost.DOUBLE * cost.product();
        double kernel = CertificationCost.DENSE * (cost.kernel() + cost.margin());
        int probes = PROBES * Math.min(CurvatureMeasurement.DENSITY_STEPS, shape.parameters());
        CurvatureWork work = new CurvatureWork(progress);
        work.plan((steps + RESIDUALS + HEADS_AND_TRACE) * each + (has(Part.DENSITY) ? probes * each : 0)
                + (has(Part.MARGIN) ? kernel : 0));

        double[] point = ClassifierLoss.widen(theta);
        ClassifierHessian hessian = problem.hessian(point);
        AtomicInteger asked = new AtomicInteger();
        SharpnessPath.Point measured = ends.at(iteration, point, hessian, () -> {
            work.show(each * Math.min(steps, asked.incrementAndGet()));
            return work.stopped();
        });
        work.finish((steps + RESIDUALS) * each);
        work.obey();
        HeadCurvature heads = HeadCurvature.of(hessian, shape, measured.lambdaMin(), measured.headMinima());
        TraceEstimate trace = TraceEstimate.exact(hessian.trace(), hessian.size() * measured.rounding());
        work.finish(HEADS_AND_TRACE * each);
        work.obey();
        SpectralDensity density = null;
        if (has(Part.DENSITY)) {
            density = SpectralDensity.of(work.watched(hessian, each), PROBES, CurvatureMeasurement.DENSITY_STEPS, seed);
            work.finish(probes * each);
        }
        work.obey();
        if (has(Part.MARGIN)) {
            margin = TangentKernel.margin(problem, point, search, margin, share -> work.show(share * kernel),
                    work::asked);
            work.finish(kernel);
        }
        steps = measured.steps();
        state = figures();
        return new CurvaturePoint(measured, heads, trace, density, margin);
    }

    /**
     * All that a path of the same problem and settings goes on from after the last point that is whole:
     * {@link #restore} takes it up.
     */
    public double[] state() {
        return state.clone();
    }

    private double[] figures() {
        double[] weights = margin == null ? new double[0] : margin.weights();
        double[] path = ends.state();
        return DoubleBuffer.allocate(2 + weights.length + path.length).put(steps).put(weights.length).put(weights)
                .put(path).array();
    }

    /**
     * Goes on from the last whole point of another path, with the bits that it would have gone on with.
     *
     * @param from state of the other path, which is read to its end
     */
    public void restore(DoubleBuffer from) {
        steps = (int) from.get();
        double[] weights = new double[(int) from.get()];
        from.get(weights);
        // the next search asks for no more than the weights
        margin = weights.length == 0 ? null : new Margin(0, Double.POSITIVE_INFINITY, 0, weights);
        ends.restore(from);
        state = figures();
    }

    private boolean has(Part part) {
        return parts.contains(part);
    }
}
