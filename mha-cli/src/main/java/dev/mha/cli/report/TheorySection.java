package dev.mha.cli.report;

import dev.mha.core.guarantee.Condition;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.theory.Certification;
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
        view.put("theoryOf", sample(theory));
        view.put("theorySentence", GuaranteeWords.theorem(one));
        view.put("certificateSentence", GuaranteeWords.certificate(one));
        view.put("gapSentence", gap(theory));
        List<Guarantees.Row> rows = guarantees(theory).rows();
        double decades = rows.stream().mapToDouble(row -> Math.max(decades(row.promised(), row),
                decades(row.certified(), row))).max().orElse(1);
        view.put("quantities", rows.stream().map(row -> row(row, Math.max(1, decades))).toList());
        view.put("conditions", one.theorem().conditions().stream().map(TheorySection::condition).toList());
        view.put("theoryFacts", facts(theory));
        return view;
    }

    private static Guarantees guarantees(SettingTheory theory) {
        return new Guarantees(theory.certification(), List.of(), null, null, theory.heldOut(), List.of());
    }

    /** What was trained, and that it is less than the trial trained. */
    static String sample(SettingTheory theory) {
        return theory.samples() < theory.available()
                ? "The recommended setting was trained once more, on " + Figures.count(theory.samples()) + " of the "
                        + Figures.count(theory.available(), "training sample") + " of " + theory.split()
                        + ", and followed in double precision. The rest was left out so that this takes seconds; with more"
                        + " samples the gap to unseen data is smaller. Retrainings without a sample and further starts"
                        + " are left to 'mha certify'."
                : "The recommended setting was trained once more, on all " + Figures.count(theory.samples(),
                        "training sample") + " of " + theory.split() + ", and followed in double precision. Retrainings"
                        + " without a sample and further starts are left to 'mha certify'.";
    }

    private static double decades(double bound, Guarantees.Row row) {
        return bound > row.measured() && row.measured() > 0 && Double.isFinite(bound)
                ? Math.log10(bound / row.measured())
                : 0;
    }

    private static Map<String, Object> row(Guarantees.Row row, double most) {
        String promised = figure(row.promised());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("title", row.title());
        view.put("promised", row.proved() || Double.isNaN(row.promised()) ? promised : "(" + promised + ")");
        view.put("certified", figure(row.certified()));
        view.put("measured", Figures.number(row.measured()));
        view.put("looseness", Double.isNaN(row.looseness()) ? "–" : Figures.brief(row.looseness()) + " x");
        view.put("promisedWidth", width(decades(row.promised(), row) / most));
        view.put("certifiedWidth", width(decades(row.certified(), row) / most));
        return view;
    }

    private static String width(double share) {
        return Figures.number(100 * share);
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "–" : Double.isInfinite(value) ? "no bound" : Figures.number(value);
    }

    private static Map<String, Object> condition(Condition condition) {
        return Map.of("title", GuaranteeTable.title(condition.kind()), "required",
                (condition.kind() == Condition.Kind.HEADS ? "at least " : "at most ")
                        + Figures.number(condition.required()),
                "actual", Figures.brief(condition.actual()), "verdict",
                condition.met() ? "holds" : "off by a factor of " + Figures.brief(condition.factor()));
    }

    /** The three figures of the generalization gap. */
    static String gap(SettingTheory theory) {
        String unroll = theory.leaveOneOut() == null
                ? "The kernel unroll left the range of numbers, so nothing is estimated without test samples"
                : "Left out of the training, a sample's loss would be higher by " + interval(theory.leaveOneOut())
                        + " (kernel unroll, " + Figures.count(theory.leaveOneOut().pairs(), "sample") + ")";
        return unroll + "; on the test part of the split the loss is higher by " + interval(theory.heldOut()) + " ("
                + Figures.count(theory.heldOut().pairs(), "sample")
                + ")." + agreement(theory.leaveOneOut(), theory.heldOut())
                + " The theory's bound has the shape 4/n times the sum of the losses on the"
                + " path, " + Figures.number(theory.stabilityIndicator())
                + " here; it is no guarantee at a step as large as this one.";
    }

    /** The unroll goes to first order, so it may be far off; then the reader is told. */
    private static String agreement(PairedDifference unroll, PairedDifference heldOut) {
        if (unroll == null) {
            return "";
        }
        boolean apart = unroll.low() > heldOut.high() || heldOut.low() > unroll.high();
        return " Both estimate the same gap"
                + (apart
                        ? ", and their intervals lie apart: the unroll, which goes to first order only, is far off here."
                        : ".");
    }

    private static String interval(PairedDifference difference) {
        return Figures.number(difference.mean()) + " (95 % interval " + Figures.number(difference.low()) + " to "
                + Figures.number(difference.high()) + ")";
    }

    private static List<Map<String, Object>> facts(SettingTheory theory) {
        Certification one = theory.certification();
        List<Map<String, Object>> facts = new ArrayList<>();
        facts.add(ReportPage.term("Least eigenvalue at the end",
                "in [" + Figures.number(theory.certifiedLambdaMin()) + ", " + Figures.number(theory.ritzLambdaMin())
                        + "]: the lower end is proved, the upper one measured."));
        facts.add(ReportPage.term("Descent", one.path().slackSteps() == 0
                ? "Every step lowered the loss by at least half the step times the squared gradient."
                : Figures.count(one.path().slackSteps()) + " of " + Figures.count(one.path().steps(), "step")
                        + " lowered the loss by less than half the step times the squared gradient."));
        facts.add(ReportPage.term("Margin at the start", one.margin().lower() > 0
                ? "The tangent features separate the classes by " + Figures.number(one.margin().lower())
                        + ": the start is a good one for the theory."
                : "The tangent features do not separate the classes, which the theory asks of a good start."));
        facts.add(ReportPage.term("When to stop", "The theory stops after steps of the order of the samples, "
                + Figures.count(theory.stoppingTime()) + "; this setting takes "
                + Figures.count(theory.setting().iterations()) + "."));
        return facts;
    }

    /** One line for the terminal. */
    static String line(SettingTheory.Outcome outcome) {
        SettingTheory theory = outcome.theory();
        if (theory == null) {
            return outcome.leftOut();
        }
        Certification one = theory.certification();
        List<Condition> conditions = one.theorem().conditions();
        long met = conditions.stream().filter(Condition::met).count();
        double factor = conditions.stream().mapToDouble(Condition::factor).max().orElse(1);
        double proved = one.bestCertificate().bound();
        return "Theory, on " + Figures.count(theory.samples(), "sample") + ": " + met + " of " + conditions.size()
                + " conditions hold"
                + (met < conditions.size() ? " (off by up to " + Figures.brief(factor) + " x)" : "")
                + "; " + (one.bestCertificate().holds()
                        ? "the run certifies a mean loss of " + Figures.number(proved)
                        : "the run certifies nothing")
                + ", measured " + Figures.number(one.path().meanLoss()) + ".";
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
        tree.put("sentence", GuaranteeWords.theorem(one));
        tree.put("certificateSentence", GuaranteeWords.certificate(one));
        tree.put("gapSentence", gap(theory));
        tree.put("holds", one.theorem().holds());
        tree.put("quantities", guarantees(theory).rows().stream()
                .map(row -> ReportDocument.object("name", row.key(), "theory", finite(row.promised()), "guaranteed",
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
