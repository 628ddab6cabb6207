package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.Weights;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.metric.Logistic;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BoundsProperties {
    private static final double SLACK = 1 + 1e-9;

    private static double norm(double[] vector) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        return Math.sqrt(square);
    }

    /** A single sample as a problem of its own, label chosen. */
    private static ClassifierLoss only(Problem problem, int sample, float label) {
        ClassifierShape shape = problem.shape();
        int row = shape.tokens() * shape.features();
        float[] x = Arrays.copyOfRange(problem.x(), sample * row, (sample + 1) * row);
        PackedSamples one = PackedSamples.pack(x, 1, shape.tokens(), shape.features(),
                new int[]{problem.lengths()[sample]});
        return new ClassifierLoss(shape, one, new float[]{label}, null, Workspace.serial());
    }

    private static ExtremeEigenvalues ends(LinearOperator operator) {
        return Lanczos.ends(operator.size(), 1e-10, 3).run(operator);
    }

    private static double largestAbsolute(ExtremeEigenvalues ends) {
        return Math.max(Math.abs(ends.lowest().getFirst().value()), Math.abs(ends.highest().getFirst().value()));
    }

    @Property(tries = 150)
    void everySampleKeepsItsBounds(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] theta = problem.theta();
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        GlobalBounds global = GlobalBounds.of(problem.shape(), geometry, theta);
        SampleBounds bounds = SampleBounds.of(problem.shape(), geometry, theta);
        double[] scores = problem.loss().scores(theta);
        for (int i = 0; i < scores.length; i++) {
            assertTrue(Math.abs(scores[i]) <= global.phi() * SLACK);
            ClassifierLoss one = only(problem, i, 1);
            double[] gradient = new double[theta.length];
            one.gradient(theta, gradient);
            double slope = Logistic.slope(scores[i]);
            assertTrue(norm(gradient) <= slope * bounds.gradient(i) * SLACK);
            assertTrue(bounds.gradient(i) <= global.gradient() * SLACK);
            assertTrue(bounds.kappa(i) <= global.kappa() * SLACK);
            // the residual of one sample is -slope Hess Phi
            double floor = 1e-12 * Math.pow(geometry.spectralNorm(i), 3)
                    * (1 + GlobalBounds.decoderNorm(problem.shape(), theta) * Math.pow(geometry.spectralNorm(i), 2));
            double curvature = largestAbsolute(ends(one.hessian(theta).residual())) / slope;
            double bound = bounds.kappa(i) / Math.sqrt(problem.shape().heads());
            assertTrue(curvature <= bound * SLACK + floor, () -> curvature + " > " + bound);
        }
    }

    @Property(tries = 150)
    void theLossKeepsItsBounds(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] theta = problem.theta();
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        GlobalBounds global = GlobalBounds.of(problem.shape(), geometry, theta);
        SampleBounds bounds = SampleBounds.of(problem.shape(), geometry, theta);
        double[] margins = problem.loss().scores(theta);
        for (int i = 0; i < margins.length; i++) {
            margins[i] *= problem.labels()[i];
        }
        double[] gradient = new double[theta.length];
        double loss = problem.loss().gradient(theta, gradient);
        assertTrue(norm(gradient) <= bounds.lossGradient(margins, Weights.equal(margins.length)) * SLACK);
        assertTrue(bounds.lossGradient(margins, Weights.equal(margins.length)) <= global.lossGradient(loss) * SLACK);
        ClassifierHessian hessian = problem.loss().hessian(theta);
        ExtremeEigenvalues ends = ends(hessian);
        double rounding = problem.curvatureRounding();
        double max = ends.highest().getFirst().value();
        double min = ends.lowest().getFirst().value();
        assertTrue(max <= bounds.lambdaMax(margins, Weights.equal(margins.length)) * SLACK + rounding);
        assertTrue(bounds.lambdaMax(margins, Weights.equal(margins.length)) <= global.rho() * SLACK);
        assertTrue(min >= bounds.lambdaMin(margins, Weights.equal(margins.length)) * SLACK - rounding);
        assertTrue(bounds.lambdaMin(margins, Weights.equal(margins.length)) >= global.lambdaMin(loss) * SLACK);
    }

    /**
     * Lemma (ii) of section 5: on a segment {@code L <= max(ends) / (1 - q/8)}, {@code q = kappa |segment|^2 /
     * sqrt(H)}.
     */
    @Property(tries = 150)
    void noLossOnASegmentExceedsItsEndsByMoreThanTau(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] from = problem.theta();
        double[] direction = problem.direction(seed);
        RandomSource random = RandomSource.of(seed, 94);
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        double q = 8 * random.nextDouble();
        double reach = GlobalBounds.decoderNorm(problem.shape(), from);
        double kappa = 0;
        double length = 1;
        // the decoders at the far end are not known before the length is
        for (int round = 0; round < 60; round++) {
            kappa = GlobalBounds
                    .of(problem.shape().heads(), geometry.longest(), geometry.largestRadius(), reach + length)
                    .scoreCurvature();
            length = Math.min(length, Math.sqrt(q / kappa));
        }
        double[] losses = new double[33];
        for (int i = 0; i < losses.length; i++) {
            double[] point = from.clone();
            for (int j = 0; j < point.length; j++) {
                point[j] += length * i / (losses.length - 1) * direction[j];
            }
            losses[i] = problem.loss().value(point);
        }
        double tau = 1 / (1 - kappa * length * length / 8);
        double bound = tau * Math.max(losses[0], losses[losses.length - 1]);
        assertTrue(Arrays.stream(losses).max().orElseThrow() <= bound * SLACK);
    }

    /** Two tokens at -1 and 1 with the weights that make the third moment largest, and a decoder that is all moment. */
    @Example
    void theCurvatureBoundIsAttained() {
        PackedSamples samples = PackedSamples.pack(new float[]{1, -1}, 1, 2, 1, null);
        double share = (1 - 1 / Math.sqrt(3)) / 2;
        float w = (float) (0.5 * Math.log(1 / share - 1));
        double largest = 0;
        for (float sign : new float[]{1, -1}) {
            ClassifierShape shape = new ClassifierShape(1, 2, 1);
            double[] theta = {sign * w, 1e4, -1e4};
            // the score is far from zero: with the label on its wrong side the slope is 1
            float[] wrong = {-sign};
            ClassifierLoss loss = new ClassifierLoss(shape, samples, wrong, null, Workspace.serial());
            assertEquals(1, Logistic.slope(wrong[0] * loss.scores(theta)[0]));
            double curvature = largestAbsolute(ends(loss.hessian(theta).residual()));
            // one head: |Hess Phi| <= kappa
            double bound = SampleBounds.of(shape, TokenGeometry.of(samples), theta).kappa(0);
            assertTrue(curvature <= bound * SLACK);
            largest = Math.max(largest, curvature / bound);
        }
        assertTrue(largest >= 1 - 1e-3, "ratio " + largest);
    }

    /** {@code |E (g - Eg)(w - Ew)^2| <= C3} for g and w in [0, 1], and the law that attains it. */
    @Property(tries = 300)
    void noThirdMomentExceedsItsConstant(@ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        int atoms = 2 + random.nextInt(4);
        double[] law = new double[atoms];
        double[] g = new double[atoms];
        double[] w = new double[atoms];
        double total = 0;
        for (int i = 0; i < atoms; i++) {
            law[i] = random.nextInt(3) == 0 ? 1e-3 : random.nextDouble();
            total += law[i];
            g[i] = random.nextInt(2) == 0 ? random.nextInt(2) : random.nextDouble();
            w[i] = random.nextInt(2) == 0 ? random.nextInt(2) : random.nextDouble();
        }
        assertTrue(Math.abs(moment(law, total, g, w)) <= GlobalBounds.C3 * SLACK);
        double share = (1 - 1 / Math.sqrt(3)) / 2;
        double[] ends = {0, 1};
        assertEquals(GlobalBounds.C3, moment(new double[]{1 - share, share}, 1, ends, ends), 1e-15);
    }

    private static double moment(double[] law, double total, double[] g, double[] w) {
        double meanG = 0;
        double meanW = 0;
        for (int i = 0; i < law.length; i++) {
            meanG += law[i] / total * g[i];
            meanW += law[i] / total * w[i];
        }
        double sum = 0;
        for (int i = 0; i < law.length; i++) {
            sum += law[i] / total * (g[i] - meanG) * (w[i] - meanW) * (w[i] - meanW);
        }
        return sum;
    }

    @Example
    void measuresTokensByHand() {
        float[] x = {3, 4, 0, 0, 9, 9, 1, 0, -1, 0, 0, 2};
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(x, 2, 3, 2, new int[]{2, 3}));
        assertEquals(2, geometry.length(0));
        assertEquals(5, geometry.radius(0), 1e-11);
        assertEquals(5, geometry.diameter(0), 1e-11);
        assertEquals(5, geometry.spectralNorm(0), 1e-11);
        assertEquals(25, geometry.squaredNorm(0, 0), 1e-10);
        // X'X = diag(2, 4)
        assertEquals(2, geometry.spectralNorm(1), 1e-11);
        assertEquals(Math.sqrt(5), geometry.diameter(1), 1e-11);
        assertEquals(3, geometry.longest());
        assertEquals(5, geometry.largestRadius(), 1e-11);
        // kappa = sqrt(3) 125 (1 + .770 25 2), G = sqrt(3) 5 sqrt(1 + 625 4)
        GlobalBounds bounds = GlobalBounds.of(4, 3, 5, 2);
        assertEquals(Math.sqrt(3) * 125 * (1 + 8 / (6 * Math.sqrt(3)) * 50), bounds.kappa(), 1e-7);
        assertEquals(Math.sqrt(3) * 5 * Math.sqrt(2501), bounds.gradient(), 1e-8);
        assertEquals(2 * Math.sqrt(3) * 10, bounds.phi(), 1e-9);
        assertEquals(bounds.gradient() * bounds.gradient() / 4 + bounds.kappa() / 2, bounds.rho(), 1e-6);
    }
}
