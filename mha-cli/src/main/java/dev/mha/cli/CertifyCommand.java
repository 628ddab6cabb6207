package dev.mha.cli;

import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.report.FigurePage;
import dev.mha.cli.report.Figures;
import dev.mha.cli.report.GuaranteeTable;
import dev.mha.cli.report.GuaranteeWords;
import dev.mha.cli.report.Guarantees;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.data.Dataset;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.model.Initialization;
import dev.mha.core.model.SavedModel;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
                + " set."}, parameterListHeading = "%nData:%n", optionListHeading = "%nOptions:%n", footerHeading = "%nExamples:%n", footer = {
                        "  mha certify digits.safetensors digits",
                        "  mha certify model.safetensors mine.csv --leave-out 200 --json",
                        "  mha certify w-and-u.safetensors d.npz --step 1 --iterations 200 --init zero"})
final class CertifyCommand implements Callable<Integer> {
    private static final int USUAL_INFLUENCES = 10;

    private final Screen screen;

    @Parameters(index = "0", paramLabel = "MODEL", converter = PathText.class, description = "A safetensors file that 'mha train' wrote.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA", description = "The data it was trained on: a bundled set, a CSV or NPZ file, or - for standard input.")
    private String data;

    @Option(names = "--test", paramLabel = "DATA", description = "Data to measure the generalization gap on.")
    private String test;

    @Option(names = "--leave-out", paramLabel = "N", defaultValue = "40", converter = PositiveInteger.class, description = "Samples to leave out by training again, drawn by the seed; 1 for none (default ${DEFAULT-VALUE}).")
    private int leaveOut;

    @Option(names = "--influence", paramLabel = "N", converter = PositiveInteger.class, description = "Samples of those to rank by influence functions (default "
            + USUAL_INFLUENCES + ").")
    private Integer influences;

    @Option(names = "--replace", paramLabel = "N", converter = PositiveInteger.class, description = "Samples to replace by test samples, one at a time (default: none).")
    private Integer replace;

    @Option(names = "--html", paramLabel = "FILE", converter = PathText.Output.class, description = "Also write a page with the report and its plots.")
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
        if (leaveOut == 1 && (replace != null || influences != null)) {
            throw new UsageException(
                    (replace != null ? "--replace" : "--influence") + " needs --leave-out of at least 2");
        }
        if (replace != null && replace == 1) {
            throw new UsageException("--replace 1: at least 2 samples are needed");
        }
        if (html != null) {
            WholeFile.check(html, force,
                    test == null ? List.of(model.toString(), data) : List.of(model.toString(), data, test));
        }
        SavedModel saved = PredictCommand.read(model);
        RunOptions.Run run = runOptions.of(saved, model);
        Prepared prepared = prepare(saved, run);
        if (replace != null && prepared.fresh() == null) {
            throw new UsageException("--replace takes test samples: give --test, or data with a test part");
        }
        Workspace work = shared.workspace();
        requireMemory(prepared.training(), work);
        Guarantees guarantees;
        try {
            guarantees = measure(prepared, work);
        } catch (ArithmeticException failed) {
            throw new FailureException(prepared.dataset().name() + ": " + failed.getMessage(), failed);
        }
        boolean repeated = Arrays.equals(guarantees.certification().end(), saved.classifier().theta());
        if (html != null) {
            StringWriter text = new StringWriter();
            print(prepared, guarantees, repeated, new PrintWriter(text));
            String page = FigurePage.of(guarantees.certification(), prepared.dataset().name() + ": mha certify",
                    text.toString());
            WholeFile.write(html, force, path -> Files.writeString(path, page));
        }
        if (shared.json()) {
            json(prepared, guarantees, repeated).print(screen);
        } else {
            print(prepared, guarantees, repeated, screen.out());
        }
        if (!repeated) {
            screen.note("the training repeated on " + prepared.dataset().name() + " does not end in the parameters of "
                    + model + ": the figures are those of the repeated training");
        }
        return Main.OK;
    }

    private Prepared prepare(SavedModel saved, RunOptions.Run run) {
        DataFormat asked = dataOptions.format(true, TrainingRecord.format(saved, model));
        DataFormat format = new DataFormat(asked.label(), asked.features(), null,
                saved.metadata().get(RunOptions.PART), asked.tokens(), asked.missing(), true, asked.expected());
        LabelledTokens tokens = tokens(saved, data, format);
        Dataset dataset = tokens.data();
        String fingerprint = saved.metadata().get("data_fingerprint");
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

    private static void requireMemory(Training training, Workspace work) {
        // the kernel, and the changes that the unroll keeps for every pair of samples
        int samples = training.samples().samples();
        long needed = TangentKernel.bytes(training.loss(work)) + 8L * samples * samples;
        long limit = Runtime.getRuntime().maxMemory();
        if (needed > limit / 10 * 9) {
            throw new FailureException(String.format(Locale.ROOT,
                    "the tangent kernel of %d samples needs %d MB, Java has %d MB: give it more with"
                            + " MHA_JAVA_OPTS=-Xmx%dg, or take fewer samples or --threads",
                    samples, needed >> 20, limit >> 20, ((needed / 9 * 10) >> 30) + 1), null);
        }
    }

    private Guarantees measure(Prepared prepared, Workspace work) {
        Training training = prepared.training();
        RunOptions.Run run = prepared.run();
        Certification certification;
        try (ProgressLine progress = new ProgressLine(screen, "training")) {
            certification = Certification.of(training, work, progress::update);
        }
        List<StartReport> starts = new ArrayList<>();
        try (ProgressLine progress = new ProgressLine(screen, "margins")) {
            for (Initialization initialization : Initialization.values()) {
                starts.add(StartReport.of(training, initialization, run.size(), run.seed(), work));
                progress.update((double) starts.size() / Initialization.values().length);
            }
        }
        StabilityReport stability = leaveOut == 1 ? null : stability(prepared, work);
        StabilityBound bound = stability == null
                ? null
                : StabilityBound.of(training, TokenGeometry.of(training.samples()), certification.path(),
                        stability.leftOut());
        return new Guarantees(certification, starts, stability, bound, fresh(prepared, certification, work));
    }

    private StabilityReport stability(Prepared prepared, Workspace work) {
        StabilitySettings settings = new StabilitySettings(leaveOut,
                influences == null ? USUAL_INFLUENCES : influences, replace == null ? 0 : replace,
                KernelUnroll.Refresh.USUAL, shared.seed());
        Map<StabilityReport.Part, ProgressLine> lines = new EnumMap<>(StabilityReport.Part.class);
        try {
            return StabilityReport.of(prepared.training(), settings, prepared.fresh(), work, (part, share) -> {
                synchronized (lines) {
                    lines.computeIfAbsent(part, one -> {
                        lines.values().forEach(ProgressLine::close);
                        return new ProgressLine(screen, one.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                    }).update(share);
                }
            });
        } finally {
            lines.values().forEach(ProgressLine::close);
        }
    }

    /** Loss of fresh samples minus the training loss, or null without them. */
    private static PairedDifference fresh(Prepared prepared, Certification certification, Workspace work) {
        return prepared.fresh() == null
                ? null
                : prepared.fresh().gap(prepared.training().shape(), certification.end(),
                        certification.path().lastLoss(), work);
    }

    private static void print(Prepared prepared, Guarantees guarantees, boolean repeated, PrintWriter out) {
        RunOptions.Run run = prepared.run();
        Training training = prepared.training();
        Screen.line(out, "data", prepared.dataset().name() + ", "
                + Figures.count(training.samples().samples(), "training sample") + " of "
                + Figures.count(training.shape().tokens(), "token") + " x "
                + Figures.count(training.shape().features(), "feature"));
        Screen.line(out, "training", Figures.count(training.shape().heads(), "head") + ", "
                + run.initialization().name().toLowerCase(Locale.ROOT) + " start, "
                + Figures.count(run.iterations(), "step") + " of " + Figures.brief(run.step())
                + (repeated ? ", repeated to the last bit" : ", repeated"));
        out.println();
        GuaranteeTable.quantities(guarantees).forEach(out::println);
        out.println();
        GuaranteeTable.conditions(guarantees).forEach(out::println);
        out.println();
        GuaranteeTable.starts(guarantees).forEach(out::println);
        out.println();
        out.println(GuaranteeWords.theorem(guarantees.certification()));
        out.println(GuaranteeWords.certificate(guarantees.certification()));
        out.println(GuaranteeWords.starts(guarantees.starts()));
        if (guarantees.stability() != null) {
            out.println(GuaranteeWords.stability(guarantees.stability()));
        }
        if (guarantees.testGap() != null) {
            out.println(GuaranteeWords.testGap(guarantees.testGap()));
        }
    }

    private Json json(Prepared prepared, Guarantees guarantees, boolean repeated) {
        RunOptions.Run run = prepared.run();
        Certification one = guarantees.certification();
        return Json.of("mha.certify/1").put("model", model.toString()).put("data", prepared.dataset().name())
                .put("samples", prepared.training().samples().samples())
                .put("heads", prepared.training().shape().heads())
                .put("run",
                        new Json().put("initialization", run.initialization().name().toLowerCase(Locale.ROOT))
                                .put("size", run.size()).put("seed", run.seed()).put("step", run.step())
                                .put("iterations", run.iterations()).put("repeated", repeated))
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
