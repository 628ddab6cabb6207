package dev.mha.cli;

import dev.mha.cli.certify.CertifyJson;
import dev.mha.cli.certify.CertifyPage;
import dev.mha.cli.certify.CertifyText;
import dev.mha.cli.certify.CertifyWork;
import dev.mha.cli.certify.KeptRetrainings;
import dev.mha.cli.certify.RepeatedTraining;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.keep.KeptParts;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.model.ModelInput;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.PageOptions;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.option.WholeNumber;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.PageFacts;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.model.SavedModel;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is guaranteed, certified and measured of a model's training. */
@Command(name = "certify", customSynopsis = "mha certify MODEL DATA [OPTIONS]", sortOptions = false, description = {
        "Repeat the training of a model on its data and say what the theory guarantees of it, what its own path"
                + " certifies, and what was measured: training loss, curvature, stability.",
        "Leaves samples out one at a time and trains again, which estimates the generalization gap without a test"
                + " set."},
        parameterListHeading = "%nData:%n", optionListHeading = "%nOptions:%n", footerHeading = "%nExamples:%n",
        footer = {
                "  mha certify digits.safetensors digits",
                "  mha certify model.safetensors mine.csv --leave-out 200 --json",
                "  mha certify w-and-u.safetensors d.npz --step 1 --iterations 200 --init zero"})
final class CertifyCommand implements Callable<Integer> {
    private static final int USUAL_INFLUENCES = 20;

    private final Screen screen;

    @Parameters(index = "0", paramLabel = "MODEL", converter = PathText.class,
            description = "A safetensors file that 'mha train' wrote.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA",
            description = "The data it was trained on: a bundled set, a CSV or NPZ file, or - for standard input.")
    private String data;

    @Option(names = "--test", paramLabel = "DATA", description = "Data to measure the generalization gap on.")
    private String test;

    @Option(names = "--leave-out", paramLabel = "N", defaultValue = "40", converter = WholeNumber.OfInt.class,
            description = "Samples to leave out by training again, drawn by the seed; 0 for none (default"
                    + " ${DEFAULT-VALUE}).")
    private int leaveOut;

    @Option(names = "--influence", paramLabel = "N", converter = PositiveInteger.class,
            description = "Samples of those to rank by influence functions (default "
                    + USUAL_INFLUENCES + ").")
    private Integer influences;

    @Option(names = "--replace", paramLabel = "N", converter = PositiveInteger.class,
            description = "Samples to replace by test samples, which should not be in the training, one at a time"
                    + " (default: none).")
    private Integer replace;

    @Option(names = "--keep", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Keep what training again gives in FILE, sample by sample, and in a second file, with .path"
                    + " added to the name, the training that is followed; when they are there, go on from them.")
    private Path keep;

    @Mixin
    private PageOptions page;

    @Mixin
    private RunOptions runOptions;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private SharedOptions shared;

    CertifyCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        dataOptions.requireUse(test == null ? new String[]{data} : new String[]{data, test});
        if (leaveOut < 0 || leaveOut == 1) {
            throw new UsageException("--leave-out " + leaveOut + ": at least 2 samples are needed, or 0 for none");
        }
        if (leaveOut == 0 && (replace != null || influences != null)) {
            throw new UsageException(
                    (replace != null ? "--replace" : "--influence") + " needs --leave-out of at least 2");
        }
        if (replace != null && replace == 1) {
            throw new UsageException("--replace 1: at least 2 samples are needed");
        }
        page.check(keep == null ? List.of() : List.of(keep, path()), inputs());
        SavedModel saved = ModelInput.read(model);
        RunOptions.Run run = runOptions.of(saved, model);
        LabelledTokens tokens = tokens(saved, data, dataOptions.format(true, TrainingRecord.ofTraining(saved, model)));
        RepeatedTraining repeated = RepeatedTraining.of(saved, model, tokens, run);
        Fresh fresh = test == null ? tokens.apart() : fresh(saved);
        if (replace != null && fresh == null) {
            throw new UsageException("--replace takes test samples: give --test, or data with a test part");
        }
        if (replace != null && fresh.samples().samples() < 2) {
            throw new FailureException("--replace takes at least 2 test samples, and there is 1", null);
        }
        StabilitySettings stability = leaveOut == 0
                ? null
                : new StabilitySettings(leaveOut, influences == null ? USUAL_INFLUENCES : influences,
                        replace == null ? 0 : replace, shared.seed());
        CertifyWork work = new CertifyWork(screen, repeated.training(), run, fresh, stability,
                shared.workspace());
        work.requireMemory();
        KeptRetrainings kept = keep == null
                ? null
                : KeptRetrainings.open(screen, keep, repeated.training(), fresh, inputs());
        int known = kept == null || leaveOut == 0 ? 0 : work.known(kept);
        if (known > 0) {
            screen.note(keep + " has " + Figures.count(known, "training") + " of these already");
        }
        KeptParts path = keep == null
                ? null
                : KeptParts.open(screen, path(), "path of a training", repeated.work(), inputs());
        AtomicBoolean failed = new AtomicBoolean();
        Interruption.stoppably(() -> {
            Guarantees guarantees = measure(repeated, work, kept, path);
            report(saved, repeated, guarantees, kept, path);
            failed.set(guarantees.failed());
        });
        boolean retrainings = kept == null || kept.flush();
        boolean followed = path == null || path.flush();
        return retrainings && followed && !failed.get() ? Main.OK : Main.FAILED;
    }

    /** Where the training that is followed is kept, beside the trainings without a sample. */
    private Path path() {
        return keep.resolveSibling(keep.getFileName() + ".path");
    }

    /** What the command reads. */
    private List<String> inputs() {
        return test == null ? List.of(model.toString(), data) : List.of(model.toString(), data, test);
    }

    private static Guarantees measure(RepeatedTraining repeated, CertifyWork work, KeptRetrainings kept,
            KeptParts path) {
        try {
            return work.measure(kept, path == null ? PartStore.NONE : path);
        } catch (ArithmeticException failed) {
            throw new FailureException(repeated.dataset().name() + ": " + failed.getMessage(), failed);
        } finally {
            if (kept != null) {
                kept.flush();
            }
            if (path != null) {
                path.flush();
            }
        }
    }

    private void report(SavedModel saved, RepeatedTraining repeated, Guarantees guarantees, KeptRetrainings kept,
            KeptParts path) {
        float[] end = guarantees.certification().end();
        boolean same = Arrays.equals(end, saved.classifier().theta());
        if (shared.json()) {
            CertifyJson.of(model, repeated, guarantees, same).print(screen);
        } else {
            CertifyText.print(repeated, guarantees, same, screen);
        }
        if (end != null && !same) {
            screen.note("the training repeated on " + repeated.dataset().name() + " does not end in the parameters of "
                    + model + ": the figures are those of the repeated training");
        }
        if (guarantees.failed() && shared.json()) {
            screen.note(FigurePage.PARTIAL + ", it lacks: " + String.join("; ", guarantees.missing()));
        }
        if (!guarantees.missing().isEmpty() && (!guarantees.failed() || Interruption.requested())) {
            next(kept, path);
        }
        if (guarantees.any()) {
            page.write(() -> CertifyPage.of(repeated, guarantees, title(repeated, guarantees, same)), !shared.json(),
                    screen);
        } else if (page.wanted()) {
            screen.note("nothing was measured, so no page is written");
        }
    }

    private FigurePage.Title title(RepeatedTraining repeated, Guarantees guarantees, boolean same) {
        RunOptions.Run run = repeated.run();
        ClassifierShape shape = repeated.training().shape();
        return new PageFacts().model(model, shape)
                .samples("Training samples", repeated.training().samples().samples(), shape.tokens(), shape.features())
                .put("Training", Figures.count(run.iterations(), "gradient step") + " of size "
                        + Figures.brief(run.step()) + (same ? ", repeated to the last bit" : ""))
                .start(run.initialization(), run.size(), run.seed())
                .put("Left out",
                        guarantees.stability() == null
                                ? "no sample"
                                : Figures.count(guarantees.stability().leftOut().size(), "sample")
                                        + ", by training again")
                .title("mha certify", repeated.dataset().name(), shared.seed(), Version.program());
    }

    /** How work goes on that was stopped: from the files that are there. */
    private void next(KeptRetrainings kept, KeptParts path) {
        if (keep == null) {
            screen.note(Interruption.STOPPED);
            return;
        }
        List<String> files = new ArrayList<>();
        if (kept.isKept()) {
            files.add(keep.toString());
        }
        if (path.isKept()) {
            files.add(path().toString());
        }
        if (!files.isEmpty()) {
            screen.note("the same command goes on from what " + String.join(" and ", files)
                    + (files.size() == 1 ? " keeps" : " keep"));
        }
    }

    /** Samples of {@code --test}. */
    private Fresh fresh(SavedModel saved) {
        LabelledTokens judged = tokens(saved, test, dataOptions.format(true, TrainingRecord.format(saved, model)));
        return new Fresh(judged.tokens(), judged.labels());
    }

    private LabelledTokens tokens(SavedModel saved, String argument, DataFormat format) {
        Samples samples = DataReader.read(argument, format, screen.in());
        samples.notes().forEach(screen::note);
        LabelledTokens tokens = LabelledTokens.of(saved, samples);
        if (tokens.apart() == null) {
            tokens.notes().forEach(screen::note);
        }
        return tokens;
    }
}
