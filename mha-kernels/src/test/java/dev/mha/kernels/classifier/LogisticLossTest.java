package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loss against numbers computed elsewhere: every kernel and its plain twin share this class, so comparing them
 * cannot show a fault here.
 */
class LogisticLossTest {
    /** Some roundings of a double. */
    private static final double ROUNDING = 8 * 0x1p-53;

    /** log(1 + exp(-m)) and 1 / (1 + exp(m)) in 40 digits, rounded. */
    @ParameterizedTest
    @CsvSource({"0, 0.6931471805599453, 0.5", "1, 0.31326168751822286, 0.2689414213699951",
            "-1, 1.3132616875182228, 0.7310585786300049", "40, 4.248354255291589e-18, 4.248354255291589e-18",
            "-40, 40.0, 1", "80, 1.8048513878454153e-35, 1.8048513878454153e-35", "-1000, 1000, 1"})
    void lossAndSlopeKeepTheirDigits(double margin, double loss, double slope) {
        assertEquals(loss, LogisticLoss.of(margin), 8 * 0x1p-53 * loss);
        for (double label : new double[]{-1, 1}) {
            assertEquals(-label * slope, LogisticLoss.factor(label, 1, label * margin, 1), ROUNDING * slope,
                    "label " + label);
            double other = margin == -1000 ? 0 : slope * Math.exp(margin);
            assertEquals(slope * other, LogisticLoss.curvature(label, 1, label * margin, 1),
                    2 * (4 + Math.abs(margin)) * ROUNDING * slope * other, "label " + label);
        }
    }

    @Test
    void aSampleCountsByItsOwnWeightAndHeadsByTheirRoot() {
        float[] labels = {1, -1, 1};
        float[] scores = {1, 1, -1};
        double[] weights = {0.25, 0.5, 2};
        double near = 0.2689414213699951;
        double far = 0.7310585786300049;
        double[] slopes = {-near, far, -far};
        for (int i = 0; i < 3; i++) {
            assertEquals(weights[i], LogisticLoss.weight(weights, i, 3));
            assertEquals(1.0 / 3, LogisticLoss.weight(null, i, 3));
            double factor = LogisticLoss.factor(labels[i], weights[i], scores[i], 9);
            assertEquals(weights[i] * slopes[i] / 3, factor, ROUNDING * Math.abs(factor), "slope " + i);
            double curvature = LogisticLoss.curvature(labels[i], weights[i], scores[i], 9);
            assertEquals(weights[i] * near * far / 9, curvature, ROUNDING * curvature, "curvature " + i);
        }
        double right = 0.31326168751822286;
        double wrong = 1.3132616875182228;
        assertEquals((right + 2 * wrong) / 3, LogisticLoss.sum(labels, null, scores), 0x1p-50);
        assertEquals(0.25 * right + 2.5 * wrong, LogisticLoss.sum(labels, weights, scores), 0x1p-48);
        assertEquals(0.25 * right + 2.5 * wrong,
                LogisticLoss.sum(new double[]{1, -1, 1}, weights, new double[]{1, 1, -1}), 0x1p-48);
    }
}
