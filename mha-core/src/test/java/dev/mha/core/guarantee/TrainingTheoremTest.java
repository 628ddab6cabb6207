package dev.mha.core.guarantee;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.random.RandomSource;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTheoremTest {
    /** T = 2, R = 2 and H = 2; the larger decoder has the norm 5. */
    private static final ClassifierShape SHAPE = new ClassifierShape(2, 2, 1);
    private static final PackedSamples SAMPLES = PackedSamples.pack(new float[]{2, -1, 1, 0}, 2, 2, 1, null);
    private static final float[] START = {0, 3, 4, 0, 1, 0};

    private static TrainingTheorem theorem(double step, int iterations) {
        ClassifierLoss problem = new ClassifierLoss(SHAPE, SAMPLES, new float[]{1, -1}, null, Workspace.serial());
        double[] theta = {0, 3, 4, 0, 1, 0.5};
        return TrainingTheorem.of(problem, START, ComparisonPoint.of(problem, START, theta),
                step, iterations);
    }

    @Test
    void conditionsAreTheFormulas() {
        // R is moved outwards by 1e-12 so that bounds stay bounds
        double tolerance = 1e-10;
        TrainingTheorem theorem = theorem(0.5, 10);
        double dq = 0.5;
        double c = 8 / (6 * Math.sqrt(3));
        double kappa = Math.sqrt(2) * 8 * (1 + c * 4 * (5 + 3 * dq));
        assertEquals(81 * kappa * kappa * dq * dq * dq * dq, theorem.headsRequired(),
                theorem.headsRequired() * tolerance);
        double far = 5 + 5 * dq;
        double rho = 2 * 4 * (1 + 16 * far * far) / 4 + Math.sqrt(2) * 8 * (1 + c * 4 * far) / Math.sqrt(2);
        assertEquals(1 / rho, theorem.stepAllowed(), tolerance / rho);
        // uniform attention: phi is the sum of U times the mean token
        double first = (softplus(-(7 + 1) / 2.0 / Math.sqrt(2)) + softplus((7 + 1) / 2.0 / Math.sqrt(2))) / 2;
        double compared = (softplus(-(7 + 1.5) / 2.0 / Math.sqrt(2)) + softplus((7 + 1.5) / 2.0 / Math.sqrt(2))) / 2;
        // as large as the rounding of scores allows
        assertEquals(first, theorem.firstLoss(), tolerance);
        assertTrue(theorem.firstLoss() > first);
        assertEquals(compared, theorem.point().loss(), 1e-14);
        assertEquals(dq * dq / first, condition(theorem, Condition.Kind.STEP_FIRST_LOSS).required(),
                tolerance);
        assertEquals(dq * dq / (10 * compared), condition(theorem, Condition.Kind.STEP_COMPARISON_LOSS).required(),
                tolerance);
        assertEquals(1.62 * compared + 0.97 * dq * dq / 5, theorem.lossBound(), tolerance);
        assertEquals(1.5, theorem.reachFromStart(), tolerance);
        assertEquals(1, theorem.reachFromPoint(), tolerance);
        Condition rounding = condition(theorem, Condition.Kind.ROUNDING);
        assertEquals(dq / 400, rounding.required(), tolerance);
        assertEquals(10 * 0x1p-24 * (Math.sqrt(26) + 3 * dq), rounding.actual(), 1e-5 * rounding.actual());
        assertTrue(rounding.met());
        assertEquals(6, theorem.conditions().size());
    }

    /**
     * In exact arithmetic no condition is easier to meet than its formula and no bound below its own, also where the
     * square of a distance has so few digits that its rounding is no small share of it.
     */
    @Test
    void errsToTheSafeSide() {
        RandomSource random = RandomSource.of(1);
        for (double scale : new double[]{3, 1e-161}) {
            for (int i = 0; i < 200; i++) {
                double high = 1 + random.nextDouble();
                ComparisonPoint point = new ComparisonPoint(new double[1], 0, new LossRange(0, high),
                        scale * random.nextDouble());
                GlobalBounds bounds = GlobalBounds.of(2, 3, random.nextDouble(), random.nextDouble());
                double first = 4 * random.nextDouble();
                double rounding = 1e-9 * random.nextDouble();
                double step = random.nextDouble();
                int steps = 1 + random.nextInt(9);
                TrainingTheorem theorem = new TrainingTheorem(point, bounds, bounds, first, rounding, step, steps);

                double reach = point.reach();
                double least = point.leastReach();
                BigDecimal square = product(least, least);
                double heads = condition(theorem, Condition.Kind.HEADS).required();
                assertAtMost(product(9, bounds.kappa(), reach, reach).pow(2), product(heads));
                double smooth = condition(theorem, Condition.Kind.STEP_SMOOTHNESS).required();
                assertAtMost(product(smooth, bounds.rho()), BigDecimal.ONE);
                double before = condition(theorem, Condition.Kind.STEP_FIRST_LOSS).required();
                assertAtMost(product(before, first), square);
                double after = condition(theorem, Condition.Kind.STEP_COMPARISON_LOSS).required();
                assertAtMost(product(after, steps, high), square);
                Condition roundings = condition(theorem, Condition.Kind.ROUNDING);
                assertAtMost(product(400, roundings.required()), product(least));
                assertAtMost(product(steps, rounding), product(roundings.actual()));
                BigDecimal travel = product(step, steps);
                assertAtMost(new BigDecimal("1.62").multiply(product(high)).multiply(travel)
                        .add(new BigDecimal("0.97").multiply(product(reach, reach))),
                        product(theorem.lossBound()).multiply(travel));
            }
        }
    }

    private static BigDecimal product(double... factors) {
        return Arrays.stream(factors).mapToObj(BigDecimal::new).reduce(BigDecimal.ONE, BigDecimal::multiply);
    }

    private static void assertAtMost(BigDecimal less, BigDecimal more) {
        assertTrue(less.compareTo(more) <= 0, () -> less.doubleValue() + " > " + more.doubleValue());
    }

    private static double softplus(double z) {
        return Math.log1p(Math.exp(z));
    }

    @Test
    void saysByHowMuchAConditionFails() {
        TrainingTheorem theorem = theorem(0.5, 10);
        Condition heads = condition(theorem, Condition.Kind.HEADS);
        assertFalse(heads.met());
        assertEquals(theorem.headsRequired() / 2, heads.factor());
        Condition smooth = condition(theorem, Condition.Kind.STEP_SMOOTHNESS);
        assertFalse(smooth.met());
        assertEquals(0.5 / theorem.stepAllowed(), smooth.factor());
        // loss 1.44 at the start
        assertFalse(condition(theorem, Condition.Kind.FIRST_LOSS).met());
        assertFalse(theorem.holds());
        assertTrue(condition(theorem(1e-6, 10), Condition.Kind.STEP_SMOOTHNESS).met());
        assertThrows(IllegalArgumentException.class, () -> theorem(1, 0));
    }

    /** A loss of exactly 0 asks for no step, even where the training does not move. */
    @Test
    void asksForNoStepWhereTheLossIsZero() {
        TrainingTheorem theorem = theorem(0.5, 10);
        ComparisonPoint still = new ComparisonPoint(theorem.point().theta(), 0, new LossRange(0, 0), 0);
        TrainingTheorem zero = new TrainingTheorem(still, theorem.near(), theorem.far(), 0, 0, 0.5, 10);
        assertTrue(condition(zero, Condition.Kind.STEP_FIRST_LOSS).met());
        assertTrue(condition(zero, Condition.Kind.STEP_COMPARISON_LOSS).met());
    }

    /** A loss of 0 that rounding has left of 1/2: conditions and bound are those of 1/2. */
    @Test
    void takesTheLossOfThePointAsLargeAsRoundingAllows() {
        TrainingTheorem theorem = theorem(0.5, 10);
        ComparisonPoint cancelling = new ComparisonPoint(theorem.point().theta(), 0, new LossRange(0, 0.5), 2);
        TrainingTheorem one = new TrainingTheorem(cancelling, theorem.near(), theorem.far(), 0.25, 0, 0.5, 10);
        assertEquals(1.62 * 0.5 + 0.97 * 4 / 5, one.lossBound(), 1e-10);
        assertEquals(4 / (10 * 0.5), condition(one, Condition.Kind.STEP_COMPARISON_LOSS).required(), 1e-10);
        assertEquals(4 / 0.25, condition(one, Condition.Kind.STEP_FIRST_LOSS).required(), 1e-10);
    }

    /** The constants of the conclusion are those of the proof at the largest defect, rounded up. */
    @Test
    void constantsAreThoseOfTheProof() {
        double a = 4.0 / 17;
        double tau = 1 / (1 - 4.0 / 9 / 8);
        assertEquals(a, 4.0 / 9 * tau / 2, 1e-15);
        assertTrue(TrainingTheorem.lossBound(1, 0, 1) >= (1 + a) / (1 - a));
        // a L_0/K is at most a Dq^2/(eta K), by the condition on the step
        assertTrue(TrainingTheorem.lossBound(0, 1, 1) >= (0.5 + a) / (1 - a));
        // the same with roundings that sum to c Dq, for the last loss too, and the distance from the comparison point
        double c = TrainingTheorem.ROUNDING_SHARE;
        assertTrue(TrainingTheorem.lossBound(0, 1, 1) >= (0.5 + a + 2 * c + c * c) / (1 - a) + c * c / 2);
        assertTrue(3 + 4 * a + 4 * c + 2 * c * c <= 4);
    }

    /**
     * Heads of 1e8 that cancel, and steps of some units: every one is rounded to nothing, and the loss stays at log 2.
     */
    @Test
    void holdsNotWhereRoundingStallsTheTraining() {
        ClassifierShape shape = new ClassifierShape(2, 1, 1);
        PackedSamples samples = PackedSamples.pack(new float[]{5e-4f, -5e-4f}, 2, 1, 1, null);
        ClassifierLoss problem = new ClassifierLoss(shape, samples, new float[]{1, -1}, null, Workspace.serial());
        float[] start = {0, 1e8f, 0, -1e8f};
        double way = 6000 / Math.sqrt(2);
        ComparisonPoint point = ComparisonPoint.of(problem, start, new double[]{0, 1e8 + way, 0, -1e8 + way});
        TrainingTheorem theorem = TrainingTheorem.of(problem, start, point, 2e4, 15000);
        assertTrue(theorem.lossBound() < 0.2);
        float[] end = GradientDescent.run(shape, samples, new float[]{1, -1}, null, start,
                TrainingSettings.of(2e4, 20), Workspace.serial(), (k, loss, theta) -> true).theta();
        assertArrayEquals(start, end);
        assertFalse(theorem.holds());
        assertEquals(List.of(Condition.Kind.ROUNDING), theorem.conditions().stream()
                .filter(condition -> !condition.met()).map(Condition::kind).toList());
        assertEquals(15000 * 0x1p-24 * (Math.sqrt(2) * 1e8 + 18000) * 400 / 6000,
                condition(theorem, Condition.Kind.ROUNDING).factor(), 1);
    }

    /**
     * One token of one feature, +-5e-4, so that the margin is 5e-4 of the distance: the point at 1600 has the smaller
     * right-hand side, and too large a loss for the step; at 2600 every condition holds.
     */
    @Test
    void takesThePointWhereTheConditionsHold() {
        ClassifierShape shape = new ClassifierShape(2, 1, 1);
        PackedSamples samples = PackedSamples.pack(new float[]{5e-4f, -5e-4f}, 2, 1, 1, null);
        ClassifierLoss problem = new ClassifierLoss(shape, samples, new float[]{1, -1}, null, Workspace.serial());
        float[] start = new float[4];
        List<TrainingTheorem> both = new ArrayList<>();
        for (double distance : new double[]{1600, 2600}) {
            double u = distance / Math.sqrt(2);
            both.add(TrainingTheorem.of(problem, start,
                    ComparisonPoint.of(problem, start, new double[]{0, u, 0, u}), 2.4e6, 5));
        }
        TrainingTheorem near = both.get(0);
        TrainingTheorem far = both.get(1);
        assertTrue(near.lossBound() < far.lossBound());
        assertEquals(List.of(Condition.Kind.STEP_COMPARISON_LOSS), near.conditions().stream()
                .filter(condition -> !condition.met()).map(Condition::kind).toList());
        // Phi = 1600 x: of three limits on the step this one is the least, and not the first
        double least = 1600 * 1600 / (5 * softplus(-1600 * 5e-4));
        assertTrue(condition(near, Condition.Kind.STEP_SMOOTHNESS).required() > least
                && condition(near, Condition.Kind.STEP_FIRST_LOSS).required() > least);
        assertEquals(least, near.stepAllowed(), 1e-6 * least);
        assertTrue(far.holds());
        assertEquals(far, TrainingTheorem.strongest(both));
        assertEquals(far, TrainingTheorem.strongest(both.reversed()));
        // where none holds, the smaller right-hand side
        TrainingTheorem both5 = TrainingTheorem.strongest(List.of(far.first(5000), near.first(5000)));
        assertEquals(Math.min(far.first(5000).lossBound(), near.first(5000).lossBound()), both5.lossBound());
    }

    private static Condition condition(TrainingTheorem theorem, Condition.Kind kind) {
        return theorem.conditions().stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
    }
}
