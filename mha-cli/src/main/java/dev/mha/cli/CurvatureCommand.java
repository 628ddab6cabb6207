package dev.mha.cli;

import dev.mha.cli.curvature.CurvatureJson;
import dev.mha.cli.curvature.CurvaturePage;
import dev.mha.cli.curvature.CurvatureText;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.keep.KeptParts;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.model.ModelInput;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.NameText;
import dev.mha.cli.option.PageOptions;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.option.PositiveNumber;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.PageFacts;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.model.SavedModel;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.CurvatureSettings;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the curvature of the training loss at a model, beside what is proved about it. */
@Command(name = "curvature", customSynopsis = "mha curvature MODEL DATA [OPTIONS]", sortOptions = false, description = {
        "Curvature of the training loss at a model: what theory guarantees, what is certified on these very data, and"
                + " what was measured, side by side.",
        "Everything is computed in double precision unless --float is given. The least eigenvalue is an interval: a"
                + " measured value lies above it and can refute a lower bound, never prove one."},
        parameterListHeading = "%nData:%n", optionListHeading = "%nOptions:%n", footerHeading = "%nExamples:%n",
        footer = {
                "  mha curvature model.safetensors train.csv",
                "  mha curvature model.safetensors train.npz --eigenvalues 10 --max-steps 500",
                "  mha curvature model.safetensors train.npz --trace hutchpp --trace-width 0.01",
                "  mha curvature model.safetensors train.npz --json > curvature.json",
                "  mha curvature model.safetensors train.csv --html curvature.html",
                "  mha curvature model.safetensors train.npz --probes 100 --keep c.kept"})
final class CurvatureCommand implements Callable<Integer> {
    /** Share of Java's memory that one part of the measurement may take. */
    private static final double MEMORY = 0.6;

    /** All of a matrix of this size would take more than the memory of any machine. */
    private static final int MOST_EIGENVALUES = 1_000_000;

    /** The spread of the eigenvalues is known to a hundredth with these; each takes memory and 30 products. */
    private static final int MOST_PROBES = 10_000;

    private final Screen screen;

    @Parameters(index = "0", paramLabel = "MODEL", converter = PathText.class, description = "A safetensors file.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA",
            description = "A CSV or NPZ file, a bundled set, or - for standard input; with labels. Samples set apart"
                    + " for testing are left out.")
    private String data;

    @Option(names = "--eigenvalues", paramLabel = "K", defaultValue = "3", converter = PositiveInteger.class,
            description = "Eigenvalues of each end (default ${DEFAULT-VALUE}).")
    private int eigenvalues;

    @Option(names = "--max-steps", paramLabel = "N", defaultValue = "300", converter = PositiveInteger.class,
            description = "Most Lanczos steps; each is a product with the Hessian and keeps a vector (default"
                    + " ${DEFAULT-VALUE}).")
    private int maxSteps;

    @Option(names = "--tolerance", paramLabel = "X", defaultValue = "1e-6", converter = PositiveNumber.class,
            description = "Residual at which an eigenvalue has converged, as a share of it (default ${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(names = "--trace", paramLabel = "HOW", defaultValue = "exact", converter = NameText.Trace.class,
            completionCandidates = NameText.Trace.class,
            description = "How the trace is found: exact (default, by a formula), or estimated by hutchinson or"
                    + " hutchpp with a 95 %% interval.")
    private TraceEstimate.Method trace;

    @Option(names = "--trace-width", paramLabel = "X", defaultValue = "0.05", converter = PositiveNumber.class,
            description = "Half the width of its interval at which an estimated trace stops, as a share of it (default"
                    + " ${DEFAULT-VALUE}).")
    private double traceWidth;

    @Option(names = "--probes", paramLabel = "N", defaultValue = "4", converter = PositiveInteger.class,
            description = "Random vectors for the spread of the eigenvalues, 30 products each (default"
                    + " ${DEFAULT-VALUE}).")
    private int probes;

    @Option(names = "--float",
            description = "Search eigenvectors and spread with products in float, in half the time. Eigenvalues and"
                    + " residuals of the vectors found, bounds and certificates stay in double.")
    private boolean inFloat;

    @Option(names = "--keep", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Keep every part of the report in FILE as it is finished; when it is there, go on from it.")
    private Path keep;

    @Mixin
    private PageOptions page;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private SharedOptions shared;

    CurvatureCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        dataOptions.requireUse(data);
        if (eigenvalues > MOST_EIGENVALUES) {
            throw new UsageException("--eigenvalues is " + eigenvalues + ", must be at most " + MOST_EIGENVALUES);
        }
        if (probes > MOST_PROBES) {
            throw new UsageException("--probes is " + probes + ", must be at most " + MOST_PROBES);
        }
        List<String> inputs = List.of(model.toString(), data);
        page.check(keep == null ? List.of() : List.of(keep), inputs);
        SavedModel saved = ModelInput.read(model);
        Samples samples = DataReader
                .read(data, dataOptions.format(true, TrainingRecord.ofTraining(saved, model)), screen.in());
        samples.notes().forEach(screen::note);
        LabelledTokens tokens = LabelledTokens.of(saved, samples);
        tokens.notes().forEach(screen::note);
        KeptParts kept = keep == null
                ? null
                : KeptParts.open(screen, keep, "curvature", work(saved, tokens), inputs);
        if (kept != null && kept.size() > 0) {
            screen.note(keep + " has " + Figures.count(kept.size(), "part") + " of this report already");
        }
        Interruption.stoppably(() -> report(saved, tokens, measure(saved, tokens, kept), kept));
        return kept == null || kept.flush() ? Main.OK : Main.FAILED;
    }

    /** All that the figures depend on. */
    private Map<String, String> work(SavedModel saved, LabelledTokens tokens) {
        Map<String, String> work = new LinkedHashMap<>();
        work.put("--eigenvalues", Integer.toString(eigenvalues));
        work.put("--max-steps", Integer.toString(maxSteps));
        work.put("--tolerance", Double.toString(tolerance));
        work.put("--seed", Long.toString(shared.seed()));
        work.put("--probes", Integer.toString(probes));
        work.put("--trace", Names.of(trace));
        work.put("--trace-width", Double.toString(traceWidth));
        work.put("--float", inFloat ? "yes" : "no");
        work.put("parameters of the model", new Fingerprint().add(saved.classifier().shape().toString())
                .add(saved.classifier().theta()).text());
        work.put("data", new Fingerprint().add(tokens.tokens(), tokens.labels()).text());
        return work;
    }

    private void report(SavedModel saved, LabelledTokens tokens, CurvatureReport report, KeptParts kept) {
        if (shared.json()) {
            CurvatureJson.of(model, tokens, saved.classifier().shape(), report).print(screen);
        } else {
            CurvatureText.print(report, settings().lanczos(), saved.classifier().shape(), tokens.data().name(),
                    tokens.tokens(),
                    screen.out(), screen.style());
        }
        if (!report.complete() && kept == null) {
            screen.note(Interruption.STOPPED);
        } else if (!report.complete() && kept.isKept()) {
            screen.note("the same command goes on from the parts in " + keep);
        } else if (!report.complete() && kept.size() == 0) {
            screen.note("nothing is kept in " + keep
                    + ": the search for eigenvalues, the first part that is kept, did not end");
        }
        page.write(() -> CurvaturePage.of(report, settings().lanczos(), saved.classifier().shape().heads(),
                title(saved, tokens)), !shared.json(), screen);
    }

    private FigurePage.Title title(SavedModel saved, LabelledTokens tokens) {
        ClassifierShape shape = saved.classifier().shape();
        return new PageFacts().model(model, shape)
                .samples("Samples", tokens.labels().length, shape.tokens(), shape.features())
                .put("Eigenvalues", eigenvalues + " of each end, in at most " + Figures.count(maxSteps, "Lanczos step")
                        + ", to a share of " + Figures.brief(tolerance))
                .put("Trace",
                        trace == TraceEstimate.Method.EXACT
                                ? "exact"
                                : "estimated by " + Names.of(trace))
                .put("Spread", Figures.count(probes, "random probe"))
                .put("Arithmetic", inFloat ? "vectors searched in float" : "double")
                .title("mha curvature", tokens.data().name(), shared.seed(), Version.program());
    }

    private CurvatureSettings settings() {
        return new CurvatureSettings(eigenvalues, maxSteps, tolerance, shared.seed(),
                (long) (MEMORY * Runtime.getRuntime().maxMemory()), probes, trace, traceWidth, inFloat);
    }

    private CurvatureReport measure(SavedModel saved, LabelledTokens tokens, KeptParts kept) {
        ClassifierLoss loss = new ClassifierLoss(saved.classifier().shape(), tokens.tokens(), tokens.labels(), null,
                shared.workspace());
        try (ProgressLine progress = new ProgressLine(screen, "curvature")) {
            return CurvatureReport.of(loss, saved.classifier().theta(), settings(), share -> {
                progress.update(share);
                return !Interruption.requested();
            }, kept == null ? PartStore.NONE : kept);
        } catch (IllegalArgumentException tooLarge) {
            throw new FailureException(tooLarge.getMessage(), tooLarge);
        } catch (ArithmeticException overflow) {
            throw new FailureException("the curvature cannot be computed: " + overflow.getMessage()
                    + "; the values of the data or the model's weights are too large", overflow);
        } finally {
            if (kept != null) {
                kept.flush();
            }
        }
    }
}
