package dev.mha.core.guarantee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.SymmetricEigen;
import dev.mha.core.generate.RandomSource;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathCurvatureTest {

    @Test
    void measuresTheEndsOfTheSpectrumAtAFewIterates() {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 3), 12, 1, 0.5, RandomSource.of(8));
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        PathCurvature curvature = new PathCurvature(problem.loss(), geometry, 20, 200);
        List<double[]> iterates = new ArrayList<>();
        var run = GradientDescent.run(problem.shape(), problem.samples(), problem.labels(), null, problem.start(),
                TrainingSettings.of(0.5, 20), Workspace.serial(), (k, loss, theta) -> {
                    iterates.add(ClassifierLoss.widen(theta));
                    return curvature.onIteration(k, loss, theta);
                });
        assertEquals(20, run.steps());
        assertEquals(List.of(0, 1, 4, 16, 20),
                curvature.points().stream().map(PathCurvature.Point::iteration).toList());
        for (PathCurvature.Point point : curvature.points()) {
            ClassifierHessian hessian = problem.loss().hessian(iterates.get(point.iteration()));
            double[][] dense = new double[hessian.size()][hessian.size()];
            double[] unit = new double[hessian.size()];
            for (int j = 0; j < dense.length; j++) {
                unit[j] = 1;
                hessian.apply(unit, dense[j]);
                unit[j] = 0;
            }
            double[] values = SymmetricEigen.values(dense).values();
            double least = values[0];
            double largest = values[values.length - 1];
            assertEquals(largest, point.lambdaMax(), 1e-3 * largest);
            assertEquals(least, point.lambdaMin(), 1e-3 * Math.abs(least));
            assertTrue(point.lowerBound() <= least && point.lambdaMin() >= least - 1e-12);
            assertTrue(least < 0, "a case that is not convex");
            assertEquals(-point.lambdaMin() / (1 - Math.exp(-point.loss())), point.nonConvexity(), 1e-12);
            assertTrue(point.nonConvexity() <= point.weakConvexity());
            assertTrue(point.residual() <= 1e-3 * Math.max(largest, -least));
        }
    }
}
