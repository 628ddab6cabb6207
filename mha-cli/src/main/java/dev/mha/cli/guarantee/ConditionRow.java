package dev.mha.cli.guarantee;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.core.guarantee.Condition;
import java.util.Map;

/**
 * A condition of the theorem as a page shows it.
 *
 * @param title what it is
 * @param meaning what it is about
 * @param required its limit
 * @param actual the value of the run
 * @param verdict whether it holds, and how far it is from that
 */
public record ConditionRow(String title, String meaning, String required, String actual, String verdict) {

    /** The row of a condition, with figures that compare as the numbers do. */
    public static ConditionRow of(Condition condition) {
        Condition.Kind kind = condition.kind();
        String limit = Double.isFinite(condition.required())
                ? Figures.powers(ConditionFigures.required(condition))
                : kind.isLeast() ? "more than any number" : "any number";
        return new ConditionRow(Names.capital(ConditionNames.of(kind)), ConditionNames.meaning(kind),
                (Double.isFinite(condition.required()) ? ConditionNames.side(kind) + " " : "") + limit,
                Figures.powers(ConditionFigures.actual(condition)), verdict(condition));
    }

    private static String verdict(Condition condition) {
        if (condition.met()) {
            return "holds";
        }
        return Double.isFinite(condition.factor())
                ? "fails, factor " + Figures.powers(ConditionFigures.factor(condition))
                : "cannot hold";
    }

    /** The row for the template. */
    public Map<String, Object> view() {
        return Map.of("title", title, "meaning", meaning, "required", required, "actual", actual, "verdict", verdict);
    }
}
