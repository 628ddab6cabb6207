package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.theory.SharpnessPath;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Where the conditions of the theorem hold ({@code docs/theory.md}, 5), so do its conclusions. */
class TrainingTheoremProperties {
    /** Unit roundoff of float: iterates are rounded to it, which keeps losses from falling by some of these. */
    private static final double U = 0x1p-24;

    @Property(tries = 30)
    void whereTheConditionsHoldSoDoTheConclusions(@ForAll long seed) {
        TheoremCase one = TheoremCase.of(seed);
        Assume.that(one != null);
        TrainingTheorem theorem = one.theorem();
        Workspace work = Workspace.serial();
        ClassifierLoss loss = new ClassifierLoss(one.shape(), one.samples(), one.labels(), null, work);
        PathRecorder recorder = new PathRecorder(loss, one.start(), one.step(), List.of(theorem.point()));
        SharpnessPath curvature = new SharpnessPath(loss, 60, 1e-3, 0);
        TrainingRun run = GradientDescent.run(one.shape(), one.samples(), one.labels(), null, one.start(),
                TrainingSettings.of(one.step(), one.iterations()), work,
                (k, value, theta) -> {
                    if (k == 0 || k == one.iterations() / 2 || k == one.iterations()) {
                        SharpnessPath.Point ignored = curvature.measure(k, theta);
                    }
                    return recorder.onIteration(k, value, theta);
                });
        assertEquals(one.iterations(), run.steps());
        TrainingPath path = recorder.path();
        PathCertificate certificate = path.certificates().getFirst();

        assertTrue(path.lastLoss() <= theorem.lossBound());
        assertTrue(path.meanLoss() <= theorem.lossBound());
        assertTrue(certificate.farthest() <= theorem.reachFromPoint());
        assertTrue(path.farthest() <= theorem.reachFromStart());
        assertTrue(certificate.convexityDefect() <= 4.0 / 17);
        // the certificate of the run itself is no worse than the theorem, which holds for every run
        assertTrue(certificate.bound() <= theorem.lossBound());
        for (double descent : path.descentSlacks()) {
            assertTrue(descent <= 8 * U * path.losses()[0]);
        }
        assertTrue(path.selfBound() <= theorem.far().gradient());
        for (SharpnessPath.Point point : curvature.points()) {
            // weakly convex, by kappa/sqrt(H) times the loss
            assertTrue(-point.lambdaMin().value() <= theorem.far().scoreCurvature() * -Math.expm1(-point.loss()));
            assertTrue(point.lambdaMax().value() <= theorem.far().rho());
        }
    }
}
