package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.classifier.ClassifierProblem.Values;
import dev.mha.verify.classifier.ReferenceClassifier.Parameters;
import dev.mha.verify.numeric.Bits;
import dev.mha.verify.numeric.Errors;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The classifier kernel against the double-precision reference. */
class ClassifierProperties {
    private final Workspace work = Workspace.serial();

    @Provide
    Arbitrary<ClassifierProblem> problems() {
        return ClassifierProblems.any();
    }

    @Provide
    Arbitrary<ClassifierProblem> ordinary() {
        return ClassifierProblems.ordinary();
    }

    @Provide
    Arbitrary<ClassifierProblem> longSamples() {
        return ClassifierProblems.longSamples();
    }

    @Property(tries = 400)
    void isAsAccurateAsPlainFloatLoops(@ForAll("problems") ClassifierProblem problem) {
        agreesWithTheReference(problem);
    }

    @Property(tries = 60)
    void longSamplesAreAsAccurateAsPlainFloatLoops(@ForAll("longSamples") ClassifierProblem problem) {
        agreesWithTheReference(problem);
    }

    /** Factor times attention weight is below the normal range, and a token of a thousand multiplies what was lost. */
    @Example
    void losesNoMoreThanTheLeastFloatTimesTheToken() {
        agreesWithTheReference(ClassifierProblem.random(new ClassifierShape(2, 3, 3), 1, false, Values.HUGE_TOKEN,
                -2178162864477617268L));
        agreesWithTheReference(ClassifierProblem.random(new ClassifierShape(2, 5, 1), 1, true, Values.HUGE_TOKEN,
                9057048901524094572L));
    }

    private void agreesWithTheReference(ClassifierProblem problem) {
        ReferenceClassifier exact = new ReferenceClassifier(problem, Precision.DOUBLE);
        ReferenceClassifier twin = new ReferenceClassifier(problem, Precision.SINGLE);
        ClassifierProblem.Result result = problem.run(work);
        assertArrayEquals(Bits.of(result.scoresAlone()), Bits.of(result.scores()), "scores with and without gradient");
        assertEquals("", new ClassifierTolerance(problem, exact, twin).verdict(result));
    }

    @Property(tries = 100)
    void hasTheSameBitsForEveryThreadCount(@ForAll("problems") ClassifierProblem problem) {
        sameBitsForEveryThreadCount(problem);
    }

    @Property(tries = 40)
    void longSamplesHaveTheSameBitsForEveryThreadCount(@ForAll("longSamples") ClassifierProblem problem) {
        sameBitsForEveryThreadCount(problem);
    }

    private void sameBitsForEveryThreadCount(ClassifierProblem problem) {
        ClassifierProblem.Result serial = problem.run(work);
        for (int threads : Threads.COUNTS) {
            ClassifierProblem.Result parallel = problem.run(Threads.workspace(threads));
            assertEquals(Double.doubleToRawLongBits(serial.loss()), Double.doubleToRawLongBits(parallel.loss()));
            assertArrayEquals(Bits.of(serial.scores()), Bits.of(parallel.scores()), threads + " threads, scores");
            assertArrayEquals(Bits.of(serial.gradient()), Bits.of(parallel.gradient()), threads + " threads, gradient");
        }
    }

    /** Richardson differences of the double reference: what it calls the gradient is one. */
    @Property(tries = 60)
    void referenceGradientIsTheSlopeOfTheReferenceLoss(@ForAll("ordinary") ClassifierProblem problem,
            @ForAll long seed) {
        ReferenceClassifier exact = new ReferenceClassifier(problem, Precision.DOUBLE);
        double[] direction = new double[exact.gradient.length];
        SplittableRandom random = new SplittableRandom(seed);
        double norm = 0;
        for (int k = 0; k < direction.length; k++) {
            direction[k] = random.nextGaussian();
            norm += direction[k] * direction[k];
        }
        double slope = 0;
        double size = 0;
        for (int k = 0; k < direction.length; k++) {
            slope += direction[k] * exact.gradient[k];
            size += Math.abs(direction[k] * exact.gradient[k]);
        }
        double h = 1e-3 / Math.sqrt(norm);
        double coarse = difference(problem, direction, h);
        double fine = difference(problem, direction, h / 2);
        // Truncation: both differences share the h^2 term, so what is left is a part of their distance.
        // Roundoff: some hundred operations on a loss and scores, divided by the step.
        double roundoff = 1000 * 0x1p-53 * (1 + exact.loss + Errors.largest(exact.scores)) / h;
        within("slope", Math.abs((4 * fine - coarse) / 3 - slope), 4 * Math.abs(coarse - fine) + roundoff
                + 1e-12 * size);
    }

    private static double difference(ClassifierProblem problem, double[] direction, double h) {
        Parameters at = Parameters.of(problem.theta);
        double above = new ReferenceClassifier(problem, at.plus(h, direction), Precision.DOUBLE).loss;
        double below = new ReferenceClassifier(problem, at.plus(-h, direction), Precision.DOUBLE).loss;
        return (above - below) / (2 * h);
    }

    /** One token, one feature: phi = u x, and its pull is -y sig(-m) x even where sig(m) rounds to 1. */
    @Example
    void samplesThatAreSurelyRightStillPull() {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        for (int samples : new int[]{1, 2}) {
            float[] x = new float[samples];
            float[] labels = new float[samples];
            Arrays.fill(x, 1);
            Arrays.fill(labels, 1);
            for (float margin : new float[]{20, 40, 60, 80}) {
                float[] theta = {0, margin};
                float gradient = new ClassifierProblem(shape, samples, x, null, labels, null, theta).run(work)
                        .gradient()[1];
                double pull = 1 / (1 + Math.exp(margin));
                // each product, sum and division rounds once; the margin is exact
                assertEquals(-pull, gradient, 4 * Errors.ULP * pull, samples + " samples, margin " + margin);
            }
        }
    }

    private static void within(String what, double error, double allowed) {
        assertTrue(error <= allowed, () -> what + ": error " + error + ", allowed " + allowed);
    }
}
