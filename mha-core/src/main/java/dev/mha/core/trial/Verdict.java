package dev.mha.core.trial;

import dev.mha.core.model.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts a recommendation in plain words: the baseline first if it is as good, then the reasons in order of weight. */
final class Verdict {
    /** With so few folds an interval rests on two degrees of freedom or one: a lucky one looks like a sure thing. */
    private static final int FEW_FOLDS = 3;

    private final Recommendation figures;
    private final BaselineSummary baseline;
    private final HeldOut heldOut;
    private final TrialSettings settings;
    private final List<SettingsSummary> summaries;
    private final List<StepRange> stepRanges;
    private final List<String> sentences = new ArrayList<>();

    private Verdict(Recommendation figures, BaselineSummary baseline, HeldOut heldOut, TrialSettings settings,
            List<SettingsSummary> summaries, List<StepRange> stepRanges) {
        this.figures = figures;
        this.baseline = baseline;
        this.heldOut = heldOut;
        this.settings = settings;
        this.summaries = summaries;
        this.stepRanges = stepRanges;
    }

    /** The same figures with their words. */
    static Recommendation words(Recommendation figures, BaselineSummary baseline, HeldOut heldOut,
            TrialSettings settings, List<SettingsSummary> summaries, List<StepRange> stepRanges, String tooFew) {
        Verdict verdict = new Verdict(figures, baseline, heldOut, settings, summaries, stepRanges);
        String headline = figures.chosen() == null ? verdict.nothingTrained() : verdict.headline();
        return new Recommendation(figures.chosen(), figures.lowest(), figures.runnerUp(), figures.confidence(),
                figures.measured(), figures.corrected(), figures.expected(), figures.toBaseline(), figures.toRunnerUp(),
                new Recommendation.Text(headline, verdict.sentences, verdict.trainOptions(), verdict.beyond(),
                        tooFew));
    }

    private String nothingTrained() {
        sentences.add("Every combination diverged on at least one fold, so there is nothing to recommend; the smallest "
                + "step tried was " + Words.number(settings.steps().getFirst()) + ".");
        return "No setting can be recommended: try smaller steps. Until then " + baseline.name() + " errs "
                + Words.percent(baseline.error().mean()) + ".";
    }

    private String headline() {
        evidence();
        choice();
        steps();
        starts();
        heads();
        diverged();
        edges();
        if (heldOut == null) {
            sentences.add("The folds share training samples, so the standard errors are a guide, not a proof.");
        }
        String own = Words.percent(error()) + (figures.expected().setAside()
                ? " on the samples set aside"
                : ", corrected for the choice");
        String setting = Words.setting(figures.chosen());
        return switch (figures.confidence()) {
            case CLEAR ->
                "Use " + setting + ": expect an error of " + Words.percent(error()) + " (95 % interval " + interval()
                        + "), against "
                        + Words.percent(baselineError()) + " for " + baseline.name() + ".";
            case LIKELY ->
                "Use " + setting + ": it erred less than " + baseline.name() + " (" + own + ", against "
                        + Words.percent(baselineError()) + "), but chance may explain the difference.";
            case NONE ->
                "Use " + baseline.name() + ": it errs " + Words.percent(baselineError())
                        + ", and no attention setting is better by more than chance explains (" + own + ").";
            case WORSE ->
                "Use " + baseline.name() + ": it errs " + Words.percent(baselineError())
                        + ", less than attention does (" + own + ").";
        };
    }

    private double error() {
        return figures.expected().error();
    }

    private double baselineError() {
        return heldOut == null
                ? baseline.error().mean()
                : heldOut.baselines().stream().filter(b -> b.name().equals(baseline.name())).findFirst().orElseThrow()
                        .test().error();
    }

    private String interval() {
        return String.format(Locale.ROOT, "%.1f to %.1f %%", 100 * figures.expected().low(),
                100 * figures.expected().high());
    }

    private void evidence() {
        Difference difference = figures.toBaseline();
        String sure = switch (difference.confidence()) {
            case CLEAR -> "more than chance explains";
            case LIKELY -> "more than one standard error, though chance may explain it";
            case NONE -> "no more than one standard error";
            case WORSE -> "in favour of " + baseline.name();
        };
        int folds = difference.pairs().size();
        boolean few = folds > 0 && folds <= FEW_FOLDS && difference.confidence() != Difference.Confidence.NONE;
        String gap = Words.points(difference.error()) + ", " + sure
                + (few ? ", as far as only " + Words.count(folds, "fold") + " can tell" : "");
        if (heldOut != null) {
            sentences.add("On the " + heldOut.testSamples() + " samples that the data set apart for testing, looked at "
                    + "once after the choice, " + subject() + " (" + Words.setting(figures.chosen()) + ") errs "
                    + Words.percent(error())
                    + " (95 % interval " + interval() + "), " + baseline.name() + " " + Words.percent(baselineError())
                    + "; the difference is " + gap + ".");
            sentences.add("The folds inside the training part gave " + Words.percent(figures.corrected().error())
                    + ", corrected for the choice (each fold judged by the setting that the other folds choose), and "
                    + Words.percent(baseline.error().mean()) + " for " + baseline.name() + ".");
            return;
        }
        sentences.add("On the folds " + subject() + " (" + Words.setting(figures.chosen()) + ") measured "
                + Words.percent(figures.measured().error()) + ", a little low because these very folds chose it. "
                + "Corrected for the choice (each fold judged by the setting that the other folds choose) the error is "
                + Words.percent(error()) + ", 95 % interval " + interval() + ". " + capital(baseline.name()) + " errs "
                + Words.percent(baseline.error().mean()) + " on the same folds; the difference to the "
                + Words.percent(error()) + " is " + gap + ".");
    }

    /** What the figures are of: no setting is to be taken where a baseline is as good. */
    private String subject() {
        return figures.baselineAsGood() ? "the attention setting chosen" : "the setting to take";
    }

    private void choice() {
        if (figures.baselineAsGood()) {
            sentences.add("If it is to be attention all the same: " + Words.setting(figures.chosen()) + ".");
        }
        String error = Words.percent(figures.measured().error());
        if (figures.lowest().equals(figures.chosen())) {
            sentences.add("No setting measured a lower error over the folds than its " + error + ".");
        } else {
            sentences.add("The lowest error measured over the folds is "
                    + Words.percent(figures.measured().lowestError()) + " ("
                    + Words.setting(figures.lowest()) + "); the chosen setting measured " + error
                    + ", within one standard error of it, with fewer heads.");
        }
        if (figures.toRunnerUp() != null) {
            Estimate gap = figures.toRunnerUp().error();
            Estimate size = new Estimate(Math.abs(gap.mean()), gap.standardError());
            sentences.add("The best setting with another head count, " + Words.setting(figures.runnerUp())
                    + ", measured " + Words.points(size) + " " + (gap.mean() < 0 ? "less" : "more") + " than it.");
        }
    }

    private void steps() {
        List<StepRange> ranges = stepRanges.stream()
                .filter(range -> range.initialization() == figures.chosen().initialization()).toList();
        StepRange own = ranges.stream().filter(range -> range.heads() == figures.chosen().heads()).findFirst()
                .orElseThrow();
        String text = Double.isNaN(own.largestQuiet())
                ? "With " + Words.heads(own.heads()) + " even the smallest step tried, "
                        + Words.number(own.smallestUnquiet()) + ", sometimes raised the loss"
                : "With " + Words.heads(own.heads()) + " steps up to " + Words.number(own.largestQuiet())
                        + " never raised the training loss";
        if (!Double.isNaN(own.smallestDiverged())) {
            text += ", and step " + Words.number(own.smallestDiverged()) + " diverged";
        } else if (!Double.isNaN(own.smallestUnquiet()) && !Double.isNaN(own.largestQuiet())) {
            List<SettingsSummary> larger = summaries.stream().filter(s -> s.heads() == own.heads()
                    && s.initialization() == own.initialization() && s.step() > own.largestQuiet()).toList();
            text += larger.size() > 1 && larger.stream().allMatch(s -> s.ascents() > 0)
                    ? "; larger ones did, and came down again"
                    : "; step " + Words.number(own.smallestUnquiet()) + " did, and came down again";
        }
        StepRange few = ranges.getFirst();
        StepRange many = ranges.getLast();
        if (few.largestQuiet() < many.largestQuiet()) {
            text += "; more heads take larger steps: " + Words.number(few.largestQuiet()) + " with "
                    + Words.heads(few.heads()) + ", " + Words.number(many.largestQuiet()) + " with "
                    + Words.heads(many.heads());
        }
        sentences.add(text + ".");
    }

    private void starts() {
        List<String> starts = summaries.stream()
                .filter(s -> s.diverged() == 0 && s.heads() == settings.referenceHeads()
                        && s.step() == settings.referenceStep())
                .map(s -> name(s.initialization()) + " " + Words.percent(s.bestTestError().mean())).toList();
        if (starts.size() > 1) {
            sentences.add("By start, with " + Words.heads(settings.referenceHeads()) + " at step "
                    + Words.number(settings.referenceStep()) + ", the error is " + Words.list(starts) + ".");
        }
        if (!settings.sweeps(figures.chosen().initialization())) {
            sentences.add("The " + name(figures.chosen().initialization())
                    + " start was tried at this step and head count only: others may be better still.");
        }
    }

    private void heads() {
        List<SettingsSummary> zero = summaries.stream().filter(s -> s.initialization() == Initialization.ZERO).toList();
        if (!zero.isEmpty()) {
            int most = zero.stream().mapToInt(SettingsSummary::heads).max().orElseThrow();
            sentences.add("From a zero start all heads stay equal for ever, so any number of them is one head with "
                    + "another output scale; "
                    + (most == 1
                            ? "it was tried with 1 head only."
                            : "the " + Words.heads(most) + " tried ended as 1 distinct head."));
        }
        for (SettingsSummary summary : summaries) {
            if (summary.initialization() != Initialization.ZERO && summary.distinctHeads() < summary.heads()) {
                sentences.add("From the " + name(summary.initialization()) + " start " + Words.heads(summary.heads())
                        + " ended as " + summary.distinctHeads() + " distinct at step " + Words.number(summary.step())
                        + ".");
            }
        }
    }

    private void diverged() {
        long diverged = summaries.stream().filter(s -> s.diverged() > 0).count();
        if (diverged > 0) {
            sentences.add(diverged + " of " + Words.count(summaries.size(), "combination")
                    + " diverged on at least one fold and cannot be recommended.");
        }
    }

    private void edges() {
        List<String> names = SweepEdge.of(figures.chosen(), settings).stream().map(SweepEdge::name).toList();
        if (!names.isEmpty()) {
            sentences.add("The choice takes " + Words.list(names) + " that the trial allowed. Beyond may be better: to "
                    + "look, give the same command with " + beyond() + " and --force (or another --out).");
        }
    }

    private String trainOptions() {
        Setting chosen = figures.chosen();
        return chosen == null
                ? ""
                : "--heads " + chosen.heads() + " --step " + Words.number(chosen.step()) + " --init "
                        + name(chosen.initialization())
                        + (settings.size() == 1 ? "" : " --size " + Words.number(settings.size())) + " --iterations "
                        + chosen.iterations() + " --seed "
                        + settings.seed();
    }

    private String beyond() {
        return figures.chosen() == null
                ? ""
                : SweepEdge.of(figures.chosen(), settings).stream().map(SweepEdge::option)
                        .collect(Collectors.joining(" "));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String name(Initialization initialization) {
        return initialization.name().toLowerCase(Locale.ROOT);
    }
}
