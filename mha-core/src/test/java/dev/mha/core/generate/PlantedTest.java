package dev.mha.core.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.core.data.Dataset;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlantedTest {
    private static final Planted PLANTED = new Planted(2, 5, 4);

    /** T = 2, d = 1, X = (1, -1)', W = 0: every row averages to 0; W large: each row attends to itself. */
    @Test
    void teacherOfAHandCase() {
        Planted small = new Planted(1, 2, 1);
        double[] x = {1, -1};
        assertEquals(0, small.score(new double[]{0, 3, 5}, x));
        assertEquals(3 - 5, small.score(new double[]{1000, 3, 5}, x));
        // softmax(w, -w) = (1 + tanh w) / 2: row 1 gives tanh(w), row 2 -tanh(w)
        assertEquals((3 - 5) * Math.tanh(0.3), small.score(new double[]{0.3, 3, 5}, x), 1e-15);
        // two equal heads: factor 2 / sqrt(2)
        assertEquals(Math.sqrt(2) * (3 - 5) * Math.tanh(0.3),
                new Planted(2, 2, 1).score(new double[]{0.3, 3, 5, 0.3, 3, 5}, x), 1e-15);
    }

    @Test
    void labelsAreTheSignsOfTheTeacherByTheKernelToo() {
        Dataset data = PLANTED.train(500, 3);
        double[] teacher = PLANTED.teacher(3);
        float[] theta = new float[teacher.length];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) teacher[i];
        }
        float[] scores = new float[500];
        ClassifierKernel.scores(new ClassifierShape(2, 5, 4), PackedSamples.pack(data.x(), 500, 5, 4, null), theta,
                scores, Workspace.serial());
        for (int i = 0; i < 500; i++) {
            // scores are of order 3; float rounding of a score near 0 may change its sign
            if (Math.abs(scores[i]) > 1e-4) {
                assertEquals(Math.signum(scores[i]), data.labels()[i]);
            }
        }
        assertEquals(250, data.positives(), 5 * Math.sqrt(500) / 2);
    }

    @Test
    void valuesAreStandardNormal() {
        float[] x = PLANTED.train(5000, 4).x();
        double sum = 0;
        double squares = 0;
        for (float value : x) {
            sum += value;
            squares += (double) value * value;
        }
        assertEquals(0, sum / x.length, 5 / Math.sqrt(x.length));
        assertEquals(1, squares / x.length, 5 * Math.sqrt(2.0 / x.length));
    }

    @Test
    void partsHaveTheirOwnStreamsAndHeadsDoNotChangeTheValues() {
        Dataset train = PLANTED.train(30, 9);
        assertArrayEquals(train.x(), new Planted(7, 5, 4).train(30, 9).x());
        assertArrayEquals(train.x(), Arrays.copyOf(PLANTED.train(50, 9).x(), train.x().length));
        assertArrayEquals(train.labels(), PLANTED.train(30, 9).labels());
        assertFalse(Arrays.equals(train.x(), PLANTED.test(30, 9).x()));
        assertFalse(Arrays.equals(train.x(), PLANTED.train(30, 8).x()));
        assertThrows(IllegalArgumentException.class, () -> PLANTED.train(0, 9));
        assertThrows(IllegalArgumentException.class, () -> new Planted(0, 1, 1));
    }
}
