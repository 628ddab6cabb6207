package dev.mha.cli;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.file.Destination;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.LearningOptions;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.option.TokenOptions;
import dev.mha.cli.program.Memory;
import dev.mha.cli.program.Version;
import dev.mha.cli.report.Provenance;
import dev.mha.cli.report.ReportDocument;
import dev.mha.cli.report.TerminalSummary;
import dev.mha.cli.report.TrialReport;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.trial.KeptCells;
import dev.mha.core.data.Dataset;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.Trial;
import dev.mha.core.trial.TrialPlan;
import dev.mha.core.trial.TrialResult;
import dev.mha.core.trial.TrialSettings;
import dev.mha.core.trial.TrialStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sweeps heads, step sizes and initializations over data, and recommends. */
@Command(name = "trial", description = {
        "Train with every number of heads, step size and initialization on folds of the data, compare, and recommend.",
        "Prints a table, a plot and a recommendation; writes report.html, report.json and cells.csv."},
        customSynopsis = "mha trial [OPTIONS] [DATA]", sortOptions = false, optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nData:%n", footerHeading = "%nExamples:%n", footer = {
                "  mha trial                            the bundled digits, about 80 seconds",
                "  mha trial --quick                    under half a minute, less sure",
                "  mha trial soil --heads 1,2,4,8       another bundled set (--list names them)",
                "  mha trial mine.csv --label y --tokens 16x4 --steps 0.5,1,2",
                "  mha trial mine.npz --json > trial.json"})
final class TrialCommand implements Callable<Integer> {
    /**
     * Multiply-adds in double that the theory may cost by an estimate from sizes, and for a quick look: some seconds.
     */
    private static final double THEORY = 3e10;

    private static final double QUICK_THEORY = 8e9;

    /** Characters of the longest name of a bundled set, and one that keeps it apart. */
    private static final int NAME = 8;

    private final Screen screen;

    @Parameters(arity = "0..1", paramLabel = "DATA", defaultValue = "digits",
            description = "A bundled set (--list), a CSV file (one row a sample, or columns sample and token), an NPZ"
                    + " file (X, y, optional mask), or - for standard input. Default: ${DEFAULT-VALUE}.")
    private String data;

    @Option(names = "--list", description = "Name the bundled sets.")
    private boolean list;

    @Mixin
    private SweepOptions sweep;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "mha-trial", converter = PathText.Output.class,
            description = "Folder of the report (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--force", description = "Replace an earlier report.")
    private boolean force;

    @Option(names = "--keep", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Keep every training in FILE as it ends; when it is there, go on from it.")
    private Path keep;

    @Option(names = "--title", paramLabel = "TEXT", description = "What to call the data in the report.")
    private String title;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private LearningOptions learning;

    @Mixin
    private TokenOptions tokenOptions;

    @Mixin
    private SharedOptions shared;

    TrialCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            return list();
        }
        if (title != null && title.isBlank()) {
            throw new UsageException("--title is empty");
        }
        TrialSettings settings = sweep.settings(false, shared.seed(), tokenOptions.settings());
        dataOptions.requireUse(data);
        learning.requireUse(data, null);
        WholeFile.requireOutside("--out", out, "--keep", keep);
        Destination.requireOther(out, BundledSet.byName(data) == null ? List.of(data) : List.of());
        boolean replace = force || TrialReport.isPartial(out);
        TrialReport.check(out, replace);
        Samples samples = DataReader.read(data, learning.format(dataOptions), screen.in());
        samples.notes().forEach(screen::note);
        if (samples.timeOrdered()) {
            settings = sweep.settings(true, shared.seed(), tokenOptions.settings());
        }
        Dataset dataset = dataset(samples);
        Memory.require(TrialPlan.bytes(dataset, settings),
                Figures.count((long) settings.folds() * settings.repeats(), "division") + " of "
                        + Figures.count(dataset.samples(), "sample"),
                "take fewer --folds or --repeats");
        requireTrainings(dataset, settings);
        KeptCells kept = keep == null
                ? null
                : KeptCells.open(screen, keep, dataset, settings,
                        BundledSet.byName(data) == null ? List.of(data) : List.of());
        if (kept != null && kept.size() > 0) {
            screen.note(
                    keep + " has " + Figures.count(kept.size(), "training") + " of these data and settings already");
        }
        TrialSettings all = settings;
        Interruption.stoppably(() -> report(dataset, all, run(dataset, all, kept), kept, replace));
        return kept == null || kept.flush() ? Main.OK : Main.FAILED;
    }

    /** Refuses numbers of heads whose trainings do not fit beside the divisions. */
    private void requireTrainings(Dataset dataset, TrialSettings settings) {
        int threads = shared.threads();
        try {
            Memory.require(
                    TrialPlan.bytes(dataset, settings) + TrialPlan.trainingBytes(dataset, settings, threads),
                    Figures.count(threads, "training") + " of " + Figures.count(settings.heads().getLast(), "head")
                            + " at a time",
                    threads > 1 ? "take fewer --heads or --threads" : "take fewer --heads");
        } catch (IllegalArgumentException unfit) {
            throw new FailureException(dataset.name() + ": " + unfit.getMessage(), unfit);
        }
    }

    private void report(Dataset dataset, TrialSettings settings, TrialResult result, KeptCells kept,
            boolean replace) throws IOException {
        SettingTheory.Outcome theory = theory(dataset, settings, result);
        Provenance provenance = new Provenance(Mha.typed(), words(), Version.program(), Runtime.version().toString());
        try {
            TrialReport.write(result, theory, provenance, out, replace);
        } catch (IOException failed) {
            // the disk may have filled up in the meantime: the work must not be lost
            print(result, theory, provenance, null);
            throw new IOException(failed.getMessage() + "; the answer without its report: "
                    + result.recommendation().headline(), failed);
        }
        print(result, theory, provenance, out.resolve("report.html"));
        boolean whole = result.complete() && !theory.stopped();
        if (!whole && kept == null) {
            screen.note(Interruption.STOPPED);
        } else if (!whole && kept.isKept()) {
            screen.note("the same command goes on from the trainings in " + keep);
        }
    }

    /** Prints the answer; {@code page} is null where the report could not be written. */
    private void print(TrialResult result, SettingTheory.Outcome theory, Provenance provenance, Path page) {
        if (shared.json()) {
            // The document of the report, so that there is one schema and not two that drift apart.
            screen.out().println(ReportDocument.json(result, theory, provenance).strip());
        } else {
            TerminalSummary.print(result, theory, provenance, page, screen.out(),
                    screen.style());
        }
    }

    private TrialResult run(Dataset dataset, TrialSettings settings, KeptCells kept) {
        try (ProgressLine progress = new ProgressLine(screen, "trainings")) {
            return Trial.run(dataset, settings, shared.threads(), kept == null ? TrialStore.NONE : kept, share -> {
                progress.update(share);
                return !Interruption.requested();
            });
        } catch (IllegalArgumentException unfit) {
            throw new FailureException(dataset.name() + ": " + unfit.getMessage(), unfit);
        } catch (CancellationException stopped) {
            throw new FailureException(
                    "stopped before any setting was done on every fold: there is nothing to report"
                            + "; " + afterStop(kept),
                    stopped);
        } finally {
            if (kept != null) {
                kept.flush();
            }
        }
    }

    /** What the next run finds, when this one has nothing to report. */
    private String afterStop(KeptCells kept) {
        if (kept == null) {
            return Interruption.HOW_TO_CONTINUE;
        }
        return kept.isKept()
                ? "the same command goes on from the trainings in " + keep
                : "nothing is kept in " + keep + (kept.isEmpty() ? ": no training had ended" : "");
    }

    private SettingTheory.Outcome theory(Dataset dataset, TrialSettings settings, TrialResult result) {
        if (!result.complete()) {
            return SettingTheory.Outcome.STOPPED;
        }
        try (ProgressLine progress = new ProgressLine(screen, "theory")) {
            return SettingTheory.of(dataset, settings, result.recommendation().chosen(),
                    settings.quick() ? QUICK_THEORY : THEORY, shared.workspace(), share -> {
                        progress.update(share);
                        return !Interruption.requested();
                    });
        }
    }

    /** The words of a command line that read the same data in the same way. */
    private String words() {
        return Stream.of(List.of(data), dataOptions.words(), learning.words(), tokenOptions.words())
                .flatMap(List::stream)
                .map(Provenance::quote).collect(Collectors.joining(" "));
    }

    private Dataset dataset(Samples samples) {
        Dataset read = samples.dataset(learning.classes(data, samples));
        return title == null
                ? read
                : new Dataset(title, read.samples(), read.tokens(), read.features(), read.x(), read.lengths(),
                        read.labels(), read.negative(), read.positive(), read.test());
    }

    private int list() {
        if (shared.json()) {
            List<Json> sets = Arrays.stream(BundledSet.values())
                    .map(set -> new Json().put("name", set.title()).put("tokens", set.tokens())
                            .put("features", set.features()).put("description", set.description()))
                    .toList();
            Json.of("mha.sets/1").put("sets", sets).print(screen);
            return Main.OK;
        }
        for (BundledSet set : BundledSet.values()) {
            screen.line(NAME, set.title(), set.description());
        }
        return Main.OK;
    }
}
