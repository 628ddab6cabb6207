package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.page.PageView;
import dev.mha.core.trial.SplitFacts;
import dev.mha.core.trial.TrialResult;
import dev.mha.core.trial.TrialSettings;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The end of the page: how the figures came about, and what they do not tell. */
final class MethodSections {
    private MethodSections() {}

    static Map<String, Object> view(TrialResult result, Provenance provenance) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("method", method(result, provenance));
        view.put("limits", limits(result));
        return view;
    }

    private static List<Map<String, Object>> method(TrialResult result, Provenance provenance) {
        TrialSettings settings = result.settings();
        List<Map<String, Object>> list = new ArrayList<>();
        list.add(PageView.term("Model", "One layer of softmax attention: for each head h a bilinear attention matrix"
                + " and an output weight for each token and feature; the outputs of H heads are added and divided by"
                + " the square root of H. Logistic loss."));
        list.add(PageView.term("Training", "Full-batch gradient descent with a fixed step, at most "
                + Figures.count(settings.iterations(), "iteration")
                + (settings.limits().targetLoss() > 0
                        ? ", stopped at training loss " + Figures.number(settings.limits().targetLoss())
                        : "")
                + (Double.isFinite(settings.limits().maxCellSeconds())
                        ? ", stopped after " + Figures.seconds(settings.limits().maxCellSeconds())
                        : "")
                + "."));
        list.add(PageView.term("Folds", folds(result)));
        list.add(PageView.term("Tried",
                Figures.join(settings.heads().stream().map(String::valueOf).toList()) + " heads; steps "
                        + Figures.join(settings.steps().stream().map(Figures::exact).toList())
                        + (settings.initializations().size() == 1 ? "; start " : "; starts ")
                        + Figures.join(settings.initializations().stream().map(Names::of).toList()) + " of size "
                        + Figures.exact(settings.size()) + ". "
                        + (settings.sweep().full() || settings.initializations().size() == 1
                                ? "Every combination was trained."
                                : "The " + Names.of(settings.initializations().getFirst())
                                        + " start was swept over all heads and steps; the others were tried at step "
                                        + Figures.exact(settings.referenceStep()) + " with some head counts.")));
        list.add(PageView.term("Tokens", AnswerSection.tokens(settings.tokens()) + ". "
                + (settings.tokens().standardize()
                        ? "Mean and deviation come from the training part of each fold alone. "
                        : "")
                + Figures.count(result.data().features(), "feature") + " as they came, "
                + Figures.count(result.data().encodedFeatures()) + " when finished."));
        list.add(PageView.term("Seed",
                settings.seed() + ": the same seed, data and settings give the same errors and losses bit for bit, with"
                        + " any number of threads."));
        list.add(PageView.term("Machine", result.kernels() + "; " + Figures.count(result.threads(), "thread") + "; "
                + AnswerSection.trainings(result) + "."));
        list.add(PageView.term("Versions", "mha " + provenance.version() + ", Java " + provenance.java() + "."));
        return list;
    }

    private static String folds(TrialResult result) {
        IntSummaryStatistics train = result.splits().stream()
                .collect(Collectors.summarizingInt(SplitFacts::trainSamples));
        IntSummaryStatistics test = result.splits().stream()
                .collect(Collectors.summarizingInt(SplitFacts::testSamples));
        return Names.capital(AnswerSection.validation(result.settings())) + ": trained on " + range(train)
                + ", tested on "
                + range(test) + " samples."
                + (result.settings().division().validation() == TrialSettings.Validation.STRATIFIED
                        ? " Every part has the same share of each class."
                        : " The order of the samples is taken as time.");
    }

    private static String range(IntSummaryStatistics sizes) {
        return sizes.getMin() == sizes.getMax()
                ? Figures.count(sizes.getMin())
                : Figures.count(sizes.getMin()) + " to " + Figures.count(sizes.getMax());
    }

    private static List<String> limits(TrialResult result) {
        TrialSettings settings = result.settings();
        List<String> limits = new ArrayList<>();
        limits.add(
                "It holds for samples drawn like these. Samples that belong together (one person, one place, one day)"
                        + " in both parts of a fold, for training and for the test, make every model look better than"
                        + " it is.");
        limits.add("Folds share training samples, so the standard errors are a guide and not a law.");
        if (result.heldOut() == null) {
            limits.add("No sample was kept away from all choices. The corrected error allows for the choice of the"
                    + " setting, not for what was tried before on the same data.");
        }
        if (settings.quick()) {
            limits.add(AnswerSection.quick(settings) + " Run it without --quick before you rely on it.");
        }
        limits.add("Only the listed heads, steps and starts were tried, with plain gradient descent and "
                + Figures.count(settings.iterations(), "iteration")
                + ". Longer training or another optimizer may rank them otherwise.");
        limits.add("The baselines are the majority class and logistic regression. Trees and kernel machines were not"
                + " tried and may do better.");
        if (Double.isFinite(settings.limits().maxCellSeconds())) {
            limits.add("Trainings were stopped by time, so another run may end with other figures.");
        }
        return limits;
    }
}
