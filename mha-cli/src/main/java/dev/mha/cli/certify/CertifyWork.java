package dev.mha.cli.certify;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.program.Memory;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.DivergedException;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Makes the figures of {@code mha certify}, part by part, with progress; an interruption ends it with the parts so far.
 *
 * @param screen where progress is shown
 * @param training the training of the model
 * @param run how it started
 * @param fresh samples to judge it on, or null
 * @param settings what is to be known of stability, or null for nothing
 * @param work scratch and threads
 */
public record CertifyWork(Screen screen, Training training, RunOptions.Run run, Fresh fresh, StabilitySettings settings,
        Workspace work) {

    /**
     * Refuses what does not fit the memory, before any work.
     *
     * @throws FailureException with the figures
     */
    public void requireMemory() {
        int samples = training.samples().samples();
        int parameters = training.shape().parameters();
        ClassifierLoss loss = training.loss(work);
        Memory.requireScratch(loss, work.workers());
        // the workspace keeps it while the vectors or the kernel are there
        long scratch = loss.scratchBytes();
        Memory.require(
                scratch + Lanczos.bytes(Math.min(Certification.Detail.FULL.lanczosSteps(), parameters), parameters),
                "the Lanczos vectors of " + parameters + " parameters", "take fewer --heads or tokens");
        // beside the kernel the unroll keeps a change of every sample for each that it leaves out
        long followed = settings == null
                ? 0
                : StabilityReport.followed(training, Math.min(settings.leftOut(), samples));
        Memory.require(scratch + TangentKernel.bytes(loss) + 8 * followed * samples,
                "tangent kernels of " + samples + " samples", "take fewer samples");
    }

    /**
     * Measures.
     *
     * @param kept retrainings of earlier runs, which those of this one join; or null
     * @param path keeps the training as it is followed
     */
    public Guarantees measure(KeptRetrainings kept, PartStore path) {
        try (ProgressLine line = new ProgressLine(screen, "training")) {
            // at once: the first share is told after seconds
            line.begin();
            return measure(kept, path, new CertifyProgress(line::update, training, settings, replaced(),
                    part -> kept == null ? 0 : known(kept, part)));
        }
    }

    private Guarantees measure(KeptRetrainings kept, PartStore path, CertifyProgress progress) {
        Certification certification = Certification.of(training, work, share -> {
            progress.training(share);
            return !Interruption.requested();
        }, path);
        List<String> missing = new ArrayList<>();
        if (!certification.complete()) {
            missing.add((certification.end() == null ? "the end of the training, and " : "") + "its path after "
                    + Figures.count(certification.followed(), "step") + " of " + training.iterations());
        }
        int before = missing.size();
        List<StartReport> starts = starts(path, progress, missing);
        int infinite = missing.size() - before;
        boolean failed = infinite > 0;
        int all = Initialization.values().length;
        if (starts.size() + infinite < all) {
            missing.add((all - starts.size() - infinite) + " of " + all + " starts");
        }
        StabilityReport stability = null;
        if (settings != null) {
            try {
                stability = Interruption.requested() ? null : stability(kept, progress);
                missing(stability, missing);
                failed |= stability != null && !stability.failures().isEmpty();
            } catch (DivergedException diverged) {
                failed = true;
                missing.add("stability, since " + diverged.getMessage());
            }
        }
        StabilityBound bound = stability == null
                ? null
                : StabilityBound.of(training, certification.path(), stability.leftOut());
        PairedDifference gap = null;
        if (fresh != null && certification.complete()) {
            try {
                gap = fresh.gap(training.shape(), certification.end(), certification.path().lastLoss(), work);
            } catch (ArithmeticException notFinite) {
                failed = true;
                missing.add("the gap to the test samples, since " + notFinite.getMessage());
            }
        }
        return new Guarantees(certification, starts, stability, bound, gap, List.copyOf(missing), failed);
    }

    /** The starts until an interruption; one that leaves the range of numbers is missing, and no other. */
    private List<StartReport> starts(PartStore path, CertifyProgress progress, List<String> missing) {
        List<StartReport> starts = new ArrayList<>();
        try {
            Initialization[] all = Initialization.values();
            for (int k = 0; k < all.length; k++) {
                int before = k;
                try {
                    starts.add(StartReport.of(training, all[k], run.size(), run.seed(), work,
                            share -> progress.starts((before + share) / all.length), Interruption::requested, path));
                } catch (ArithmeticException notFinite) {
                    missing.add("the " + Names.of(all[k]) + " start, since " + notFinite.getMessage());
                }
            }
        } catch (CancellationException stopped) {
            // those before it are whole
        }
        return starts;
    }

    /** Trainings that this run asks for and an earlier one left; another seed draws other samples. */
    public int known(KeptRetrainings kept) {
        return known(kept, StabilityReport.Part.LEAVE_ONE_OUT) + known(kept, StabilityReport.Part.REPLACE_ONE);
    }

    private int known(KeptRetrainings kept, StabilityReport.Part part) {
        boolean out = part == StabilityReport.Part.LEAVE_ONE_OUT;
        int count = out ? settings.leftOut() : replaced();
        int[] drawn = count == 0
                ? new int[0]
                : Retrainer.draw(training.samples().samples(), count, settings.seed());
        return (int) IntStream.range(0, drawn.length)
                .filter(k -> kept.find(part, drawn[k], out ? Retraining.LEFT_OUT : k) != null).count();
    }

    /** Samples that are replaced. */
    private int replaced() {
        return settings == null ? 0 : settings.replacements(training.samples().samples(), fresh);
    }

    /** What an interruption, or trainings that diverged, left out of stability. */
    private void missing(StabilityReport report, List<String> missing) {
        if (report == null) {
            missing.add("training without a sample");
            return;
        }
        int asked = Math.min(settings.leftOut(), report.samples());
        trainings(asked, report.leftOut().size(), report.failures().subList(0, report.diverged()), "without a sample",
                missing);
        trainings(replaced(), report.replaced().size(), report.failures().subList(report.diverged(),
                report.diverged() + report.divergedReplaced()), "with a sample replaced", missing);
        List<String> others = report.failures().subList(report.diverged() + report.divergedReplaced(),
                report.failures().size());
        missing.addAll(others);
        if (report.unrolled() == null) {
            missing.add("the kernel unroll");
        }
        if (report.influence() == null && settings.influences() > 0 && others.isEmpty()) {
            missing.add("influence functions");
        }
    }

    /** Trainings that diverged, and those that were not made. */
    private static void trainings(int asked, int made, List<String> diverged, String kind, List<String> missing) {
        if (!diverged.isEmpty()) {
            missing.add(diverged.size() + " of " + asked + " trainings " + kind + " (" + diverged.getFirst()
                    + (diverged.size() == 1 ? "" : ", and " + (diverged.size() - 1) + " more diverged") + ")");
        }
        int left = asked - made - diverged.size();
        if (left > 0) {
            missing.add(left + " of " + asked + " trainings " + kind);
        }
    }

    private StabilityReport stability(KeptRetrainings kept, CertifyProgress progress) {
        return StabilityReport.of(training, settings, fresh, work, new StabilityReport.Listener() {
            @Override
            public void onProgress(StabilityReport.Part part, double share) {
                progress.stability(part, share);
            }

            @Override
            public void onStep(StabilityReport.Part part) {
                progress.step(part);
            }

            @Override
            public boolean stop() {
                return Interruption.requested();
            }

            @Override
            public void ended(StabilityReport.Part part, Retraining one) {
                if (kept != null) {
                    kept.add(part, one);
                }
            }

            @Override
            public Retraining known(StabilityReport.Part part, int sample, int fresh) {
                return kept == null ? null : kept.find(part, sample, fresh);
            }
        });
    }
}
