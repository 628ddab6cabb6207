package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.random.RandomSource;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificationCostTest {
    private static Training training(int samples, int iterations) {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 5), samples, 1, 1, RandomSource.of(1));
        return new Training(problem.shape(), problem.samples(), problem.labels(), problem.start(), 1, iterations);
    }

    private static CertificationCost cost(int samples, int iterations) {
        return new CertificationCost(training(samples, iterations));
    }

    /** Tangent kernels of an unroll, losses and products of a certification, counted where they are made. */
    @ParameterizedTest
    @CsvSource({"20, 3", "20, 40", "30, 150"})
    void isThatOfTheWorkThatIsDone(int samples, int iterations) {
        Training training = training(samples, iterations);
        CertificationCost cost = new CertificationCost(training);
        Workspace work = Workspace.serial();
        KernelUnroll unroll = KernelUnroll.run(training, Retrainer.choose(samples, 7, 1), KernelUnroll.Refresh.USUAL,
                work, done -> {});
        MultiplyAdds parts = new MultiplyAdds(samples, training.shape());
        // 8 and 3 of a retraining's for each one of a kernel and of a loss in double
        double kernels = cost.stability(Part.KERNEL_UNROLL, 7) - cost.training() - 3 * iterations * parts.forward()
                - 8.0 * samples * samples * iterations * 7;
        assertEquals(unroll.kernels(), kernels / (8 * parts.kernel()), 1e-9);

        for (Certification.Detail detail : Certification.Detail.values()) {
            int[] iterates = {0};
            Certification one = Certification.of(training, detail, (k, loss, theta) -> {
                iterates[0]++;
                return true;
            }, work, Progress.NONE);
            assertEquals(iterates[0] - 1, cost.training() / (2 * parts.gradient()), 1e-9);
            // every eigenpair takes a product more, for its residual
            int products = one.curvature().stream().mapToInt(point -> point.steps() + 2).sum();
            double planned = cost.curvature(detail) / (3 * parts.product());
            assertTrue(products <= detail.products(iterations), () -> products + " products");
            assertEquals(one.curvature().size() * detail.products(0), detail.products(iterations));
            // counts, not times: so small a model converges soon after the 20 steps that are always taken, of 150 or
            // 60 allowed
            boolean full = detail == Certification.Detail.FULL;
            double share = products / planned;
            assertTrue(share > (full ? 0.2 : 0.5) && share < (full ? 0.35 : 0.8), () -> detail + " takes " + share);
        }
    }

    /** The most that is planned for a point, the only one of no steps, counted where the products are made. */
    @Test
    void plansEveryProductOfASearchThatDoesNotConverge() {
        for (Certification.Detail detail : Certification.Detail.values()) {
            int[] products = {0};
            LinearOperator crowdedAtItsLowerEnd = new LinearOperator() {
                @Override
                public int size() {
                    return 1000;
                }

                @Override
                public void apply(double[] vector, double[] result) {
                    products[0]++;
                    for (int i = 0; i < vector.length; i++) {
                        result[i] = (1.0 + i) * (1.0 + i) * (1.0 + i) * vector[i];
                    }
                }
            };
            assertFalse(Lanczos.ends(detail.lanczosSteps(), detail.tolerance(), 0).run(crowdedAtItsLowerEnd)
                    .converged());
            assertEquals(products[0], detail.products(0));
        }
    }

    /** Vectors for the most steps of an iterate, or the kernel of all samples: never both. */
    @Test
    void knowsTheBytesThatAreTakenAtOnce() {
        Workspace work = Workspace.serial();
        Training few = training(2, 1);
        long scratch = few.loss(work).scratchBytes();
        // 135 parameters: no search has more steps, and two vectors are beside those of the steps
        assertEquals(scratch + 8 * (135 + 2) * 135, Certification.bytes(few, Certification.Detail.FULL, work));
        assertEquals(scratch + 8 * (60 + 2) * 135, Certification.bytes(few, Certification.Detail.BRIEF, work));
        Training many = training(200, 1);
        ClassifierLoss loss = many.loss(work);
        assertEquals(loss.scratchBytes() + TangentKernel.bytes(loss),
                Certification.bytes(many, Certification.Detail.FULL, work));
    }

    /** By this sum a trial decides how many samples its theory takes: another one would change figures. */
    @Test
    void countsTheMultiplyAddsOfTheTheoryOfATrial() {
        double forward = 20 * 3 * (4 * 25 + 2 * 16 * 5);
        // iterates 0, 16 and 30 at 62 products of three forward passes, of which two thirds are taken before an end
        double products = 3 * 62 * 3 * forward * 2 / 3;
        // a square of 20 samples for each of 135 parameters, half of which is computed, 25 times; 60 losses of a search
        double kernels = 25.0 * 20 * 20 * 135 / 2;
        assertEquals(forward * (30 + 60) + products + kernels + 20 * 20 * 30 * 7,
                cost(20, 30).inDouble(Certification.Detail.BRIEF, 7), 1e-6);
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
        assertEquals(20 * 20 * 30 * 7, cost.inDouble(Certification.Detail.BRIEF, 7)
                - cost.inDouble(Certification.Detail.BRIEF, 0));
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
