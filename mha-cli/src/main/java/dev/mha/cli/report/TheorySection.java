package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.guarantee.ConditionRow;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.guarantee.QuantityRow;
import dev.mha.cli.page.PageView;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.SharpnessPath;
import dev.mha.core.trial.SettingTheory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The recommended setting beside the theory: guaranteed, certified here, measured. */
final class TheorySection {
    private TheorySection() {}

    static Map<String, Object> view(SettingTheory.Outcome outcome) {
        Map<String, Object> view = new LinkedHashMap<>();
        SettingTheory theory = outcome.theory();
        view.put("theoryLeftOut", theory == null ? outcome.leftOut() : "");
        view.put("hasTheory", theory != null);
        if (theory == null) {
            return view;
        }
        Certification one = theory.certification();
        view.put("theoryOf", TheoryWords.question(theory));
        view.put("theoryAnswers", List.of(
                PageView.term("Guaranteed by the theorem", Figures.powers(TheoryWords.guaranteed(one))),
                PageView.term("Certified for this run", Figures.powers(TheoryWords.certified(one))),
                PageView.term("Only measured", Figures.powers(TheoryWords.measured(theory))),
                PageView.term("What to do now", TheoryWords.advice(theory))));
        List<Guarantees.Row> rows = guarantees(theory).rows();
        double decades = Math.max(1, rows.stream().mapToDouble(QuantityRow::decades).max().orElse(1));
        view.put("quantities", rows.stream().map(row -> QuantityRow.view(row, decades)).toList());
        view.put("quantityNote", QuantityRow.NOTE);
        view.put("conditions",
                one.theorem().conditions().stream().map(condition -> ConditionRow.of(condition).view()).toList());
        view.put("theoryFacts", facts(theory));
        return view;
    }

    private static Guarantees guarantees(SettingTheory theory) {
        return new Guarantees(theory.certification(), List.of(), null, null, theory.heldOut(), List.of(), false);
    }

    private static List<Map<String, Object>> facts(SettingTheory theory) {
        Certification one = theory.certification();
        SharpnessPath.Point end = one.curvature().getLast();
        List<Map<String, Object>> facts = new ArrayList<>();
        facts.add(PageView.term("Least curvature at the end",
                "The least eigenvalue of the Hessian lies between " + Figures.atLeast(theory.certifiedLambdaMin())
                        + " and "
                        + Figures.atMost(Math.nextUp(end.lambdaMin().value() + end.rounding()))
                        + ": the lower end is proved, the upper one measured. "
                        + (end.lambdaMin().value() < -end.rounding()
                                ? "Below 0, so in some direction the loss still bends downwards."
                                : "A loss that bends downwards nowhere has 0 or more.")));
        facts.add(PageView.term("Descent", one.path().slackSteps() == 0
                ? "Every step lowered the loss by at least half the step times the squared gradient, as the theory"
                        + " wants."
                : Figures.count(one.path().slackSteps()) + " of " + Figures.count(one.path().steps(), "step")
                        + " lowered the loss by less than half the step times the squared gradient, which the theory"
                        + " wants of every step; a smaller step does that."));
        facts.add(PageView.term("Margin at the start", one.margin().lower() > 0
                ? "Already near the start a small change of the parameters separates the two classes, with margin "
                        + Figures.atLeast(one.margin().lower()) + ": the theory builds on that."
                : "Near the start no small change of the parameters was found to separate the two classes, on which the"
                        + " theory builds; samples of both classes that are alike are one reason."));
        facts.add(PageView.term("Gap to new samples",
                "The theory bounds it, at steps much smaller than this one, by 4/n"
                        + " times the sum of the losses on the way, which is "
                        + Figures.number(theory.stabilityIndicator())
                        + " here: a yardstick for the gap measured above, no guarantee."));
        facts.add(PageView.term("When to stop", "The theory stops after about as many steps as there are samples, "
                + Figures.count(theory.stoppingTime()) + "; this setting takes "
                + Figures.count(theory.setting().iterations()) + ", the number that the folds chose."));
        return facts;
    }

    /** One line for the terminal. */
    static String line(SettingTheory.Outcome outcome) {
        SettingTheory theory = outcome.theory();
        if (theory == null) {
            return outcome.leftOut();
        }
        return TheoryWords.line(theory);
    }

    /** The object {@code theory} of report.json. */
    static Map<String, Object> document(SettingTheory.Outcome outcome) {
        Map<String, Object> tree = new LinkedHashMap<>();
        SettingTheory theory = outcome.theory();
        tree.put("leftOut", outcome.leftOut());
        if (theory == null) {
            return tree;
        }
        Certification one = theory.certification();
        tree.put("samples", theory.samples());
        tree.put("available", theory.available());
        tree.put("split", theory.split());
        tree.put("sentence", TheoryWords.guaranteed(one));
        tree.put("certificateSentence", TheoryWords.certified(one));
        tree.put("gapSentence", TheoryWords.measured(theory));
        tree.put("adviceSentence", TheoryWords.advice(theory));
        tree.put("holds", one.theorem().holds());
        tree.put("quantities", guarantees(theory).rows().stream()
                .map(row -> ReportDocument.object("name", row.quantity().key(), "theory", finite(row.promised()),
                        "guaranteed",
                        row.proved(), "certified", finite(row.certified()), "measured", finite(row.measured()),
                        "looseness",
                        finite(row.looseness())))
                .toList());
        tree.put("conditions", one.theorem().conditions().stream()
                .map(condition -> ReportDocument.object("name", ReportDocument.key(condition.kind()), "required",
                        finite(condition.required()), "actual", finite(condition.actual()), "met", condition.met(),
                        "factor", finite(condition.factor())))
                .toList());
        tree.put("slackSteps", one.path().slackSteps());
        tree.put("lambdaMin", ReportDocument.object("certified", finite(theory.certifiedLambdaMin()), "ritz",
                finite(theory.ritzLambdaMin()), "residual",
                finite(one.curvature().getLast().lambdaMin().residual())));
        tree.put("margin", ReportDocument.object("lower", finite(one.margin().lower()), "upper",
                finite(one.margin().upper())));
        tree.put("leaveOneOut", difference(theory.leaveOneOut()));
        tree.put("heldOut", difference(theory.heldOut()));
        tree.put("stabilityIndicator", finite(theory.stabilityIndicator()));
        tree.put("stoppingTime", theory.stoppingTime());
        return tree;
    }

    private static Map<String, Object> difference(PairedDifference difference) {
        return difference == null
                ? null
                : ReportDocument.object("samples", difference.pairs(), "mean", finite(difference.mean()), "low",
                        finite(difference.low()), "high", finite(difference.high()));
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
