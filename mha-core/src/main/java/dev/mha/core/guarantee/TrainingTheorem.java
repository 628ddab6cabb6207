package dev.mha.core.guarantee;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Comparator;
import java.util.List;

/**
 * The theorem on the training loss, evaluated for one run ({@code docs/theory.md}, 5). For any comparison point theta
 * at the distance Dq from the start, if {@code L(theta_0) <= 1} and
 *
 * <pre>
 *   sqrt(H) &gt;= 9 kappa_b Dq^2    eta &lt;= min{ 1/rho_b, Dq^2/L(theta_0), Dq^2/(K L(theta)) }
 * </pre>
 *
 * <p>and {@code K delta <= Dq/400}, where rounding to float moves the parameters by delta in a step at most, then L_K
 * and {@code mean_k L_k} are at most {@code 1.62 L(theta) + 0.97 Dq^2/(eta K)}, every iterate lies within 2 Dq of theta
 * and within 3 Dq of the start. Gradients are taken to be exact. kappa_b is kappa with u_max at the start plus 3 Dq,
 * rho_b is rho with u_max plus 5 Dq.
 *
 * @param point theta
 * @param near bounds with decoders as far as {@code 3 Dq} from the start
 * @param far bounds with decoders as far as {@code 5 Dq} from the start
 * @param firstLoss {@code L(theta_0)}, as large as rounding allows
 * @param stepRounding delta, for parameters within 3 Dq of the start
 * @param step eta
 * @param iterations K, at least 1
 */
public record TrainingTheorem(ComparisonPoint point, GlobalBounds near, GlobalBounds far, double firstLoss,
        double stepRounding, double step, int iterations) {
    /**
     * {@code (1+a)/(1-a)} at a = 4/17, the largest convexity defect that the conditions allow, is 21/13, rounded up.
     */
    private static final double LOSS_FACTOR = 1.62;

    /** {@code (1/2+a)/(1-a)} at a = 4/17 is 25/26, rounded up. */
    static final double DISTANCE_FACTOR = 0.97;

    /** The share of Dq that roundings of all steps may sum to: the constants above leave room for 1/320. */
    static final double ROUNDING_SHARE = 1.0 / 400;

    /**
     * Evaluates the theorem.
     *
     * @param problem the training loss
     * @param start parameters that the training starts from
     * @param point theta, made for this start
     * @param step eta
     * @param iterations K, at least 1
     * @throws IllegalArgumentException
     *             if there is no step to speak about
     */
    public static TrainingTheorem of(ClassifierLoss problem, float[] start, ComparisonPoint point, double step,
            int iterations) {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations is " + iterations + ", must be at least 1");
        }
        double[] origin = ClassifierLoss.widen(start);
        ComparisonPoint first = ComparisonPoint.of(problem, start, origin);
        double norm = Outward.up(Vectors.norm(origin), origin.length);
        return new TrainingTheorem(point, bounds(problem, origin, 3 * point.reach()),
                bounds(problem, origin, 5 * point.reach()), first.range().high(),
                Rounding.ofStep(norm + 3 * point.reach(), origin.length), step, iterations);
    }

    /**
     * The one that says most of a run: the smallest right-hand side of those whose conditions hold, and of all where
     * none does.
     *
     * @param ofRun the theorem with one comparison point each, at least one
     */
    public static TrainingTheorem strongest(List<TrainingTheorem> ofRun) {
        return ofRun.stream().min(Comparator.comparing((TrainingTheorem one) -> !one.holds())
                .thenComparingDouble(TrainingTheorem::lossBound)).orElseThrow();
    }

    /** The theorem for the first steps of the run alone. */
    public TrainingTheorem first(int steps) {
        return new TrainingTheorem(point, near, far, firstLoss, stepRounding, step, steps);
    }

    private static GlobalBounds bounds(ClassifierLoss problem, double[] origin, double reach) {
        ClassifierShape shape = problem.shape();
        TokenGeometry geometry = problem.geometry();
        return GlobalBounds.of(shape.heads(), geometry.longest(), geometry.largestRadius(),
                GlobalBounds.decoderNorm(shape, origin) + reach);
    }

    static double lossBound(double comparisonLoss, double distance, double travel) {
        return LOSS_FACTOR * comparisonLoss + DISTANCE_FACTOR * distance * distance / travel;
    }

    /** The right-hand side, a bound on the mean and on the last loss if all conditions are met. */
    public double lossBound() {
        return Outward.up(lossBound(point.range().high(), point.reach(), step * iterations));
    }

    /** Number of heads asked for, {@code (9 kappa_b Dq^2)^2}. */
    public double headsRequired() {
        double root = 9 * near.kappa() * point.reach() * point.reach();
        return Outward.up(root * root);
    }

    /** Largest step allowed. */
    public double stepAllowed() {
        return conditions().stream().filter(one -> one.kind().limitsStep())
                .mapToDouble(Condition::required)
                .min().orElseThrow();
    }

    /** How far the iterates may be from the comparison point. */
    public double reachFromPoint() {
        return 2 * point.reach();
    }

    /** How far the iterates may be from the start. */
    public double reachFromStart() {
        return 3 * point.reach();
    }

    /** Every condition with the value of this run. */
    public List<Condition> conditions() {
        double square = Outward.down(point.leastReach() * point.leastReach());
        return List.of(new Condition(Condition.Kind.HEADS, headsRequired(), near.heads()),
                new Condition(Condition.Kind.STEP_SMOOTHNESS, Outward.down(1 / far.rho()), step),
                new Condition(Condition.Kind.STEP_FIRST_LOSS, allowed(square, firstLoss), step),
                new Condition(Condition.Kind.STEP_COMPARISON_LOSS, allowed(square, iterations * point.range().high()),
                        step),
                new Condition(Condition.Kind.FIRST_LOSS, 1, firstLoss),
                new Condition(Condition.Kind.ROUNDING,
                        Math.max(0, Outward.down(ROUNDING_SHARE * point.leastReach())),
                        Outward.up(iterations * stepRounding)));
    }

    /** The largest step with {@code eta loss <= square}: any where the loss is exactly 0. */
    private static double allowed(double square, double loss) {
        return loss > 0 ? Math.max(0, Outward.down(square / loss)) : Double.POSITIVE_INFINITY;
    }

    /** Whether all conditions are met, so that the conclusions are proved for this run. */
    public boolean holds() {
        return conditions().stream().allMatch(Condition::met);
    }
}
