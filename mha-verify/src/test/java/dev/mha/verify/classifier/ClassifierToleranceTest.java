package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.classifier.ClassifierProblem.Result;
import dev.mha.verify.classifier.ClassifierProblem.Values;
import dev.mha.verify.numeric.Precision;
import java.util.function.IntPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The comparison finds faults with every kind of values: it would be worth nothing otherwise. */
class ClassifierToleranceTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(3, 6, 5);
    private final Workspace work = Workspace.serial();

    private static ClassifierTolerance tolerance(ClassifierProblem problem) {
        return new ClassifierTolerance(problem, new ReferenceClassifier(problem, Precision.DOUBLE),
                new ReferenceClassifier(problem, Precision.SINGLE));
    }

    /** The result with the chosen numbers of the gradient multiplied. */
    private static Result multiplied(Result result, float factor, IntPredicate chosen) {
        float[] gradient = result.gradient().clone();
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] *= chosen.test(k) ? factor : 1;
        }
        return new Result(result.loss(), result.scoresAlone(), result.scores(), gradient);
    }

    private static boolean decoder(int k) {
        return k % SHAPE.headParameters() >= SHAPE.features() * SHAPE.features();
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void findsAGradientThatIsNegatedOrZeroOrPartly(Values values) {
        // Equal tokens and a zero U give W no gradient, and subnormal tokens give it one below the least float.
        boolean attention = values == Values.NORMAL || values == Values.SHARP || values == Values.HUGE_TOKEN;
        for (long seed = 0; seed < 20; seed++) {
            ClassifierProblem problem = ClassifierProblem.random(SHAPE, 17, seed % 2 == 0, values, seed);
            Result result = problem.run(work);
            ClassifierTolerance tolerance = tolerance(problem);
            assertEquals("", tolerance.verdict(result));
            for (float factor : new float[]{-1, 0, 0.9f}) {
                String fault = values + ", seed " + seed + ", times " + factor;
                String verdict = tolerance.verdict(multiplied(result, factor, ClassifierToleranceTest::decoder));
                assertTrue(verdict.contains("U gradient["), fault);
                verdict = tolerance.verdict(multiplied(result, factor, k -> !decoder(k)));
                assertEquals(attention, verdict.contains("W gradient["), fault);
            }
        }
    }
}
