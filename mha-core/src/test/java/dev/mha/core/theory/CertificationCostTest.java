package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.generate.RandomSource;
import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.api.Test;

class CertificationCostTest {
    private static CertificationCost cost(int samples, int iterations) {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 5), samples, 1, 1, RandomSource.of(1));
        return new CertificationCost(
                new Training(problem.shape(), problem.samples(), problem.labels(), problem.start(), 1,
                        iterations));
    }

    @Test
    void growsWithWhatIsAsked() {
        CertificationCost cost = cost(20, 30);
        // a gradient is twice T d^2 + 2 T^2 d for each head and sample; alone a training has half the speed
        assertEquals(2 * 2 * 30 * 20 * 3 * (4 * 25 + 2 * 16 * 5), cost.training());
        assertEquals(5 * cost.training() / 2, cost.stability(Part.LEAVE_ONE_OUT, 5));
        assertEquals(cost.stability(Part.LEAVE_ONE_OUT, 5), cost.stability(Part.REPLACE_ONE, 5));
        assertEquals(2 * cost(20, 15).training(), cost.training());
        for (Part part : Part.values()) {
            assertEquals(0, cost.stability(part, 0));
            assertTrue(cost.stability(part, 4) > cost.stability(part, 2));
        }
        assertTrue(cost.certification(Certification.Detail.FULL) > cost.certification(Certification.Detail.BRIEF));
        assertTrue(cost.certification(Certification.Detail.BRIEF) > 2 * cost.training() + cost.start());
    }

    /** Tangent kernels grow with the square of the samples, trainings do not. */
    @Test
    void knowsWhatGrowsWithTheSquareOfTheSamples() {
        double small = cost(1000, 10).stability(Part.KERNEL_UNROLL, 1000);
        double large = cost(2000, 10).stability(Part.KERNEL_UNROLL, 2000);
        assertEquals(8, large / small, 0.5);
        assertEquals(2, cost(2000, 10).training() / cost(1000, 10).training(), 1e-12);
    }
}
