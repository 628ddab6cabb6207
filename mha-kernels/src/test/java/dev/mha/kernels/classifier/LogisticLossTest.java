package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loss against numbers computed elsewhere: every kernel and its plain twin share this class, so comparing them cannot
 * show a fault here.
 */
class LogisticLossTest {
    /** A float rounds once; the loss itself is right to some units of a double. */
    private static final double ONE_ROUNDING = 0x1p-24 + 8 * 0x1p-53;

    /** log(1 + exp(-m)) and 1 / (1 + exp(m)) in 40 digits, rounded. */
    @ParameterizedTest
    @CsvSource({"0, 0.6931471805599453, 0.5", "1, 0.31326168751822286, 0.2689414213699951",
            "-1, 1.3132616875182228, 0.7310585786300049", "40, 4.248354255291589e-18, 4.248354255291589e-18",
            "-40, 40.0, 1", "80, 1.8048513878454153e-35, 1.8048513878454153e-35", "-1000, 1000, 1"})
    void lossAndSlopeKeepTheirDigits(double margin, double loss, double slope) {
        assertEquals(loss, LogisticLoss.of(margin), 8 * 0x1p-53 * loss);
        for (float label : new float[]{-1, 1}) {
            float factor = LogisticLoss.factor(new float[]{label}, null, 0, (float) (label * margin), 1);
            assertEquals(-label * slope, factor, ONE_ROUNDING * slope, "label " + label);
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
            double weighted = LogisticLoss.factor(labels, weights, i, scores[i], 9);
            assertEquals(weights[i] * slopes[i] / 3, weighted, ONE_ROUNDING * Math.abs(weighted), "weighted " + i);
            double equal = LogisticLoss.factor(labels, null, i, scores[i], 4);
            assertEquals(slopes[i] / 6, equal, ONE_ROUNDING * Math.abs(equal), "equal " + i);
        }
        double right = 0.31326168751822286;
        double wrong = 1.3132616875182228;
        assertEquals((right + 2 * wrong) / 3, LogisticLoss.sum(labels, null, scores), 0x1p-50);
        assertEquals(0.25 * right + 2.5 * wrong, LogisticLoss.sum(labels, weights, scores), 0x1p-48);
    }
}
