package dev.mha.core.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A million equal samples: each addition to a sum rounds the same way, so that the sum is off by many units. */
class ManySamplesTest {
    /** One token of one feature attends to itself alone: {@code Phi = u x}, and the trace is {@code l''(u x) x^2}. */
    @Test
    void theTraceIsOffByNoMoreThanWhatRoundingIsAllowed() {
        int samples = 1_000_000;
        float x = 1.1f;
        float[] tokens = new float[samples];
        float[] labels = new float[samples];
        Arrays.fill(tokens, x);
        Arrays.fill(labels, 1);
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        PackedSamples packed = PackedSamples.pack(tokens, samples, 1, 1, null);
        ClassifierLoss loss = new ClassifierLoss(shape, packed, labels, null, Workspace.serial());
        double[] theta = {0, 0.5};
        double margin = 0.5 * x;
        double exact = Logistic.curvature(margin) * x * x;

        double trace = loss.hessian(theta).trace();

        double[] margins = new double[samples];
        double[] weights = new double[samples];
        Arrays.fill(margins, margin);
        Arrays.fill(weights, 1.0 / samples);
        double allowed = Rounding.curvature(shape, TokenGeometry.of(packed), theta, margins, weights);
        assertEquals(exact, trace, allowed);
        // the sum does round: an allowance that does not know the number of samples would not do
        assertTrue(Math.abs(trace - exact) > 1000 * Roundoff.DOUBLE * exact, "" + (trace - exact));
    }
}
