package dev.mha.cli.report;

import dev.mha.core.guarantee.Condition;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.theory.Certification;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in plain sentences what is guaranteed, what is certified, and what is only measured. */
public final class GuaranteeWords {
    /** From here on a constant is so loose that no setting of use can meet it. */
    private static final double ASTRONOMIC = 1e3;

    /** Estimates that differ by no more than this share of the exact value agree with it. */
    private static final double AGREE = 0.25;

    private GuaranteeWords() {}

    /** Which conditions of the theorem hold, which do not, and by what factor. */
    public static String theorem(Certification certification) {
        List<Condition> conditions = certification.theorem().conditions();
        List<Condition> failed = conditions.stream().filter(condition -> !condition.met()).toList();
        if (failed.isEmpty()) {
            return "All " + conditions.size()
                    + " conditions of the theorem on the training loss hold: a mean loss of at"
                    + " most " + Figures.atMost(certification.theorem().lossBound()) + " was guaranteed in advance.";
        }
        int met = conditions.size() - failed.size();
        String sentence = (met == 0 ? "None" : Integer.toString(met)) + " of the " + conditions.size()
                + " conditions of the theorem on the training loss " + (met == 1 ? "holds" : "hold") + "; "
                + Figures.join(failed.stream()
                        .map(GuaranteeWords::failure).toList())
                + ", so nothing is guaranteed in advance.";
        // a factor is infinite where no step meets the condition: it says nothing of how loose a constant is
        List<Condition> measurable = failed.stream().filter(condition -> Double.isFinite(condition.factor())).toList();
        double worst = measurable.stream().mapToDouble(Condition::factor).max().orElse(0);
        return worst >= ASTRONOMIC
                ? sentence + " The constants of the theory are worst cases, astronomically loose here: sufficient "
                        + off(measurable.stream().filter(condition -> condition.factor() >= 10).toList())
                        + ". This is a test of the theory, no advice on settings."
                : sentence;
    }

    /** {@code heads and step are off by 11 and 6 decades}. */
    private static String off(List<Condition> conditions) {
        List<String> decades = conditions.stream()
                .map(condition -> Long.toString(Math.round(Math.log10(condition.factor())))).toList();
        return Figures.join(conditions.stream().map(GuaranteeWords::noun).toList())
                + (conditions.size() == 1 ? " is" : " are") + " off by " + Figures.join(decades)
                + (decades.equals(List.of("1")) ? " decade" : " decades");
    }

    private static String noun(Condition condition) {
        return switch (condition.kind()) {
            case HEADS -> "number of heads";
            case FIRST_LOSS -> "first loss";
            case STEP_SMOOTHNESS -> "step";
            case STEP_FIRST_LOSS -> "step for the first loss";
            case STEP_COMPARISON_LOSS -> "step for the comparison loss";
        };
    }

    private static String failure(Condition condition) {
        String factor = " by a factor of " + ConditionFigures.factor(condition);
        String required = ConditionFigures.required(condition);
        if (!Double.isFinite(condition.factor())) {
            return switch (condition.kind()) {
                case HEADS -> "no number of heads is large enough";
                case FIRST_LOSS -> "the first loss is above 1";
                case STEP_SMOOTHNESS -> "no step is small enough for the proved smoothness";
                case STEP_FIRST_LOSS -> "no step is small enough for the first loss";
                case STEP_COMPARISON_LOSS -> "no step is small enough for the loss to compare with";
            };
        }
        return switch (condition.kind()) {
            case HEADS -> "the heads are too few" + factor + " (" + required + " are asked for)";
            case FIRST_LOSS -> "the first loss is above 1" + factor;
            case STEP_SMOOTHNESS ->
                "the step is too large" + factor + " (at most " + required + " for the proved smoothness)";
            case STEP_FIRST_LOSS ->
                "the step is too large" + factor + " (at most " + required + " for the first loss)";
            case STEP_COMPARISON_LOSS ->
                "the step is too large" + factor + " (at most " + required + " for the loss to compare with)";
        };
    }

    /** What the path of this run proves. */
    public static String certificate(Certification certification) {
        if (certification.path() == null) {
            return "The path of this run was not followed yet, so it certifies nothing.";
        }
        PathCertificate best = certification.bestCertificate();
        if (!best.holds()) {
            return path(certification) + " certifies nothing: its convexity defect is "
                    + Figures.number(best.convexityDefect()) + ", which must be below 1.";
        }
        int slack = certification.path().slackSteps();
        String defect = best.convexityDefect() == 0
                ? "the loss acted convex all along the path"
                : "the convexity defect of the path is " + Figures.briefAtLeast(best.convexityDefect());
        String descent = slack == 0
                ? "every step descended as it should"
                : Figures.count(slack) + " of " + Figures.count(certification.path().steps(), "step")
                        + " fell short of their descent";
        return path(certification) + " certifies a mean loss of at most " + Figures.atMost(best.bound()) + " (measured "
                + Figures.number(certification.path().meanLoss()) + "): " + defect + " and " + descent + ".";
    }

    private static String path(Certification certification) {
        return certification.complete()
                ? "The path of this run"
                : "The path of the first " + Figures.count(certification.followed(), "step") + " of this run";
    }

    /** Which starts are good ones, and when the theory would stop. */
    public static String starts(List<StartReport> starts) {
        List<StartReport> good = starts.stream().filter(StartReport::separable).toList();
        String stop = " The theory suggests to stop after a number of steps of the order of the samples, "
                + Figures.count(starts.getFirst().stoppingTime()) + ".";
        if (good.isEmpty()) {
            return "At no start are the tangent features proved to separate the classes, which the theory asks of a good one."
                    + stop;
        }
        StartReport best = good.stream().min(Comparator.comparingDouble(StartReport::reach)).orElseThrow();
        return "The tangent features are proved to separate the classes at " + Figures.count(good.size()) + " of "
                + Figures.count(starts.size(), "start") + "; the theory has the shortest way from "
                + Figures.name(best.initialization()) + "." + stop;
    }

    /** Test loss minus training loss. */
    public static String testGap(PairedDifference gap) {
        return String.format(Locale.ROOT, "On %s, loss is higher than in training by %s (95 %% interval %s to %s).",
                Figures.count(gap.pairs(), "test sample"), Figures.number(gap.mean()), Figures.number(gap.low()),
                Figures.number(gap.high()));
    }

    /** What leaving samples out says, and how well the cheaper ways agree. */
    public static String stability(StabilityReport report) {
        String unroll = report.gap().mean() == 0 || report.unrolled() == null
                ? ""
                : String.format(Locale.ROOT,
                        "; the kernel unroll gives %s of that on the same samples, rank correlation %s",
                        Figures.brief((report.gap().mean() + report.unrollError().mean()) / report.gap().mean()),
                        Figures.number(report.unrollRank()));
        String sentence = String.format(Locale.ROOT,
                "Without a sample, training gives it a loss higher by %s +- %s (%s of %s left out), an unbiased"
                        + " estimate of test minus training loss%s.",
                Figures.number(report.gap().mean()), Figures.number(report.gap().standardError()),
                Figures.count(report.leftOut().size()), Figures.count(report.samples(), "sample"), unroll);
        if (report.replacedGap() != null) {
            sentence += String.format(Locale.ROOT,
                    " With a sample replaced by a fresh one, its loss is higher by %s (95 %% interval"
                            + " %s to %s, %s replaced).",
                    Figures.number(report.replacedGap().mean()),
                    Figures.number(report.replacedGap().low()), Figures.number(report.replacedGap().high()),
                    Figures.count(report.replacedGap().pairs()));
        }
        if (report.influence() == null || !Double.isFinite(report.influenceRatio())) {
            return sentence;
        }
        return sentence + String.format(Locale.ROOT,
                " Influence functions (damping %s) give %s of the leave-one-out gap of their samples, rank correlation"
                        + " %s: %s.",
                Figures.brief(report.influence().damping()), Figures.brief(report.influenceRatio()),
                Figures.number(report.influenceRank()),
                Math.abs(report.influenceRatio() - 1) < AGREE
                        ? "they agree in size"
                        : "they disagree in size, so use them to rank samples only");
    }
}
