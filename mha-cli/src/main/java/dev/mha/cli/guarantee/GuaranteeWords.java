package dev.mha.cli.guarantee;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.core.guarantee.Condition;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.theory.Certification;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in plain sentences what is guaranteed, what is certified, and what is only measured. */
public final class GuaranteeWords {
    /** From here on a constant is so loose that no setting of use can meet it. */
    private static final double ASTRONOMIC = 1e3;

    private GuaranteeWords() {}

    /** Which conditions of the theorem hold, which do not, and by what factor. */
    public static String theorem(Certification certification) {
        if (certification.end() == null) {
            return "The theorem's conditions are judged at the end of the training, which was not reached.";
        }
        List<Condition> conditions = certification.theorem().conditions();
        List<Condition> failed = conditions.stream().filter(condition -> !condition.met()).toList();
        if (failed.isEmpty()) {
            return "All " + conditions.size()
                    + " conditions of the theorem on the training loss hold: a mean loss of at"
                    + " most " + Figures.atMost(certification.theorem().lossBound()) + " is guaranteed, with gradients"
                    + " taken as exact"
                    + useless(certification.theorem().lossBound()) + ".";
        }
        int met = conditions.size() - failed.size();
        String sentence = (met == 0 ? "None" : Integer.toString(met)) + " of the " + conditions.size()
                + " conditions of the theorem on the training loss " + (met == 1 ? "holds" : "hold") + "; "
                + Figures.join(failed.stream()
                        .map(GuaranteeWords::failure).toList())
                + ", so with the comparison points tried the theorem guarantees nothing.";
        // a factor is infinite where no step meets the condition: it says nothing of how loose a constant is
        double worst = failed.stream().mapToDouble(Condition::factor).filter(Double::isFinite).max().orElse(0);
        return worst >= ASTRONOMIC
                ? sentence
                        + " The theory covers the worst data there could be, so its constants are astronomically loose"
                        + " here. This is a test of the theory, no advice on settings."
                : sentence;
    }

    /** What to say of a bound on the loss, behind it, that a model which answers at random keeps too; else empty. */
    public static String useless(double bound) {
        return bound > Math.log(2)
                ? ", which says nothing of use (above 0.69, the loss of answering at random)"
                : "";
    }

    private static String failure(Condition condition) {
        Condition.Kind kind = condition.kind();
        String name = ConditionNames.of(kind);
        return Double.isFinite(condition.factor())
                ? "the " + name + " is too " + (kind.isLeast() ? "small" : "large") + " by a factor of "
                        + ConditionFigures.factor(condition) + " (" + ConditionNames.side(kind) + " "
                        + ConditionFigures.required(condition) + " is asked for)"
                : "no " + name + " is " + (kind.isLeast() ? "large" : "small") + " enough";
    }

    /** What the path of this run proves. */
    public static String certificate(Certification certification) {
        if (certification.path() == null) {
            return "The path of this run was not followed yet, so it certifies nothing.";
        }
        PathCertificate best = certification.bestCertificate();
        if (!best.holds()) {
            return path(certification) + " proves nothing: seen from the path towards the comparison point the loss was"
                    + " too far from convex (its convexity defect is " + Figures.number(best.convexityDefect())
                    + ", a proof needs less than 1).";
        }
        int slack = certification.path().slackSteps();
        String defect = best.convexityDefect() == 0
                ? "the loss was convex enough for the proof (its convexity defect is 0)"
                : "the loss was convex enough for the proof (its convexity defect is " + defect(best.convexityDefect())
                        + ", a proof needs less than 1)";
        String descent = slack == 0
                ? certification.path().farthest() == 0 && certification.path().steps() > 0
                        ? "; no step moved the parameters."
                        : ", and every step lowered it as much as the theory asks."
                : "; " + Figures.count(slack) + " of " + Figures.count(certification.path().steps(), "step")
                        + " lowered it by less than the theory asks, which the proof allows for.";
        return path(certification) + " proves that its mean training loss is at most " + Figures.atMost(best.bound())
                + " (measured " + Figures.number(certification.path().meanLoss()) + ")" + useless(best.bound())
                + "." + last(certification) + " Seen from the path towards the comparison point " + defect + descent;
    }

    /** The nearest number, unless that is no longer less than 1. */
    private static String defect(double defect) {
        String nearest = Figures.brief(defect);
        return "1".equals(nearest) ? Figures.briefAtLeast(defect) : nearest;
    }

    /** What is certified of the last loss may be of no use where that of the mean is. */
    private static String last(Certification certification) {
        double bound = certification.certifiedLastLoss();
        return useless(certification.certifiedMeanLoss()).isEmpty() && !useless(bound).isEmpty()
                ? " Of the last loss it proves at most " + Figures.atMost(bound) + useless(bound) + "."
                : "";
    }

    private static String path(Certification certification) {
        return certification.complete()
                ? "The path of this run"
                : "The path of the first " + Figures.count(certification.followed(), "step") + " of this run";
    }

    /** Which starts are good ones, and when the theory would stop. */
    public static String starts(List<StartReport> starts) {
        List<StartReport> good = starts.stream().filter(StartReport::separable).toList();
        String stop = " The theory would stop after about as many steps as there are samples, "
                + Figures.count(starts.getFirst().stoppingTime()) + ".";
        String asked = "The theory asks of a start that a small change of the parameters there can separate the two"
                + " classes (margin gamma above 0). ";
        if (good.isEmpty()) {
            return asked + "That is proved at none of the starts." + stop;
        }
        StartReport best = good.stream().min(Comparator.comparingDouble(StartReport::reach)).orElseThrow();
        return asked + "That is proved at " + Figures.count(good.size()) + " of "
                + Figures.count(starts.size(), "start") + "; the theory's way to a low loss is shortest from "
                + Names.of(best.initialization()) + "." + stop;
    }

    /** Test loss minus training loss. */
    public static String testGap(PairedDifference gap) {
        return String.format(Locale.ROOT, "On %s the loss is %s than in training.",
                Figures.count(gap.pairs(), "test sample"), higher(gap));
    }

    /** By how much something is higher, with its interval where there is one: of one pair there is none. */
    public static String higher(PairedDifference difference) {
        double mean = difference.mean();
        return (mean < 0 ? "lower by " : "higher by ") + Figures.number(Math.abs(mean))
                + (difference.pairs() < 2
                        ? ""
                        : " (95 % interval of the difference " + Figures.number(difference.low()) + " to "
                                + Figures.number(difference.high()) + ")");
    }
}
