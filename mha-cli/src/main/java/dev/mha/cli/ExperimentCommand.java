package dev.mha.cli;

import dev.mha.cli.experiment.ExperimentFolder;
import dev.mha.cli.experiment.ExperimentJson;
import dev.mha.cli.experiment.ExperimentSummary;
import dev.mha.cli.experiment.ExperimentTable;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.option.WholeNumber;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.data.Dataset;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentCell;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.ExperimentRun;
import dev.mha.core.experiment.Experiments;
import dev.mha.core.experiment.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Repeats the experiments that stand behind the claims about heads. */
@Command(name = "experiment", description = {
        "Repeat experiments on heads, steps, starts, curvature and stability, and compare them with what is expected.",
        "Writes NAME.csv (every trial), NAME-medians.csv, NAME-verdicts.csv and NAME.svg for each. A run that was"
                + " stopped goes on where it was when it is started again."},
        customSynopsis = "mha experiment [OPTIONS] NAME...", sortOptions = false, optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nExperiments:%n", footerHeading = "%nExamples:%n", footer = {
                "  mha experiment --list                 what there is",
                "  mha experiment e1 e2                  more heads at the same step",
                "  mha experiment all --full --out runs  everything, to 64 heads",
                "  mha experiment e5 --full --markdown   its part of docs/reproduction.md"})
final class ExperimentCommand implements Callable<Integer> {
    private static final String ALL = "all";

    /** More would change no verdict, and their numbers must stay numbers. */
    private static final int MOST_TRIALS = 1000;

    /** Characters of the longest name, and one that keeps it apart. */
    private static final int NAME = 19;

    private final Screen screen;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names of experiments, or all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Name the experiments.")
    private boolean list;

    @Option(names = "--full", description = "To 64 heads and 160 samples, not 16 and 80.")
    private boolean full;

    @Option(names = "--trials", paramLabel = "N", converter = WholeNumber.OfInt.class,
            description = "Repetitions, each with data and starts of its own (default 5; e4 takes twice as many).")
    private Integer trials;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "mha-experiments", converter = PathText.Output.class,
            description = "Folder of the files (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--force", description = "Measure anew and replace the files; else what is there is continued.")
    private boolean force;

    @Option(names = "--markdown", description = "Print tables in Markdown, with reference figures beside.")
    private boolean markdown;

    @Mixin
    private SharedOptions shared;

    ExperimentCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        if (shared.json() && markdown) {
            throw new UsageException("--json and --markdown both say what to print: give one of them");
        }
        List<Experiment> all = Experiments.all(form(), Stream.of(BundledSet.SOIL, BundledSet.RADAR)
                .map(ExperimentCommand::dataset).toList());
        if (list) {
            list(all);
            return Main.OK;
        }
        List<Experiment> asked = asked(all);
        ExperimentFolder folder = new ExperimentFolder(out, shared.seed(), force);
        if (!Files.isDirectory(out)) {
            nothingKept();
        }
        folder.create();
        Map<Experiment, Map<ExperimentCell, double[]>> known = new LinkedHashMap<>();
        asked.forEach(experiment -> known.put(experiment, folder.known(experiment)));
        if (force) {
            asked.forEach(folder::clear);
        }
        if (known.values().stream().anyMatch(cells -> !cells.isEmpty())) {
            resumes();
        } else {
            nothingKept();
        }
        print(run(folder, known));
        return Main.OK;
    }

    private static void nothingKept() {
        Interruption.adds("nothing was kept: no trial had ended");
    }

    /** To be told once there is something to go on from. */
    private void resumes() {
        Interruption
                .adds("the same command" + (force ? " without --force" : "") + " goes on from the trials in " + out);
    }

    private static Dataset dataset(BundledSet set) {
        return set.read().dataset(set.classes());
    }

    private Form form() {
        Form form = full ? Form.FULL : Form.SMALL;
        if (trials != null && trials < 2) {
            throw new UsageException("--trials " + trials + ": at least 2 are needed, or there is no interval");
        }
        if (trials != null && trials > MOST_TRIALS) {
            throw new UsageException("--trials is " + trials + ", must be at most " + MOST_TRIALS);
        }
        return trials == null ? form : form.withTrials(trials);
    }

    private void list(List<Experiment> all) {
        if (shared.json()) {
            Json.of("mha.experiments/1").put("experiments", all.stream().map(ExperimentJson::listed).toList())
                    .print(screen);
            return;
        }
        for (Experiment experiment : all) {
            screen.line(NAME, experiment.name(), experiment.topic());
        }
        screen.out().println();
        TerminalStyle style = screen.style();
        style.wrap(ExperimentSummary.explained(all), style.width()).forEach(screen.out()::println);
    }

    private List<Experiment> asked(List<Experiment> all) {
        if (names.isEmpty()) {
            throw new UsageException("name an experiment, or all; --list names them");
        }
        if (names.contains(ALL)) {
            if (names.size() > 1) {
                throw new UsageException("'" + ALL + "' is every experiment: name none beside it");
            }
            return all;
        }
        for (String name : names) {
            if (all.stream().noneMatch(experiment -> experiment.name().equals(name))) {
                throw new UsageException("there is no experiment '" + name + "'; --list names them");
            }
        }
        return names.stream().distinct()
                .map(name -> all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow()).toList();
    }

    private List<ExperimentResult> run(ExperimentFolder folder,
            Map<Experiment, Map<ExperimentCell, double[]>> known) {
        double total = 0;
        for (Map.Entry<Experiment, Map<ExperimentCell, double[]>> entry : known.entrySet()) {
            total += entry.getKey().work(entry.getValue().keySet());
        }
        List<ExperimentResult> results = new ArrayList<>();
        double done = 0;
        try (ProgressLine progress = new ProgressLine(screen, "experiment")) {
            for (Map.Entry<Experiment, Map<ExperimentCell, double[]>> entry : known.entrySet()) {
                double before = done;
                double work = entry.getKey().work(entry.getValue().keySet());
                double all = total;
                results.add(run(folder, entry.getKey(), entry.getValue(),
                        share -> progress.update((before + share * work) / all)));
                done += work;
            }
        }
        return results;
    }

    /** Told the share of an experiment that is done. */
    private interface Share {
        void update(double share);
    }

    private ExperimentResult run(ExperimentFolder folder, Experiment experiment, Map<ExperimentCell, double[]> known,
            Share share) {
        int[] kept = {known.size()};
        ExperimentResult result = ExperimentRun
                .run(experiment, shared.seed(), known, shared.threads(), (done, values) -> {
                    share.update(done);
                    if (values.size() > kept[0]) {
                        kept[0] = values.size();
                        folder.keep(experiment, values);
                        resumes();
                    }
                    return true;
                });
        folder.write(result);
        return result;
    }

    private void print(List<ExperimentResult> results) {
        if (shared.json()) {
            Json.of("mha.experiment/1").put("form", full ? "full" : "small").put("seed", shared.seed())
                    .put("folder", out.toString())
                    .put("experiments", results.stream().map(ExperimentJson::result).toList()).print(screen);
            return;
        }
        if (markdown) {
            if (results.size() > 1) {
                screen.out().print(ExperimentTable.overview(results));
            }
            results.forEach(result -> screen.out()
                    .print(ExperimentTable.markdown(result, command(result.experiment()))));
            return;
        }
        TerminalStyle style = screen.style();
        for (ExperimentResult result : results) {
            ExperimentSummary.of(result, style).forEach(screen.out()::println);
            screen.out().println();
        }
        if (results.size() > 1) {
            ExperimentSummary.total(results, style).forEach(screen.out()::println);
        }
        screen.out().println("Files: " + out);
        style.wrap(
                "docs/reproduction.md has the figures of all experiments beside reference figures, docs/theory.md the"
                        + " formulas.",
                style.width()).forEach(screen.out()::println);
    }

    /** The command line that prints an experiment. */
    private String command(Experiment experiment) {
        return "mha experiment " + experiment.name() + (full ? " --full" : "")
                + (trials == null ? "" : " --trials " + trials)
                + (shared.seed() == 1 ? "" : " --seed " + shared.seed());
    }
}
