package dev.mha.cli.certify;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.stability.Influence;
import dev.mha.core.stability.StabilityReport;
import java.util.List;
import java.util.Locale;

/** Says in plain sentences what leaving samples out shows, and which of the cheaper estimates can stand in for it. */
final class StabilityWords {
    /** Estimates that differ by no more than this share of the exact value agree with it in size. */
    private static final double AGREE = 0.25;

    /** Rank correlation from which an estimate is of use to find the samples that matter most. */
    private static final double RANKS = 0.8;

    /**
     * The rank correlation of fewer samples may be large or small by chance, and so may the scatter of their losses.
     */
    private static final int FEWEST_JUDGED = 20;

    private StabilityWords() {}

    /**
     * What was measured by training again, and how well the cheaper ways agree.
     *
     * @param learned what was made from the samples before the first step
     */
    static String of(StabilityReport report, List<String> learned) {
        String sentence = String.format(Locale.ROOT,
                "Left out of the training, a sample has a loss %s than in it (mean over %s of %s, each left out by"
                        + " training again)%s.",
                GuaranteeWords.higher(report.gap()), Figures.count(report.leftOut().size()),
                Figures.count(report.samples(), "sample"), report.diverged() == 0
                        ? ": an estimate of how much higher the loss is on new samples"
                        : "; " + report.diverged() + " more diverged, so that this is no estimate of"
                                + " the loss on new samples, which may be far higher");
        return sentence + (report.diverged() == 0 ? leak(learned) : "") + few(report) + unroll(report)
                + replaced(report)
                + influence(report);
    }

    private static String leak(List<String> learned) {
        return learned.isEmpty()
                ? ""
                : " It may be too low: " + Figures.join(learned) + " were made with the sample that is left out.";
    }

    /** One sample that is only right in training can be most of the mean, and is likely to be missed by a few. */
    private static String few(StabilityReport report) {
        int samples = report.leftOut().size();
        return samples < FEWEST_JUDGED
                ? " " + Figures.count(samples, "sample") + " are too few to trust that interval"
                        + (samples < report.samples()
                                ? ": most of such a gap may come from a few samples that these miss."
                                : ".")
                : "";
    }

    private static String unroll(StabilityReport report) {
        if (report.unrolled() == null) {
            return "";
        }
        if (report.unrollError() == null) {
            return " A cheaper estimate, the kernel unroll, left the range of numbers: it goes to first order only,"
                    + " and the steps are too large for that.";
        }
        int followed = report.unrolled().samples().length;
        String all = followed > report.leftOut().size()
                ? String.format(Locale.ROOT, " Over %s it gives a gap of %s.", Figures.count(followed, "sample"),
                        Figures.number(report.unrolledGap()))
                : "";
        double ratio = report.unrollRatio();
        if (Double.isNaN(ratio)) {
            return all.isEmpty() ? "" : " There is a cheaper estimate, the kernel unroll." + all;
        }
        return String.format(Locale.ROOT,
                " A cheaper estimate, the kernel unroll, gives %s times that on the same samples, and puts them in an"
                        + " order with a rank correlation of %s (1 is the same order): %s.%s",
                Figures.brief(ratio), Figures.number(report.unrollRank()),
                verdict("it", ratio, report.unrollRank(), report.leftOut().size()), all);
    }

    private static String replaced(StabilityReport report) {
        PairedDifference gap = report.replacedGap();
        return gap == null
                ? ""
                : String.format(Locale.ROOT,
                        " With a sample replaced by a fresh one, its loss is %s, over %s replaced%s.",
                        GuaranteeWords.higher(gap), Figures.count(gap.pairs()),
                        report.divergedReplaced() == 0
                                ? ""
                                : "; " + report.divergedReplaced() + " more diverged, so that this may be far higher");
    }

    private static String influence(StabilityReport report) {
        if (report.influence() == null || !Double.isFinite(report.influenceRatio())) {
            return "";
        }
        return String.format(Locale.ROOT,
                " Influence functions, which do not train again (damping %s%s), give %s times what leaving out gives on"
                        + " their samples, rank correlation %s: %s.",
                Figures.brief(report.influence().damping()), unsolved(report.influence()),
                Figures.brief(report.influenceRatio()),
                Figures.number(report.influenceRank()),
                verdict("they", report.influenceRatio(), report.influenceRank(), report.influence().samples().length));
    }

    /** What is to be said where equations were not solved: their values are not what the method gives. */
    static String unsolved(Influence influence) {
        return influence.unsolved() == 0
                ? ""
                : "; " + Figures.count(influence.unsolved()) + " of " + Figures.count(influence.samples().length)
                        + " systems of equations not solved within " + Influence.MOST_PRODUCTS
                        + " products, which leave up to " + Figures.briefAtMost(100 * influence.largestResidual())
                        + " % of a right-hand side";
    }

    /**
     * Whether an estimate can stand in for training again.
     *
     * @param who {@code it} or {@code they}
     * @param ratio its mean by the exact one
     * @param rank its rank correlation with the exact one; NaN where there is no order
     * @param samples that are ranked
     */
    static String verdict(String who, double ratio, double rank, int samples) {
        String agree = who.equals("it") ? "agrees" : "agree";
        String disagree = "dis" + agree;
        String them = who.equals("it") ? "it" : "them";
        boolean size = Math.abs(ratio - 1) < AGREE;
        if (Double.isNaN(rank)) {
            return who + " " + (size ? agree : disagree) + " in size, and there is no order to compare";
        }
        if (samples < FEWEST_JUDGED) {
            return who + " " + (size ? agree : disagree) + " in size, and to judge the order takes " + FEWEST_JUDGED
                    + " samples";
        }
        if (rank >= RANKS) {
            return size
                    ? who + " " + agree + " in size and order"
                    : who + " " + disagree + " in size, so use " + them
                            + " only to find the samples that matter most";
        }
        return size
                ? who + " " + agree + " in size, but not on which samples matter most"
                : who + " " + disagree + " in size and on which samples matter most, so do not use " + them + " here";
    }
}
