package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Kernels;
import dev.mha.kernels.classifier.ClassifierParts;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.vector.AttentionParts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts of a call have the products of the whole, and each can be done. */
class PartsOfCallsTest {
    @Test
    void partsOfAttentionHaveItsProducts() {
        AttentionRun forward = new AttentionRun(1, 8, 128, 64, false, false);
        check(forward.flops(), AttentionParts.forward(forward));
        AttentionRun both = new AttentionRun(1, 1, 128, 128, false, true);
        List<CallPart> parts = new ArrayList<>(AttentionParts.forward(both));
        parts.addAll(AttentionParts.backward(both));
        check(both.flops(), parts);
    }

    /** Eleven tokens fill no whole panels. */
    @Test
    void partsOfTheClassifierHaveItsProducts() {
        ClassifierRun run = new ClassifierRun(64, new ClassifierShape(3, 11, 9));
        assertEquals(Kernels.describe().vector(), ClassifierParts.has(run));
        if (ClassifierParts.has(run)) {
            check(run.flops(), ClassifierParts.step(run));
            check(1.5 * run.flops(), ClassifierParts.product(run));
            double executed = ClassifierParts.step(run).stream().mapToDouble(CallPart::executed).sum();
            assertTrue(executed > run.flops(), "eleven tokens leave a part of the tiles empty");
        }
    }

    private static void check(double flops, List<CallPart> parts) {
        assertEquals(flops, parts.stream().mapToDouble(CallPart::flops).sum(), 1e-9 * flops);
        for (CallPart part : parts) {
            assertTrue(part.executed() >= part.flops(), part.name());
            part.call().run();
        }
    }
}
