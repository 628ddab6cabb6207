package dev.mha.cli.guarantee;

import dev.mha.core.guarantee.StartReport;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.theory.Certification;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one training.
 *
 * @param certification of the training loss
 * @param starts every initialization
 * @param stability of the training, or null when it was not measured
 * @param stabilityBound the bound on it, or null
 * @param testGap test loss minus training loss with its interval, or null without test samples
 * @param missing what an interruption left out, or a failure, a few words each; empty for a whole report
 * @param failed whether some of that is missing because it failed, so that it would be missing again
 */
public record Guarantees(Certification certification, List<StartReport> starts, StabilityReport stability,
        StabilityBound stabilityBound, PairedDifference testGap, List<String> missing, boolean failed) {

    /**
     * One quantity, three ways.
     *
     * @param quantity what is bounded
     * @param promised largest value by the theory; NaN where it says nothing
     * @param proved whether that is guaranteed here, because its conditions hold or because it has none
     * @param certified largest value by a certificate of this very run; NaN where there is none, infinite where it
     *         proves nothing
     * @param measured the value
     */
    public record Row(Quantity quantity, double promised, boolean proved, double certified, double measured) {
        /** The best value that is proved; infinite where nothing is. */
        public double bound() {
            double guaranteed = proved && !Double.isNaN(promised) ? promised : Double.POSITIVE_INFINITY;
            return Double.isNaN(certified) ? guaranteed : Math.min(guaranteed, certified);
        }

        /** How many times the measured value fits into the best proved one; NaN where nothing is proved. */
        public double looseness() {
            double times = measured <= 0 ? Double.NaN : bound() / measured;
            return Double.isFinite(times) ? times : Double.NaN;
        }
    }

    /** Whether anything was measured before an interruption. */
    public boolean any() {
        return certification.path() != null || !starts.isEmpty() || stability != null;
    }

    /** The table, of the steps that were followed; empty where none was. */
    public List<Row> rows() {
        Certification one = certification;
        if (one.path() == null) {
            return List.of();
        }
        TrainingTheorem theorem = one.theorem().first(one.followed());
        boolean holds = theorem.holds();
        double loss = theorem.lossBound();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(Quantity.MEAN_LOSS, loss, holds, one.certifiedMeanLoss(),
                one.path().meanLoss()));
        rows.add(new Row(Quantity.LAST_LOSS, loss, holds,
                one.certifiedLastLoss(), one.path().lastLoss()));
        rows.add(new Row(Quantity.DISTANCE_FROM_START, one.theorem().reachFromStart(), holds,
                Double.NaN, one.path().farthest()));
        rows.add(new Row(Quantity.DISTANCE_FROM_COMPARISON, one.theorem().reachFromPoint(),
                holds, Double.NaN, one.certificate().farthest()));
        rows.add(new Row(Quantity.SELF_BOUND, one.bounds().gradient(), true, Double.NaN,
                one.path().selfBound()));
        rows.add(new Row(Quantity.NON_CONVEXITY, one.bounds().scoreCurvature(), true,
                one.certifiedNonConvexity(), one.nonConvexity()));
        rows.add(new Row(Quantity.LAMBDA_MAX, one.bounds().rho(), true, Double.NaN, one.lambdaMax()));
        if (stability != null) {
            StabilityBound bound = stabilityBound;
            boolean proved = bound.proved();
            rows.add(new Row(Quantity.LEAVE_ONE_OUT_GAP,
                    proved ? bound.gap() : Double.NaN, proved, Double.NaN, stability.gap().mean()));
            rows.add(new Row(Quantity.LEAVE_ONE_OUT_DISTANCE,
                    proved ? bound.meanDistance() : Double.NaN, proved, Double.NaN,
                    stability.meanDistance()));
        }
        return rows;
    }
}
