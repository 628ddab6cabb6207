package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate of what a gradient in float takes, against what a workspace holds after one. */
class GradientScratchTest {
    /** Few long samples, many short ones, very many heads either way, and too few tokens for vectors. */
    @ParameterizedTest
    @CsvSource({"8, 200, 4, 2, 4", "1, 300, 8, 6, 2", "4, 10, 6, 600, 3", "3, 2, 2, 2, 1", "3000, 10, 6, 70, 2",
            "4000, 60, 8, 3, 1", "20000, 2, 2, 3, 1", "8, 4, 64, 2000, 1"})
    void lacksATenthOfWhatIsHeldAtMost(int heads, int tokens, int features, int count, int workers) {
        ClassifierCase some = new ClassifierCase(heads, tokens, features, count, false, 1, 5);
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            Crew crew = new Crew(workers == 1 ? null : pool, workers);
            double loss = ClassifierKernel.lossAndGradient(some.shape, some.pack(), some.theta, some.labels,
                    some.weights, new float[count], new float[some.shape.parameters()], crew);
            assertTrue(Double.isFinite(loss));
            long held = 0;
            for (int worker = 0; worker < workers; worker++) {
                for (int slot = 0; slot < 64; slot++) {
                    held += 4L * crew.floats(worker, slot, 0).length + 8L * crew.doubles(worker, slot, 0).length;
                }
            }
            long taken = held;
            long told = ClassifierPath.gradientBytes(some.shape, count, workers);
            // rows of single tokens are not counted; a worker may come too late for a task, and makes no scratch
            long idle = 4L * (workers - 1) * Slab.LEAST;
            assertTrue(told >= 0.9 * taken, () -> told + " < " + taken);
            assertTrue(told <= 1.1 * taken + idle, () -> told + " >> " + taken);
        }
    }
}
