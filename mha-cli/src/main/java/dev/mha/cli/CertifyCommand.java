package dev.mha.cli;

import dev.mha.cli.certify.CertifyJson;
import dev.mha.cli.certify.CertifyPage;
import dev.mha.cli.certify.CertifyWork;
import dev.mha.cli.certify.GuaranteeTable;
import dev.mha.cli.certify.KeptRetrainings;
import dev.mha.cli.certify.StabilityWords;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.keep.KeptParts;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.model.ModelInput;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.option.WholeNumber;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.PageFacts;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.data.Dataset;
import dev.mha.core.model.SavedModel;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            description = "Samples to replace by test samples, one at a time (default: none).")
    private Integer replace;

    @Option(names = "--keep", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Keep what training again gives in FILE, sample by sample, and in a second file, with .path"
                    + " added to the name, the training that is followed; when they are there, go on from them.")
    private Path keep;

    @Option(names = "--html", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Also write a page with the report and its plots.")
    private Path html;

    @Option(names = "--force", description = "Replace an earlier page.")
    private boolean force;

    @Mixin
    private RunOptions runOptions;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private SharedOptions shared;

    CertifyCommand(Screen screen) {
        this.screen = screen;
    }

    /** All that the work needs, checked. */
    private record Prepared(Dataset dataset, RunOptions.Run run, Training training, Fresh fresh) {}

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
        WholeFile.requireApart("--keep", keep, "--html", html);
        WholeFile.requireApart("--keep", keep == null ? null : path(), "--html", html);
        if (replace != null && replace == 1) {
            throw new UsageException("--replace 1: at least 2 samples are needed");
        }
        if (html != null) {
            force |= FigurePage.isPartial(html);
            WholeFile.check(html, force, inputs());
        }
        SavedModel saved = ModelInput.read(model);
        RunOptions.Run run = runOptions.of(saved, model);
        Prepared prepared = prepare(saved, run);
        if (replace != null && prepared.fresh() == null) {
            throw new UsageException("--replace takes test samples: give --test, or data with a test part");
        }
        StabilitySettings stability = leaveOut == 0
                ? null
                : new StabilitySettings(leaveOut, influences == null ? USUAL_INFLUENCES : influences,
                        replace == null ? 0 : replace, shared.seed());
        CertifyWork work = new CertifyWork(screen, prepared.training(), run, prepared.fresh(), stability,
                shared.workspace());
        work.requireMemory();
        KeptRetrainings kept = keep == null || leaveOut == 0
                ? null
                : KeptRetrainings.open(screen, keep, prepared.training(), prepared.fresh(), inputs());
        int known = kept == null ? 0 : work.known(kept);
        if (known > 0) {
            screen.note(keep + " has " + Figures.count(known, "training") + " of these already");
        }
        KeptParts path = keep == null
                ? null
                : KeptParts.open(screen, path(), "path of a training", work(prepared), inputs());
        Interruption.stoppably(() -> report(saved, prepared, measure(prepared, work, kept, path), kept, path));
        boolean retrainings = kept == null || kept.flush();
        boolean followed = path == null || path.flush();
        return retrainings && followed ? Main.OK : Main.FAILED;
    }

    /** Where the training that is followed is kept, beside the trainings without a sample. */
    private Path path() {
        return keep.resolveSibling(keep.getFileName() + ".path");
    }

    /** All that the path of the training depends on. */
    private static Map<String, String> work(Prepared prepared) {
        RunOptions.Run run = prepared.run();
        Training training = prepared.training();
        Map<String, String> work = new LinkedHashMap<>();
        work.put("--init", Figures.name(run.initialization()));
        work.put("--size", Double.toString(run.size()));
        work.put("--start-seed", Long.toString(run.seed()));
        work.put("--step", Double.toString(run.step()));
        work.put("--iterations", Integer.toString(run.iterations()));
        work.put("heads or tokens", training.shape().toString());
        work.put("data", new Fingerprint().add(training.samples(), training.labels()).text());
        return work;
    }

    /** What the command reads. */
    private List<String> inputs() {
        return test == null ? List.of(model.toString(), data) : List.of(model.toString(), data, test);
    }

    private static Guarantees measure(Prepared prepared, CertifyWork work, KeptRetrainings kept, KeptParts path) {
        try {
            return work.measure(kept, path == null ? PartStore.NONE : path);
        } catch (ArithmeticException failed) {
            throw new FailureException(prepared.dataset().name() + ": " + failed.getMessage(), failed);
        } finally {
            if (kept != null) {
                kept.flush();
            }
            if (path != null) {
                path.flush();
            }
        }
    }

    private void report(SavedModel saved, Prepared prepared, Guarantees guarantees, KeptRetrainings kept,
            KeptParts path) {
        float[] end = guarantees.certification().end();
        boolean repeated = Arrays.equals(end, saved.classifier().theta());
        if (shared.json()) {
            json(prepared, guarantees, repeated).print(screen);
        } else {
            print(prepared, guarantees, repeated);
        }
        if (end != null && !repeated) {
            screen.note("the training repeated on " + prepared.dataset().name() + " does not end in the parameters of "
                    + model + ": the figures are those of the repeated training");
        }
        if (!guarantees.missing().isEmpty()) {
            next(kept, path);
        }
        // last, since it may fail: the answer must not be lost with its page
        if (html != null && guarantees.any()) {
            screen.out().flush();
            writePage(prepared, guarantees, repeated);
        } else if (html != null) {
            screen.note("nothing was measured, so no page is written");
        }
    }

    private void writePage(Prepared prepared, Guarantees guarantees, boolean repeated) {
        String page = CertifyPage.of(guarantees,
                title(prepared, guarantees.certification().end() != null && repeated));
        WholeFile.write(html, force, place -> Files.writeString(place, page));
        if (!shared.json()) {
            screen.out().println("Page: " + html);
        }
    }

    private FigurePage.Title title(Prepared prepared, boolean repeated) {
        RunOptions.Run run = prepared.run();
        ClassifierShape shape = prepared.training().shape();
        return new PageFacts().model(model, shape)
                .samples("Training samples", prepared.training().samples().samples(), shape.tokens(), shape.features())
                .put("Training", Figures.count(run.iterations(), "gradient step") + " of size "
                        + Figures.brief(run.step()) + (repeated ? ", repeated to the last bit" : ""))
                .start(run.initialization(), run.size(), run.seed())
                .put("Left out",
                        leaveOut == 0
                                ? "no sample"
                                : Figures.count(leaveOut, "sample") + " at most, by training again")
                .title("mha certify", prepared.dataset().name(), shared.seed(), Version.program());
    }

    /** How work goes on that was stopped: from the files that are there. */
    private void next(KeptRetrainings kept, KeptParts path) {
        if (keep == null) {
            screen.note(Interruption.STOPPED);
            return;
        }
        List<String> files = new ArrayList<>();
        if (kept != null && kept.isKept()) {
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

    private Prepared prepare(SavedModel saved, RunOptions.Run run) {
        DataFormat asked = dataOptions.format(true, TrainingRecord.format(saved, model));
        LabelledTokens tokens = tokens(saved, data,
                dataOptions.format(true, TrainingRecord.ofTraining(saved, model)));
        Dataset dataset = tokens.data();
        String part = saved.metadata().get(RunOptions.PART);
        if (part != null && dataset.test() == null) {
            throw new FailureException(dataset.name() + " has no column '" + part + "', which set samples apart when "
                    + model + " was trained", null);
        }
        String fingerprint = saved.metadata().get(TrainingRecord.FINGERPRINT);
        if (fingerprint != null && !fingerprint.equals(TrainingRecord.fingerprint(dataset))) {
            throw new FailureException(dataset.name() + " is not what " + model + " was trained on ("
                    + saved.metadata().getOrDefault("data", "other data")
                    + "): certify repeats that training and needs the same samples in the same order", null);
        }
        float[] start = run.initialization()
                .create(saved.classifier().shape(), tokens.tokens(), tokens.labels(), run.size(), run.seed());
        Training training = new Training(saved.classifier().shape(), tokens.tokens(), tokens.labels(), start,
                run.step(), run.iterations());
        Fresh fresh = tokens.apart();
        if (test != null) {
            LabelledTokens judged = tokens(saved, test, asked);
            fresh = new Fresh(judged.tokens(), judged.labels());
        }
        return new Prepared(dataset, run, training, fresh);
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

    private void print(Prepared prepared, Guarantees guarantees, boolean repeated) {
        PrintWriter out = screen.out();
        TerminalStyle style = screen.style();
        RunOptions.Run run = prepared.run();
        Training training = prepared.training();
        screen.line("data", prepared.dataset().name() + ", "
                + Figures.count(training.samples().samples(), "training sample") + " of "
                + Figures.count(training.shape().tokens(), "token") + " x "
                + Figures.count(training.shape().features(), "feature"));
        screen.line("training", Figures.count(training.shape().heads(), "head") + ", "
                + Figures.name(run.initialization()) + " start, "
                + Figures.count(run.iterations(), "step") + " of " + Figures.brief(run.step())
                + (guarantees.certification().end() == null
                        ? ""
                        : repeated ? ", repeated to the last bit" : ", repeated"));
        if (!guarantees.missing().isEmpty()) {
            screen.line("stopped", FigurePage.PARTIAL + ", it leaves out: "
                    + String.join("; ", guarantees.missing()));
        }
        out.println();
        if (guarantees.certification().path() != null) {
            GuaranteeTable.quantities(guarantees).forEach(out::println);
            out.println();
        }
        if (guarantees.certification().end() != null) {
            GuaranteeTable.conditions(guarantees).forEach(out::println);
            out.println();
        }
        if (!guarantees.starts().isEmpty()) {
            GuaranteeTable.starts(guarantees).forEach(out::println);
            out.println();
        }
        sentences(guarantees).stream().flatMap(text -> style.wrap(text, style.width()).stream()).forEach(out::println);
    }

    /** A paragraph for each thing that there is to say. */
    private static List<String> sentences(Guarantees guarantees) {
        List<String> sentences = new ArrayList<>();
        sentences.add(GuaranteeWords.theorem(guarantees.certification()));
        sentences.add(GuaranteeWords.certificate(guarantees.certification()));
        if (!guarantees.starts().isEmpty()) {
            sentences.add(GuaranteeWords.starts(guarantees.starts()));
        }
        if (guarantees.stability() != null) {
            sentences.add(StabilityWords.of(guarantees.stability()));
        }
        if (guarantees.testGap() != null) {
            sentences.add(GuaranteeWords.testGap(guarantees.testGap()));
        }
        return sentences;
    }

    private Json json(Prepared prepared, Guarantees guarantees, boolean repeated) {
        RunOptions.Run run = prepared.run();
        Certification one = guarantees.certification();
        return Json.of("mha.certify/1").put("model", model.toString()).put("data", prepared.dataset().name())
                .put("complete", guarantees.missing().isEmpty()).put("missing", guarantees.missing())
                .put("samples", prepared.training().samples().samples())
                .put("heads", prepared.training().shape().heads())
                .put("run",
                        new Json().put("initialization", Figures.name(run.initialization()))
                                .put("size", run.size()).put("seed", run.seed()).put("step", run.step())
                                .put("iterations", run.iterations())
                                .put("repeated", one.end() == null ? null : repeated))
                .put("quantities", guarantees.rows().stream().map(CertifyJson::row).toList())
                .put("theorem", CertifyJson.theorem(one)).put("path", CertifyJson.path(one))
                .put("starts", guarantees.starts().stream().map(CertifyJson::start).toList())
                .put("stability",
                        guarantees.stability() == null
                                ? null
                                : CertifyJson.stability(guarantees.stability(), guarantees.stabilityBound(),
                                        one.path()))
                .put("testGap", CertifyJson.interval(guarantees.testGap()));
    }
}
