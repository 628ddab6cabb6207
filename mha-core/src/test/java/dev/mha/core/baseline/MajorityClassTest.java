package dev.mha.core.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import org.junit.jupiter.api.Test;

class MajorityClassTest {
    private static final Dataset DATA = new Dataset("toy", 8, 1, 1, new float[8], null,
            new float[]{1, 1, 1, -1, -1, 1, -1, -1}, "no", "yes", null);

    @Test
    void answersWithTheMajorityOfTheTrainingPart() {
        Baseline baseline = MajorityClass.judge(DATA, new Split("toy", new int[]{0, 1, 2, 3}, new int[]{4, 5, 6, 7}));
        assertEquals("majority class", baseline.name());
        assertEquals(0.75, baseline.test().error());
        assertEquals(0.5, baseline.test().auc());
        // score log((3 + 1) / (1 + 1)) = log 2: losses log(3/2) for class +1, log 3 for class -1
        assertEquals((Math.log(1.5) + 3 * Math.log(3)) / 4, baseline.test().loss(), 1e-7);
    }

    @Test
    void equalClassesGetHalfAnErrorEach() {
        Baseline baseline = MajorityClass.judge(DATA, new Split("toy", new int[]{2, 3}, new int[]{4, 6, 7}));
        assertEquals(0.5, baseline.test().error());
        assertEquals(Math.log(2), baseline.test().loss(), 1e-15);
    }

    @Test
    void oneClassStaysFinite() {
        assertEquals(Math.log(4), MajorityClass.train(DATA, new int[]{0, 1, 2}).score(), 1e-15);
        assertEquals(-Math.log(2), MajorityClass.train(DATA, new int[]{3}).score(), 1e-15);
    }
}
