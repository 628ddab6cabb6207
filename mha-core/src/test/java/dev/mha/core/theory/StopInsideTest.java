package dev.mha.core.theory;

import dev.mha.core.Tangents;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.core.curvature.ClassifierLoss;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A loop that may take minutes asks again and again whether to stop, on its way and not only between parts. */
class StopInsideTest {
    private static final Problem PROBLEM = Problem.of(new ClassifierShape(3, 4, 3), 200, 1, 1, RandomSource.of(4));

    /** Says yes after so many questions. */
    private static final class Patience implements BooleanSupplier {
        private final AtomicInteger asked = new AtomicInteger();
        private final int most;

        Patience(int most) {
            this.most = most;
        }

        @Override
        public boolean getAsBoolean() {
            return asked.incrementAndGet() > most;
        }
    }

    private static void endsWhereverItIsAsked(int fewest, Consumer<BooleanSupplier> work) {
        Patience all = new Patience(Integer.MAX_VALUE);
        work.accept(all);
        int questions = all.asked.get();
        assertTrue(questions >= fewest, () -> questions + " questions");
        for (int most = 0; most < questions; most += Math.max(1, questions / 20)) {
            Patience patience = new Patience(most);
            assertThrows(CancellationException.class, () -> work.accept(patience));
            // the other thread may be on its way to the question
            assertTrue(patience.asked.get() <= most + 2, () -> patience.asked.get() + " questions after the end");
        }
        assertDoesNotThrow(() -> work.accept(new Patience(questions)));
    }

    @Test
    void everyLongLoopAsks() {
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            for (Workspace work : new Workspace[]{Workspace.serial(), Workspace.parallel(pool, 2)}) {
                ClassifierLoss loss = new ClassifierLoss(PROBLEM.shape(), PROBLEM.samples(), PROBLEM.labels(), null,
                        work);
                ClassifierHessian hessian = loss.hessian(PROBLEM.theta());
                // 63 parameters: two groups of rows in each of two factorizations, 63 shares of the rows, 8 groups of
                // samples
                endsWhereverItIsAsked(4 + 63 + 4 + 3 * 4, stop -> DenseHessian.ends(hessian, -0.1, 1, 1e-9, stop));
                endsWhereverItIsAsked(3 * (4 + 64), stop -> TangentKernel.of(loss, PROBLEM.theta(), stop));
                // of each block: 4 groups of samples, 19 columns, a factorization
                endsWhereverItIsAsked(3 * (4 + 19 + 1), stop -> BlockCertificate.of(hessian, 1e-9, heads -> {}, stop));
            }
        }
        int steps = Tangents.margin(PROBLEM.loss(), PROBLEM.theta()).steps();
        assertTrue(steps > 10, () -> steps + " steps");
        // beside the kernel and the steps the features of each of three heads in 4 groups
        endsWhereverItIsAsked(3 * (4 + 64) + 1 + steps + 3 * 4,
                stop -> TangentKernel.margin(PROBLEM.loss(), PROBLEM.theta(), share -> {}, stop));
    }
}
