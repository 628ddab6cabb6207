package dev.mha.cli.certify;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

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
        CertifyProgress progress = new CertifyProgress(new ProgressLine(screen, "training"), training, settings,
                replaced(), (part, sample) -> kept != null && kept.find(part, sample) != null);
        try (progress) {
            progress.begin();
            return measure(kept, path, progress);
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
        List<StartReport> starts = starts(path, progress);
        int all = Initialization.values().length;
        if (starts.size() < all) {
            missing.add((all - starts.size()) + " of " + all + " starts");
        }
        StabilityReport stability = null;
        if (settings != null) {
            stability = Interruption.requested() ? null : stability(kept, progress);
            missing(stability, missing);
        }
        StabilityBound bound = stability == null
                ? null
                : StabilityBound.of(training, certification.path(), stability.leftOut());
        PairedDifference gap = fresh == null || !certification.complete()
                ? null
                : fresh.gap(training.shape(), certification.end(), certification.path().lastLoss(), work);
        return new Guarantees(certification, starts, stability, bound, gap, List.copyOf(missing));
    }

    private List<StartReport> starts(PartStore path, CertifyProgress progress) {
        List<StartReport> starts = new ArrayList<>();
        try {
            for (Initialization initialization : Initialization.values()) {
                starts.add(StartReport.of(training, initialization, run.size(), run.seed(), work,
                        share -> progress.starts((starts.size() + share) / Initialization.values().length),
                        Interruption::requested, path));
            }
        } catch (CancellationException stopped) {
            return starts;
        }
        return starts;
    }

    /** Trainings that this run asks for and an earlier one left; another seed draws other samples. */
    public int known(KeptRetrainings kept) {
        int leftOut = Math.min(settings.leftOut(), training.samples().samples());
        return known(kept, StabilityReport.Part.LEAVE_ONE_OUT, leftOut)
                + known(kept, StabilityReport.Part.REPLACE_ONE, replaced());
    }

    private int known(KeptRetrainings kept, StabilityReport.Part part, int count) {
        return count == 0
                ? 0
                : (int) Arrays.stream(Retrainer.choose(training.samples().samples(), count, settings.seed()))
                        .filter(sample -> kept.find(part, sample) != null).count();
    }

    /** Samples that are replaced. */
    private int replaced() {
        return fresh == null || settings == null ? 0 : Math.min(settings.replaced(), fresh.samples().samples());
    }

    /** What an interruption left out of stability. */
    private void missing(StabilityReport report, List<String> missing) {
        if (report == null) {
            missing.add("training without a sample");
            return;
        }
        int asked = Math.min(settings.leftOut(), report.samples());
        if (report.leftOut().size() < asked) {
            missing.add((asked - report.leftOut().size()) + " of " + asked + " trainings without a sample");
        }
        if (report.replaced().size() < replaced()) {
            missing.add((replaced() - report.replaced().size()) + " of " + replaced()
                    + " trainings with a sample replaced");
        }
        if (report.unrolled() == null) {
            missing.add("the kernel unroll");
        }
        if (report.influence() == null && settings.influences() > 0) {
            missing.add("influence functions");
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
                progress.ended(part);
                if (kept != null) {
                    kept.add(part, one);
                }
            }

            @Override
            public Retraining known(StabilityReport.Part part, int sample) {
                return kept == null ? null : kept.find(part, sample);
            }
        });
    }
}
