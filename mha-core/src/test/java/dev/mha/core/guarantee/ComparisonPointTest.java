package dev.mha.core.guarantee;

import dev.mha.core.Tangents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Margin;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class ComparisonPointTest {
    private static final Dataset DATA = new Mixture(6, 6, 3, 1.5, 1 / 3.0, 0.3).train(40, 3);
    private static final PackedSamples SAMPLES = PackedSamples.pack(DATA.x(), 40, 6, 6, null);
    private static final ClassifierShape SHAPE = new ClassifierShape(8, 6, 6);
    private static final ClassifierLoss PROBLEM = new ClassifierLoss(SHAPE, SAMPLES, DATA.labels(), null,
            Workspace.serial());

    /** No point of a fine grid along the direction has a smaller right-hand side, and the direction has the margin. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 20, 200, 5000})
    void isTheBestPointAlongTheDirectionOfTheMargin(double travel) {
        float[] start = Initialization.GAUSS.create(SHAPE, SAMPLES, DATA.labels(), 1, 1);
        double[] origin = ClassifierLoss.widen(start);
        Margin margin = Tangents.margin(PROBLEM, origin);
        ComparisonPoint point = ComparisonPoint.alongMargin(PROBLEM, start, margin, travel, () -> false);
        double[] unit = new double[origin.length];
        for (int j = 0; j < unit.length; j++) {
            unit[j] = (point.theta()[j] - origin[j]) / point.distance();
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 40; i++) {
            double[] one = new double[40];
            one[i] = 1;
            double[] gradient = new double[unit.length];
            PROBLEM.marginGradient(origin, one, gradient);
            double product = 0;
            for (int j = 0; j < unit.length; j++) {
                product += gradient[j] * unit[j];
            }
            least = Math.min(least, product);
        }
        assertTrue(least >= margin.lower() * (1 - 1e-9) && least <= margin.upper() * (1 + 1e-9));
        double found = 1.62 * point.loss() + 0.97 * point.distance() * point.distance() / travel;
        for (double lam = 0; lam < 3 * point.distance(); lam += point.distance() / 60) {
            double[] theta = origin.clone();
            for (int j = 0; j < theta.length; j++) {
                theta[j] += lam * unit[j];
            }
            // the search ends in an interval of 1e-4 of its grid, around a point where the slope is zero
            assertTrue(found <= (1.62 * PROBLEM.value(theta) + 0.97 * lam * lam / travel) * (1 + 1e-6));
        }
    }

    /**
     * One sample with the margin -10 at the start and the slope {@code p = 1/(1 + exp(lam - 10))} at lam. Where p is
     * 3/4 the right-hand side is least if {@code travel = 2 0.97 lam/(1.62 p)}: 8.9 of the 15.4 at which its second
     * term alone is as much as all of it at the start.
     */
    @Test
    void searchesAsFarAsTheSecondTermAllows() {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        ClassifierLoss problem = new ClassifierLoss(shape, PackedSamples.pack(new float[]{1}, 1, 1, 1, null),
                new float[]{1}, null, Workspace.serial());
        float[] start = {0, -10};
        Margin margin = Tangents.margin(problem, ClassifierLoss.widen(start));
        double lam = 10 - Math.log(3);
        double travel = 2 * 0.97 * lam / (1.62 * 0.75);
        ComparisonPoint point = ComparisonPoint.alongMargin(problem, start, margin, travel, () -> false);
        assertEquals(lam, point.distance(), 1e-4);
        assertEquals(lam - 10, point.theta()[1], 1e-4);
    }

    /** Two equal samples of opposite classes: no direction separates them. */
    @Test
    void saysThatNoDirectionSeparates() {
        PackedSamples twins = PackedSamples.pack(new float[]{1, 2, 1, 2}, 2, 1, 2, null);
        ClassifierShape shape = new ClassifierShape(1, 1, 2);
        ClassifierLoss problem = new ClassifierLoss(shape, twins, new float[]{1, -1}, null, Workspace.serial());
        float[] start = new float[shape.parameters()];
        Margin margin = Tangents.margin(problem, new double[shape.parameters()]);
        assertEquals(0, margin.lower());
        assertEquals("the tangent features at the start have no direction that is proved to separate the classes",
                assertThrows(ArithmeticException.class,
                        () -> ComparisonPoint.alongMargin(problem, start, margin, 1, () -> false)).getMessage());
    }
}
