package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate of what products with the Hessian in float take, against what a workspace holds after them. */
class HessianScratchTest {
    /** Few long samples by heads and whole, many short ones, and too few tokens for vectors. */
    @ParameterizedTest
    @CsvSource({"8, 200, 4, 2, 4", "1, 300, 8, 6, 2", "4, 10, 6, 600, 3", "3, 2, 2, 2, 1", "2, 65, 4, 3, 1"})
    void lacksATenthOfWhatIsHeldAtMost(int heads, int tokens, int features, int count, int workers) {
        ClassifierCase some = new ClassifierCase(heads, tokens, features, count, false, 1, 5);
        PackedSamples samples = some.pack();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            Crew crew = new Crew(workers == 1 ? null : pool, workers);
            for (int vectors : new int[]{1, 8}) {
                HessianCase one = new HessianCase(some, HessianPart.WHOLE, vectors);
                float[][] products = new float[vectors][some.shape.parameters()];
                ClassifierKernel.hessianProducts(some.shape, samples, some.theta, some.labels, some.weights, one.part,
                        one.vectors, products, crew);
            }
            long held = held(crew, workers);
            long told = ClassifierPath.floatHessianBytes(some.shape, samples, workers);
            // rows and phis of single tokens are not counted; workers that had no task made no scratch
            long idle = 4L * workers * Slab.LEAST;
            assertTrue(told >= 0.9 * held, () -> told + " < " + held);
            assertTrue(told <= 2 * held + idle, () -> told + " >> " + held);
        }
    }

    private static long held(Crew crew, int workers) {
        long bytes = 0;
        for (int worker = 0; worker < workers; worker++) {
            for (int slot = 0; slot < 64; slot++) {
                bytes += 4L * crew.floats(worker, slot, 0).length + 8L * crew.doubles(worker, slot, 0).length;
            }
        }
        return bytes;
    }
}
