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
        CertifyProgress progress = new CertifyProgress(new ProgressLine(screen, "training"), training, settings,
                replaced(), part -> kept == null ? 0 : known(kept, part));
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
        boolean failed = false;
        List<StartReport> starts = new ArrayList<>();
        try {
            starts(starts, path, progress);
        } catch (ArithmeticException infinite) {
            failed = true;
            missing.add("a start, since " + infinite.getMessage());
        }
        int all = Initialization.values().length;
        if (starts.size() < all) {
            missing.add((all - starts.size()) + " of " + all + " starts");
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
            } catch (ArithmeticException infinite) {
                failed = true;
                missing.add("the gap to the test samples, since " + infinite.getMessage());
            }
        }
        return new Guarantees(certification, starts, stability, bound, gap, List.copyOf(missing), failed);
    }

    private void starts(List<StartReport> starts, PartStore path, CertifyProgress progress) {
        try {
            for (Initialization initialization : Initialization.values()) {
                starts.add(StartReport.of(training, initialization, run.size(), run.seed(), work,
                        share -> progress.starts((starts.size() + share) / Initialization.values().length),
                        Interruption::requested, path));
            }
        } catch (CancellationException stopped) {
            // those so far are reported
            return;
        }
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
        if (!report.failures().isEmpty()) {
            int more = report.failures().size() - 1;
            missing.add("why: " + report.failures().getFirst() + (more == 0 ? "" : ", and " + more + " more failed"));
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
            public Retraining known(StabilityReport.Part part, int sample, int fresh) {
                return kept == null ? null : kept.find(part, sample, fresh);
            }
        });
    }
}
