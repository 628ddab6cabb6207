package dev.mha.cli;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Samples;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.model.Prediction;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.LearningOptions;
import dev.mha.cli.option.NameText;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.option.PositiveNumber;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.option.StepText;
import dev.mha.cli.option.TokenOptions;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.train.CurvatureRecorder;
import dev.mha.cli.train.KeptTraining;
import dev.mha.cli.train.PreparedTraining;
import dev.mha.cli.train.TrainEnd;
import dev.mha.cli.train.TrainOutcome;
import dev.mha.cli.train.TrainReport;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.Initialization;
import dev.mha.core.model.SavedModel;
import dev.mha.core.train.StepSize;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import java.io.IOException;
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

/** Trains one model and writes it. */
@Command(name = "train", customSynopsis = "mha train DATA --out MODEL [OPTIONS]", sortOptions = false, description = {
        "Train one model by gradient descent and write it as a safetensors file.",
        "A test part (--part, --test, or the one that a bundled set names) is kept out of the training and"
                + " judged at the end."},
        parameterListHeading = "%nData:%n", optionListHeading = "%nOptions:%n", footerHeading = "%nExamples:%n",
        footer = {
                "  mha train digits --heads 8 --step 1 --out digits.safetensors",
                "  mha train mine.csv --label y --tokens 16x4 --test new.csv --out m.safetensors",
                "  mha train my.npz --step 4 --curvature p.csv --html p.html --out m.safetensors",
                "  mha train mine.npz --iterations 100000 --keep m.kept --out m.safetensors",
                "  mha train mine.npz --init warm --step auto --json --out m.safetensors"})
final class TrainCommand implements Callable<Integer> {
    private final Screen screen;

    @Parameters(paramLabel = "DATA", description = "A bundled set, a CSV or NPZ file, or - for standard input.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "MODEL", converter = PathText.Output.class,
            description = "File to write.")
    private Path out;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Option(names = "--heads", paramLabel = "N", defaultValue = "8", converter = PositiveInteger.class,
            description = "Number of heads (default ${DEFAULT-VALUE}).")
    private int heads;

    @Option(names = "--step", paramLabel = "X", defaultValue = "1", converter = StepText.class,
            description = "Step size: a number, auto for 1/L with the measured smoothness L, or a share such as 0.5/L"
                    + " (default ${DEFAULT-VALUE}).")
    private StepSize step;

    @Option(names = "--init", paramLabel = "NAME", defaultValue = "gauss", converter = NameText.Start.class,
            completionCandidates = NameText.Start.class,
            description = "Where to start: gauss, sign, warm or zero (default ${DEFAULT-VALUE}).")
    private Initialization initialization;

    @Option(names = "--size", paramLabel = "B", defaultValue = "1", converter = PositiveNumber.Size.class,
            description = "Size of the initialization (default ${DEFAULT-VALUE}).")
    private double size;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "300", converter = PositiveInteger.class,
            description = "Steps of gradient descent (default ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(names = "--target-loss", paramLabel = "X", converter = PositiveNumber.class,
            description = "Stop when the loss is at most this.")
    private Double targetLoss;

    @Option(names = "--max-seconds", paramLabel = "X", converter = PositiveNumber.class,
            description = "Stop after this time of this run, with that of --curvature; then the result is not"
                    + " reproducible.")
    private Double maxSeconds;

    @Option(names = "--keep", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Keep where the training is in FILE, every few seconds; when it is there, go on from it, to"
                    + " the same bits. More --iterations go on from a training that has ended, with --curvature where"
                    + " --curvature-every is the same.")
    private Path keep;

    @Option(names = "--test", paramLabel = "DATA", description = "Data to judge the model on.")
    private String test;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private LearningOptions learning;

    @Mixin
    private TokenOptions tokenOptions;

    @Mixin
    private CurvaturePathOptions curvature;

    @Mixin
    private SharedOptions shared;

    TrainCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        List<String> arguments = test == null ? List.of(data) : List.of(data, test);
        dataOptions.requireUse(arguments.toArray(String[]::new));
        learning.requireUse(data, test);
        TokenSettings tokenSettings = tokenOptions.settings();
        List<String> files = arguments.stream().filter(one -> BundledSet.byName(one) == null).toList();
        check(files);
        Samples samples = DataReader.read(data, learning.format(dataOptions), screen.in());
        samples.notes().forEach(screen::note);
        Dataset dataset = samples.dataset(learning.classes(data, samples));
        Samples judged = judged(samples, dataset);
        PreparedTraining from = PreparedTraining.of(dataset, tokenSettings, heads, initialization, size, shared.seed(),
                shared.threads(), screen);
        KeptTraining kept = keep == null
                ? KeptTraining.none(from.start())
                : KeptTraining.open(screen, keep, work(from), from.start(), iterations, files);
        Workspace work = shared.workspace();
        double eta = Double.isNaN(kept.step()) ? step(from, work) : kept.step();
        TrainReport report = new TrainReport(screen,
                new RunOptions.Run(initialization, size, shared.seed(), eta, iterations), out, curvature.files(), force,
                shared.json());
        Interruption.stoppably(() -> report.finish(train(samples, dataset, judged, from, report, kept, work), kept));
        return keep == null || kept.flush() ? Main.OK : Main.FAILED;
    }

    /** Refuses options and places that cannot be used. */
    private void check(List<String> inputs) {
        curvature.check();
        List<Map.Entry<String, Path>> places = new ArrayList<>(List.of(Map.entry("--out", out)));
        if (curvature.wanted()) {
            places.addAll(curvature.files().places());
        }
        if (keep != null) {
            places.add(Map.entry("--keep", keep));
        }
        WholeFile.requireApart(places);
        WholeFile.check(out, force, inputs);
        if (curvature.wanted()) {
            curvature.files().check(force, inputs);
        }
    }

    /** All that the bits of the training depend on. */
    private Map<String, String> work(PreparedTraining from) {
        Map<String, String> work = new LinkedHashMap<>();
        work.put("--heads", Integer.toString(heads));
        work.put("--step", StepText.of(step));
        work.put("--init", Names.of(initialization));
        work.put("--size", Double.toString(size));
        work.put("--seed", Long.toString(shared.seed()));
        work.put("--target-loss", targetLoss == null ? "none" : targetLoss.toString());
        curvature.addTo(work, iterations);
        work.put("settings of the tokens", String.join(" ", tokenOptions.words()));
        work.put("tokens or features", from.shape().toString());
        work.put("data", new Fingerprint().add(from.tokens(), from.labels()).text());
        return work;
    }

    /** The data of {@code --test}, or null: read before the training, which would be lost if they did not fit. */
    private Samples judged(Samples samples, Dataset dataset) {
        if (test == null) {
            return null;
        }
        DataFormat usual = TrainingRecord.format(samples, dataOptions);
        Samples judged = DataReader.read(test, dataOptions.format(true, usual), screen.in())
                .fitting(new Grid(dataset.tokens(), dataset.features()));
        ClassNames names = new ClassNames(dataset.negative(), dataset.positive());
        if (!Prediction.hasTheClasses(judged, names)) {
            throw new FailureException(judged.otherLabel(names) + ", which the training data have", null);
        }
        return judged;
    }

    private TrainOutcome train(Samples samples, Dataset dataset, Samples judged, PreparedTraining from,
            TrainReport report, KeptTraining kept, Workspace work) {
        double eta = report.asked().step();
        TrainingSettings settings = new TrainingSettings(eta, iterations, targetLoss == null ? 0 : targetLoss,
                maxSeconds == null ? Double.POSITIVE_INFINITY : maxSeconds);
        try (ProgressLine progress = new ProgressLine(screen, "training")) {
            if (PreparedTraining.isSlow(from.shape())) {
                progress.begin();
            }
            CurvatureRecorder recorder = curvature.wanted()
                    ? curvature.recorder(new ClassifierLoss(from.shape(), from.tokens(), from.labels(), null, work),
                            work.workers(), iterations, eta, shared.seed(), progress)
                    : null;
            if (recorder != null) {
                kept.measure(recorder);
            }
            TrainingRun run = run(dataset, from, settings, report, kept, recorder, work, progress);
            TrainEnd end = TrainEnd.of(run, iterations, recorder);
            boolean stopped = run.reason() == StopReason.LISTENER;
            AttentionClassifier classifier = new AttentionClassifier(from.shape(), run.theta());
            SavedModel model = new SavedModel(classifier, from.encoder(), dataset.negative(), dataset.positive(),
                    TrainingRecord.of(samples, dataset, dataOptions, learning.part(),
                            new RunOptions.Run(initialization, size, shared.seed(), eta, run.steps()),
                            run.finalLoss()));
            Metrics train = Metrics.of(classifier.scores(from.tokens(), work), from.labels());
            boolean resumes = !end.whole() && kept.flush();
            // a place that keeps nothing any more must not cost the model, nor a part of a training a whole one
            boolean writable = !resumes && (!stopped || !Files.exists(out));
            double seconds = kept.seconds() + run.seconds() - (recorder == null ? 0 : recorder.along());
            return new TrainOutcome(dataset, model, eta, run, seconds, train,
                    judge(model, dataset, judged, from, work), recorder, end, resumes, writable,
                    run.steps() > 0 && Arrays.equals(run.theta(), from.start()));
        }
    }

    private TrainingRun run(Dataset dataset, PreparedTraining from, TrainingSettings settings, TrainReport report,
            KeptTraining kept, CurvatureRecorder recorder, Workspace work, ProgressLine progress) {
        try {
            TrainingRun run = from.run(settings, size, kept, recorder, work, progress);
            if (recorder != null && run.reason() != StopReason.LISTENER) {
                recorder.seeLast(run.steps(), run.theta());
            }
            return run;
        } catch (FailureException failed) {
            progress.close();
            if (recorder != null && !recorder.rows().isEmpty()) {
                report.leave(dataset, recorder, failed);
            }
            throw failed;
        }
    }

    private double step(PreparedTraining from, Workspace work) {
        try {
            return step.resolve(from.shape(), from.tokens(), from.labels(), null, from.start(), work);
        } catch (ArithmeticException flat) {
            throw new FailureException("no step size can be measured: " + flat.getMessage() + "; give a number with"
                    + " --step", flat);
        }
    }

    private static Metrics judge(SavedModel model, Dataset dataset, Samples judged, PreparedTraining from,
            Workspace work) {
        if (judged != null) {
            return Prediction.of(model, "the model", judged, work).metrics();
        }
        return from.testTokens() == null
                ? null
                : Metrics.of(model.classifier().scores(from.testTokens(), work),
                        dataset.labels(from.split().test()));
    }
}
