package dev.mha.core.curvature;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.linear.Cholesky;
import dev.mha.core.Tangents;
import dev.mha.core.metric.Logistic;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.Weights;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CertificateProperties {

    @Property(tries = 100)
    void blocksAreTheResidual(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierShape shape = problem.shape();
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        LinearOperator residual = hessian.residual();
        double tolerance = problem.curvatureRounding();
        double[] unit = new double[residual.size()];
        double[] column = new double[residual.size()];
        for (int head = 0; head < shape.heads(); head++) {
            double[][] block = hessian.blocks().dense(head, () -> false);
            int from = shape.attentionOffset(head);
            for (int k = 0; k < block.length; k++) {
                unit[from + k] = 1;
                residual.apply(unit, column);
                unit[from + k] = 0;
                for (int j = 0; j < block.length; j++) {
                    assertEquals(column[from + j], block[k][j] / Math.sqrt(shape.heads()), tolerance);
                    assertEquals(block[j][k], block[k][j]);
                }
            }
        }
    }

    /** The certificate brackets the truth with any Rayleigh quotient, and is never below the bound of each sample. */
    @Property(tries = 100)
    void theCertificateHoldsAndBeatsTheBounds(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double rounding = problem.curvatureRounding();
        BlockCertificate certificate = BlockCertificate.of(hessian, rounding);
        RitzPair least = Lanczos.ends(hessian.size(), 1e-9, seed).run(hessian).lowest().getFirst();
        assertTrue(certificate.lambdaMin() <= least.value(), () -> certificate.lambdaMin() + " > " + least.value());
        double[] v = problem.direction(seed);
        double[] product = new double[v.length];
        hessian.apply(v, product);
        assertTrue(Vectors.dot(v, product) >= certificate.lambdaMin());
        double[] margins = hessian.scores();
        for (int i = 0; i < margins.length; i++) {
            margins[i] *= problem.labels()[i];
        }
        double bySample = SampleBounds.of(problem.shape(), TokenGeometry.of(problem.samples()), problem.theta())
                .lambdaMin(margins, Weights.equal(problem.labels().length));
        assertTrue(certificate.lambdaMin() >= bySample * (1 + 1e-9) - 2 * rounding);
        // of the residual alone the certificate is the least eigenvalue itself
        RitzPair own = Lanczos.ends(hessian.size(), 1e-9, seed).run(hessian.residual()).lowest().getFirst();
        assertEquals(Math.min(0, own.value()), certificate.lambdaMin(), own.residual() + 2 * rounding);
    }

    @Property(tries = 200)
    void choleskyBoundsFromBelowWhateverTheEstimate(@ForAll @IntRange(min = 1, max = 20) int n, @ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        double[][] matrix = new double[n][n];
        double square = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = random.nextInt(4) == 0 ? 0 : random.nextGaussian() * Math.pow(10, random.nextInt(3));
                matrix[i][j] = value;
                matrix[j][i] = value;
                square += value * value;
            }
        }
        double exact = JacobiEigen.values(matrix)[0];
        double slack = 20 * n * Roundoff.DOUBLE * Math.sqrt(2 * square);
        double good = Cholesky.lowerBound(matrix, exact);
        assertTrue(good <= exact + slack);
        // the shift grows from n u by factors of 4, and the allowance is about n u trace
        assertTrue(good >= exact - 40 * n * n * Roundoff.DOUBLE * (Math.sqrt(2 * square) + Math.abs(exact)) - 1e-300);
        assertTrue(Cholesky.lowerBound(matrix, exact + 1000) <= exact + slack);
        assertTrue(Cholesky.lowerBound(matrix, exact - 1) <= exact - 1 + slack);
    }

    @Example
    void choleskyKnowsTheZeroMatrixAndRefusesNaN() {
        assertEquals(0, Cholesky.lowerBound(new double[3][3], 0), 1e-300);
        assertThrows(ArithmeticException.class, () -> Cholesky.lowerBound(new double[][]{{Double.NaN}}, 0));
        assertThrows(ArithmeticException.class, () -> Cholesky.lowerBound(new double[1][1], Double.NaN));
    }

    @Example
    void refusesBlocksThatAreTooLarge() {
        ClassifierShape shape = new ClassifierShape(1, 2, 60);
        Problem problem = Problem.of(shape, 1, 1, 0, RandomSource.of(1));
        String message = assertThrows(
                IllegalArgumentException.class,
                () -> BlockCertificate.of(problem.loss().hessian(problem.theta()), 0)).getMessage();
        assertTrue(message.startsWith("a head has 3720 parameters"), message);
        assertTrue(BlockCertificate.fits(new ClassifierShape(9, BlockCertificate.LARGEST_BLOCK - 1, 1)));
        assertFalse(BlockCertificate.fits(new ClassifierShape(1, BlockCertificate.LARGEST_BLOCK, 1)));
        assertTrue(DenseHessian.fits(new ClassifierShape(1, DenseHessian.LARGEST - 1, 1)));
        assertFalse(DenseHessian.fits(new ClassifierShape(1, DenseHessian.LARGEST, 1)));
    }

    @Property(tries = 60)
    void theKernelIsTheGramMatrixOfGradients(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        int count = problem.labels().length;
        double[] theta = problem.theta();
        double[][] gram = Tangents.gram(problem.loss(), theta);
        double[][] gradients = new double[count][theta.length];
        double[] scores = problem.loss().scores(theta);
        for (int i = 0; i < count; i++) {
            double[] weights = new double[count];
            weights[i] = -1 / Logistic.slope(problem.labels()[i] * scores[i]);
            new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(), weights, Workspace.serial())
                    .gradient(theta, gradients[i]);
        }
        double size = problem.bounds().gradient();
        double tolerance = 8 * (problem.rounding(Roundoff.DOUBLE).relative()
                + problem.rounding(Roundoff.DOUBLE).score() + theta.length * Roundoff.DOUBLE) * size * size;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                assertEquals(Vectors.dot(gradients[i], gradients[j]), gram[i][j], tolerance);
            }
        }
        Margin margin = Tangents.margin(problem.loss(), theta);
        for (int i = 0; i < count; i++) {
            assertTrue(margin.lower() <= Math.sqrt(gram[i][i]) * (1 + 1e-9) + tolerance);
        }
    }

    /** Two features that nearly cancel: the products are rounding, and rounding must not prove a margin. */
    @Example
    void roundingProvesNoMargin() {
        double[][] gram = {{1, -1 + 1e-16}, {-1 + 1e-16, 1}};
        assertEquals(0, GramMargin.of(gram, 1e-9, 1000).lower());
        double[][] near = {{2, 1e-16, -1.5}, {1e-16, 2e-16, 1e-16}, {-1.5, 1e-16, 2}};
        Margin margin = GramMargin.of(near, 1e-9, 1000);
        assertEquals(0, margin.lower(), () -> margin.lower() + " .. " + margin.upper());
    }

    /**
     * The step along a segment is exact, so the point of it that is nearest to the origin takes one: here (2, 0) to
     * (1/2, 1).
     */
    @Example
    void twoFeaturesTakeOneStep() {
        Margin margin = GramMargin.of(new double[][]{{4, 1}, {1, 1.25}}, 1e-12, 1000);
        assertEquals(1, margin.steps());
        assertEquals(Math.sqrt(1.25 - 0.25 * 0.25 / 3.25), margin.upper(), 1e-14);
    }

    /** Units do not matter: features of half the size have half the margin, after the same steps. */
    @Property(tries = 30)
    void theMarginGrowsWithTheFeatures(@ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        double[][] gram = new double[8][8];
        double[][] small = new double[8][8];
        double[][] features = new double[8][3];
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < 3; k++) {
                features[i][k] = random.nextGaussian() + 1.5;
            }
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(features[i], features[j]);
                gram[j][i] = gram[i][j];
                small[i][j] = 0x1p-80 * gram[i][j];
                small[j][i] = small[i][j];
            }
        }
        Margin margin = GramMargin.of(gram, 1e-6, 100_000);
        Margin scaled = GramMargin.of(small, 1e-6, 100_000);
        assertEquals(margin.steps(), scaled.steps());
        assertEquals(0x1p-40 * margin.upper(), scaled.upper());
        assertEquals(0x1p-40 * margin.lower(), scaled.lower());
    }

    /** The allowance moves both ends outwards, and samples beyond the first slab of rows count as the others do. */
    @Example
    void theWholeHessianOfManySamplesIsBracketed() {
        Problem problem = Problem.of(new ClassifierShape(2, 1, 2), 2100, 1, 1, RandomSource.of(6));
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double[][] written = DenseHessian.lowerTriangle(hessian, () -> false);
        double[] unit = new double[hessian.size()];
        double[] column = new double[hessian.size()];
        double tolerance = problem.curvatureRounding();
        for (int k = 0; k < unit.length; k++) {
            unit[k] = 1;
            hessian.apply(unit, column);
            unit[k] = 0;
            for (int i = k; i < unit.length; i++) {
                assertEquals(column[i], written[i][k], tolerance);
            }
        }
        DenseHessian.Ends tight = DenseHessian.ends(hessian, 0, 1, 0, () -> false);
        DenseHessian.Ends wide = DenseHessian.ends(hessian, 0, 1, 0.5, () -> false);
        assertEquals(0.5, tight.low() - wide.low(), 1e-15);
        assertEquals(0.5, wide.high() - tight.high(), 1e-15);
    }

    /** Features in the plane: the margin is the distance of their hull from the origin. */
    @Property(tries = 200)
    void theMarginIsTheDistanceOfTheHull(@ForAll @IntRange(min = 1, max = 12) int count, @ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        double[][] points = new double[count][2];
        for (int i = 0; i < count; i++) {
            points[i][0] = random.nextGaussian() + 1.5;
            points[i][1] = random.nextGaussian();
            if (i > 0 && random.nextInt(4) == 0) {
                points[i] = points[i - 1].clone();
            }
        }
        double[][] gram = new double[count][count];
        double exact = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                gram[i][j] = Vectors.dot(points[i], points[j]);
                double[] normal = {points[i][0] - points[j][0], points[i][1] - points[j][1]};
                // directions that can be best: along a point, or square to the line through two
                exact = Math.max(exact, least(points, points[i]));
                exact = Math.max(exact, least(points, new double[]{-normal[1], normal[0]}));
            }
        }
        Margin margin = GramMargin.of(gram, 1e-9, 1_000_000);
        assertTrue(margin.lower() <= exact + 1e-9 && exact <= margin.upper() + 1e-9,
                () -> margin.lower() + " .. " + margin.upper());
        if (exact > 1e-3) {
            assertTrue(margin.lower() > 0);
            assertEquals(exact, margin.lower(), 1e-6 * exact);
            assertEquals(exact, margin.upper(), 1e-6 * exact);
        }
        if (exact == 0) {
            assertEquals(0, margin.lower());
        }
    }

    /** A search that begins with the weights of other features ends with an interval that holds for these. */
    @Property(tries = 100)
    void aWarmStartKeepsTheInterval(@ForAll @IntRange(min = 2, max = 12) int count, @ForAll long seed,
            @ForAll boolean near) {
        RandomSource random = RandomSource.of(seed);
        double[][] points = new double[count][3];
        double[][] moved = new double[count][3];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 3; k++) {
                points[i][k] = random.nextGaussian() + 1;
                moved[i][k] = (near ? points[i][k] : 0) + (near ? 0.01 : 3) * random.nextGaussian();
            }
        }
        Margin.Search search = new Margin.Search(1e-8, 100_000);
        Margin before = GramMargin.of(gram(moved), search, null);
        double[] weights = before.weights().clone();
        Margin cold = GramMargin.of(gram(points), search, null);
        Margin warm = GramMargin.of(gram(points), search, before);
        assertArrayEquals(weights, before.weights());
        assertTrue(warm.lower() <= cold.upper() && cold.lower() <= warm.upper(),
                () -> warm.lower() + " .. " + warm.upper() + ", " + cold.lower() + " .. " + cold.upper());
        assertTrue(cold.lower() == 0 || warm.upper() - warm.lower() <= 1e-6 * warm.upper(),
                () -> warm.lower() + " .. " + warm.upper());
        // from its own end there is nothing left to do
        assertTrue(cold.lower() == 0 || GramMargin.of(gram(points), search, cold).steps() <= 1);
    }

    private static double[][] gram(double[][] points) {
        double[][] gram = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points.length; j++) {
                gram[i][j] = Vectors.dot(points[i], points[j]);
            }
        }
        return gram;
    }

    private static double least(double[][] points, double[] direction) {
        double norm = Vectors.norm(direction);
        double least = Double.POSITIVE_INFINITY;
        for (double[] point : points) {
            least = Math.min(least, norm == 0 ? 0 : Vectors.dot(point, direction) / norm);
        }
        return least;
    }

    @Property(tries = 10)
    void hasTheSameBitsForEveryThreadCount(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            ClassifierLoss parallel = new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(), null,
                    Workspace.parallel(pool, 3));
            double[] theta = problem.theta();
            BlockCertificate one = BlockCertificate.of(problem.loss().hessian(theta), 0);
            BlockCertificate three = BlockCertificate.of(parallel.hessian(theta), 0);
            assertArrayEquals(one.headMinima(), three.headMinima());
            Margin margin = Tangents.margin(problem.loss(), theta);
            Margin again = Tangents.margin(parallel, theta);
            assertEquals(margin.lower(), again.lower());
            assertArrayEquals(margin.weights(), again.weights());
        }
    }
}
