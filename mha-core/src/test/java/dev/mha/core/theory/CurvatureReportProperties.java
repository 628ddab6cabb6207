package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.Rounding;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.SymmetricEigen;
import dev.mha.core.generate.RandomSource;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CurvatureReportProperties {

    @Property(tries = 80)
    void everyIntervalHoldsTheTruth(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(), CurvatureSettings.DEFAULT);
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double[][] dense = new double[hessian.size()][hessian.size()];
        double[] unit = new double[hessian.size()];
        double trace = 0;
        for (int k = 0; k < dense.length; k++) {
            unit[k] = 1;
            hessian.apply(unit, dense[k]);
            unit[k] = 0;
            trace += dense[k][k];
        }
        double rounding = problem.rounding(Rounding.DOUBLE).curvature(problem.bounds());
        double[][] written = DenseHessian.lowerTriangle(hessian);
        for (int i = 0; i < dense.length; i++) {
            for (int j = 0; j <= i; j++) {
                assertEquals(dense[i][j], written[i][j], rounding);
            }
        }
        double[] values = SymmetricEigen.values(dense).values();
        LowerBounds lower = report.lowerBounds();
        double least = values[0];
        for (double bound : new double[]{lower.global(), lower.perSample(), lower.block(), lower.factorized()}) {
            assertTrue(bound <= least + rounding, () -> bound + " > " + least);
            assertTrue(bound <= lower.best());
        }
        double ritz = report.eigenvalues().lowest().getFirst().value();
        assertTrue(lower.best() <= ritz);
        assertEquals(ritz, lower.factorized(), report.eigenvalues().lowest().getFirst().residual() + 4 * rounding);
        double largest = report.eigenvalues().highest().getFirst().value();
        assertEquals(values[values.length - 1], largest, 1e-6 * Math.abs(largest) + rounding);
        assertTrue(largest <= report.lambdaMaxBound() * (1 + 1e-9) + rounding);
        assertTrue(report.lambdaMaxBound() <= report.upper().rho() * (1 + 1e-9));
        assertTrue(report.gradientNorm() <= report.gradientBound() * (1 + 1e-9));
        assertTrue(report.largestScore() <= report.upper().phi() * (1 + 1e-9));
        assertEquals(trace, report.trace(), dense.length * rounding);
        assertTrue(report.margin().lower() <= report.margin().upper());
        assertEquals(problem.shape().heads(), report.distinctHeads());
        assertEquals(problem.shape().heads(), report.headMinima().length);
    }

    /** A Hessian of so low a rank that the sweeps of the dense solver never ended. */
    @Example
    void holdsTheTruthOfAMatrixThatIsMostlyRounding() {
        everyIntervalHoldsTheTruth(-45161);
    }

    @Example
    void largeHeadsGoWithoutTheirBlocks() {
        ClassifierShape shape = new ClassifierShape(2, 2, 50);
        Problem problem = Problem.of(shape, 4, 0.3, 0.1, RandomSource.of(2));
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                new CurvatureSettings(2, 40, 1e-4, 1));
        assertNull(report.headMinima());
        assertTrue(Double.isNaN(report.lowerBounds().block()) && Double.isNaN(report.lowerBounds().factorized()));
        assertTrue(report.lowerBounds().best() < report.eigenvalues().lowest().getFirst().value());
        assertEquals(2, report.eigenvalues().highest().size());
    }

    @Example
    void saysThatAllHeadsAreOne() {
        Problem problem = Problem.of(new ClassifierShape(5, 3, 2), 6, 1, 1, RandomSource.of(4));
        float[] zero = Initialization.ZERO.create(problem.shape(), null, null, 1, 1);
        assertEquals(1, CurvatureReport.of(problem.loss(), zero, CurvatureSettings.DEFAULT).distinctHeads());
    }

    @Example
    void asksForWeightsThatSumToOne() {
        Problem problem = Problem.of(new ClassifierShape(1, 2, 2), 3, 1, 1, RandomSource.of(4));
        ClassifierLoss loss = new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(),
                new double[]{1, 1, 1}, Workspace.serial());
        String message = assertThrows(
                IllegalArgumentException.class,
                () -> CurvatureReport.of(loss, problem.start(), CurvatureSettings.DEFAULT)).getMessage();
        assertEquals("weights sum to 3.0, the bounds ask for 1", message);
        assertThrows(IllegalArgumentException.class, () -> new CurvatureSettings(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new CurvatureSettings(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new CurvatureSettings(1, 1, -1, 1));
    }
}
