package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.guarantee.ConditionFigures;
import dev.mha.cli.guarantee.ConditionNames;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.core.guarantee.Condition;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.theory.Certification;
import dev.mha.core.trial.SettingTheory;
import java.util.List;

/**
 * The theory of the recommended setting for a reader who does not know it: guaranteed, certified, measured, what to do.
 */
final class TheoryWords {
    /** Estimates that differ by no larger factor agree. */
    private static final double ALIKE = 1.5;

    private TheoryWords() {}

    /** What is asked, and of which training. */
    static String question(SettingTheory theory) {
        String trained = theory.samples() < theory.available()
                ? "on " + Figures.count(theory.samples()) + " of the "
                        + Figures.count(theory.available(), "training sample") + " of " + theory.split()
                        + ", so that this takes seconds"
                : "on all " + Figures.count(theory.samples(), "training sample") + " of " + theory.split();
        return "There is a theorem on this kind of model: under six conditions on start, step, heads and"
                + " loss, gradient descent must reach a low training loss. Here the chosen setting of attention was"
                + " trained once more, "
                + trained + ", to see what of that holds. The loss counts how wrong and how unsure the scores are: 0 is"
                + " right and certain, 0.69 is a coin toss. The theorem is about the loss on the training samples, not"
                + " about errors on"
                + " new ones, and the recommendation does not rest on it.";
    }

    /** What the theorem says. */
    static String guaranteed(Certification one) {
        List<Condition> conditions = one.theorem().conditions();
        List<Condition> failed = conditions.stream().filter(condition -> !condition.met()).toList();
        if (failed.isEmpty()) {
            return "A mean training loss of at most " + Figures.atMost(one.theorem().lossBound()) + ": all "
                    + conditions.size()
                    + " conditions hold, so the theorem guarantees it, with gradients taken as exact"
                    + GuaranteeWords.useless(one.theorem().lossBound()) + ".";
        }
        List<String> asked = failed.stream().map(TheoryWords::asked).toList();
        return "Nothing with the comparison points tried, since " + failed.size() + " of the " + conditions.size()
                + " conditions "
                + (failed.size() == 1 ? "fails" : "fail") + ": the theorem asks for " + Figures.join(asked)
                + ". It must cover the worst data there could be, so settings that train well fail its conditions too:"
                + " that is no sign against this setting.";
    }

    private static String asked(Condition condition) {
        Condition.Kind kind = condition.kind();
        return "a " + ConditionNames.of(kind)
                + (Double.isFinite(condition.factor())
                        ? " of " + ConditionNames.side(kind) + " " + ConditionFigures.required(condition)
                        : (kind.isLeast() ? " larger" : " smaller") + " than any number")
                + " (here " + ConditionFigures.actual(condition) + ")";
    }

    /** What the run proves of itself. */
    static String certified(Certification one) {
        PathCertificate best = one.bestCertificate();
        int steps = one.path().steps();
        if (!best.holds()) {
            return "Nothing: on its way the loss was too far from convex for this run to prove anything of itself (its"
                    + " convexity defect is " + Figures.number(best.convexityDefect())
                    + ", a proof needs less than 1).";
        }
        int slack = one.path().slackSteps();
        return "A mean training loss of at most " + Figures.atMost(best.bound()) + " over the "
                + Figures.count(steps, "step") + GuaranteeWords.useless(best.bound())
                + ". This is proved from the numbers of this run, whatever the conditions of"
                + " the theorem: it holds for this run alone, and another start or other samples need a proof of their"
                + " own."
                + (slack == 0
                        ? ""
                        : " " + Figures.count(slack)
                                + " of the steps lowered the loss by less than the theory expects of a step of this"
                                + " size, which the proof allows for.");
    }

    /** What is only measured: the loss, and how much higher it is on new samples. */
    static String measured(SettingTheory theory) {
        Certification one = theory.certification();
        PairedDifference unroll = theory.leaveOneOut();
        PairedDifference heldOut = theory.heldOut();
        String loss = "The mean training loss was " + Figures.number(one.path().meanLoss())
                + ", after the last step it was "
                + Figures.number(one.path().lastLoss()) + ". On the " + Figures.count(heldOut.pairs(), "test sample")
                + " of the fold the loss is " + GuaranteeWords.higher(heldOut)
                + ". ";
        if (unroll == null) {
            return loss + "What it would be on a sample that is left out of the training could not be estimated: the"
                    + " estimate left the range of numbers. None of these figures is a proof.";
        }
        boolean apart = unroll.low() > heldOut.high() || heldOut.low() > unroll.high();
        return loss + "Without test samples, from the training alone (kernel unroll, "
                + Figures.count(unroll.pairs(), "sample")
                + " left out one by one), the loss on a new sample is estimated to"
                + " be " + GuaranteeWords.higher(unroll) + "; "
                + (apart
                        ? "the two estimates of the same gap lie apart, and the one from the training, which goes to"
                                + " first order only, is the one to doubt."
                        : same(unroll, heldOut))
                + " None of these figures is a proof.";
    }

    /** What two estimates of one gap say together whose intervals overlap. */
    static String same(PairedDifference unroll, PairedDifference heldOut) {
        double ratio = unroll.mean() / heldOut.mean();
        if (ratio > 1 / ALIKE && ratio < ALIKE) {
            return "both estimate the same gap, and agree.";
        }
        return "both estimate the same gap; they differ "
                + (ratio > 0 && Double.isFinite(ratio)
                        ? "by a factor of " + Figures.brief(Math.max(ratio, 1 / ratio))
                        : "in sign")
                + ", which their wide intervals allow, so neither tells the gap closely.";
    }

    /** What follows for the reader. */
    static String advice(SettingTheory theory) {
        Certification one = theory.certification();
        String choose = one.theorem().holds()
                ? "The loss on the training samples is safe; choose by the test errors above all the same."
                : "Choose by the test errors above. Do not add heads or shrink the step to meet the theorem: it asks"
                        + " for far more than training needs.";
        String run = one.bestCertificate().holds()
                ? ""
                : " If you need a proof for the run, take a smaller step.";
        return choose + run
                + " To have the same for the model that you keep, with samples left out by training again, train"
                + " it and run 'mha certify MODEL DATA'.";
    }

    /** One line for the terminal. */
    static String line(SettingTheory theory) {
        Certification one = theory.certification();
        List<Condition> conditions = one.theorem().conditions();
        long met = conditions.stream().filter(Condition::met).count();
        return "Theory, on " + (theory.samples() < theory.available()
                ? Figures.count(theory.samples()) + " of the " + Figures.count(theory.available())
                : "the " + Figures.count(theory.samples()))
                + " training samples of " + theory.split() + ": "
                + (met == conditions.size()
                        ? "a mean training loss of at most " + Figures.atMost(one.theorem().lossBound())
                                + " is guaranteed by the theorem, with gradients taken as exact"
                                + GuaranteeWords.useless(one.theorem().lossBound())
                        : "with the comparison points tried the theorem guarantees nothing (" + met + " of "
                                + conditions.size()
                                + " conditions hold, which says nothing against the setting)")
                + "; "
                + (one.bestCertificate().holds()
                        ? "this run proves of itself a mean training loss of at most "
                                + Figures.atMost(one.bestCertificate().bound())
                                + GuaranteeWords.useless(one.bestCertificate().bound())
                        : "this run proves nothing of itself")
                + "; measured " + Figures.number(one.path().meanLoss()) + ".";
    }
}
