package dev.mha.core.trial;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.trial.Workers.Job;
import dev.mha.kernels.Kernels;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The search over heads, step sizes and initializations by cross-validation: trainings run in parallel, each serial
 * inside, and every figure but the seconds is bitwise the same for any number of threads.
 */
public final class Trial {
    private final Dataset data;
    private final TrialSettings settings;
    private final TrialPlan plan;
    private final int threads;
    private final TrialStore store;
    private final Workers workers;
    private final Set<Cell> known = ConcurrentHashMap.newKeySet();

    private Trial(Dataset data, TrialSettings settings, int threads, TrialStore store, TrialListener listener) {
        this.data = data;
        this.settings = settings;
        this.plan = TrialPlan.of(data, settings);
        this.threads = threads;
        this.store = store;
        this.workers = new Workers(threads, listener, plan.cells().size(), plan.totalWork());
    }

    /**
     * Runs a trial.
     *
     * <p>When the data name a test part ({@link Dataset#test}), the folds are inside the training part only; then the
     * recommended setting and the baselines are trained on the whole training part and judged on the test part, once.
     *
     * @param threads number of trainings at the same time
     * @param listener told how far it is; may cancel
     * @throws IllegalArgumentException
     *             when there is no thread, or the data do not allow the folds
     * @throws CancellationException
     *             when the listener cancelled, or the calling thread was interrupted (it still is)
     */
    public static TrialResult run(Dataset data, TrialSettings settings, int threads, TrialListener listener) {
        return checked(data, settings, threads, TrialStore.NONE, listener).run(false);
    }

    /**
     * Runs a trial with the trainings that are known already, and reports what it has when it is stopped: settings that
     * were done on every split are compared, the others are left out, and a test part is not looked at.
     *
     * @param store asked for trainings before they are made, and told of those that were
     * @throws IllegalArgumentException
     *             when there is no thread, or the data do not allow the folds
     * @throws CancellationException
     *             when it was stopped before any setting was done on every split
     */
    public static TrialResult run(Dataset data, TrialSettings settings, int threads, TrialStore store,
            TrialListener listener) {
        return checked(data, settings, threads, store, listener).run(true);
    }

    private static Trial checked(Dataset data, TrialSettings settings, int threads, TrialStore store,
            TrialListener listener) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(listener, "listener");
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
        }
        return new Trial(data, settings, threads, store, listener);
    }

    /** @param partly whether a trial that is stopped gives what it has */
    private TrialResult run(boolean partly) {
        EncodedSplit[] encoded = encode(plan.splits());
        BaselineScores[] baselineScores = new BaselineScores[encoded.length];
        CellResult[] cells = new CellResult[plan.cells().size()];
        List<Job> jobs = new ArrayList<>();
        for (int s = 0; s < encoded.length; s++) {
            int split = s;
            // Infinite work: before all trainings, as their length is not known and is short beside a training's.
            jobs.add(new Job(Double.POSITIVE_INFINITY,
                    work -> baselineScores[split] = BaselineScores.of(data, plan.splits().get(split),
                            settings.seed())));
        }
        for (int c = 0; c < cells.length; c++) {
            int index = c;
            Cell cell = plan.cells().get(c);
            jobs.add(new Job(plan.work().get(c),
                    work -> cells[index] = train(encoded[cell.split()], cell, plan.work().get(index), work)));
        }
        try {
            workers.run(jobs);
        } catch (CancellationException stopped) {
            List<CellResult> whole = whole(cells);
            if (!partly || whole.isEmpty() || Arrays.asList(baselineScores).contains(null)) {
                throw stopped;
            }
            return conclude(whole, List.of(baselineScores), (cells.length - whole.size()) / encoded.length, true);
        }
        return conclude(List.of(cells), List.of(baselineScores), 0, partly);
    }

    /** The trainings of the settings that were done on every split. */
    private List<CellResult> whole(CellResult[] cells) {
        List<CellResult> done = Arrays.stream(cells).filter(Objects::nonNull).toList();
        Map<Combination, List<CellResult>> combinations = Summaries.byCombination(done);
        return done.stream().filter(
                one -> combinations.get(Combination.of(one.cell())).size() == plan.splits().size()).toList();
    }

    private EncodedSplit[] encode(List<Split> splits) {
        EncodedSplit[] encoded = new EncodedSplit[splits.size()];
        List<Job> jobs = new ArrayList<>();
        for (int s = 0; s < encoded.length; s++) {
            int split = s;
            jobs.add(new Job(splits.get(s).train().length,
                    work -> encoded[split] = EncodedSplit.of(data, splits.get(split), settings.tokens())));
        }
        workers.run(jobs);
        return encoded;
    }

    private CellResult train(EncodedSplit split, Cell cell, double operations, Workspace work) {
        CellResult earlier = store.find(cell);
        if (earlier != null) {
            known.add(cell);
            workers.did(operations);
            workers.didCell();
            return earlier;
        }
        double share = operations / settings.iterations();
        int[] last = {0};
        CellResult result = CellTraining
                .run(split, cell, settings, settings.iterations(), seed(cell.split()), work,
                        (iteration, loss, theta) -> {
                            workers.did((iteration - last[0]) * share);
                            last[0] = iteration;
                            return !workers.cancelled();
                        })
                .result();
        if (workers.cancelled()) {
            return null; // it may have stopped on its way
        }
        store.keep(result);
        workers.did((settings.iterations() - last[0]) * share);
        workers.didCell();
        return result;
    }

    /** Every split starts elsewhere, all head counts and steps on one split alike; -1 is the whole training part. */
    private long seed(int split) {
        return seed(settings, split);
    }

    static long seed(TrialSettings settings, int split) {
        return settings.seed() + 1 + split;
    }

    private TrialResult conclude(List<CellResult> cells, List<BaselineScores> baselineScores, int leftOut,
            boolean partly) {
        Map<Combination, List<CellResult>> combinations = Summaries.byCombination(cells);
        List<SettingsSummary> summaries = combinations.values().stream()
                .map(group -> Summaries.of(group, settings.iterationChoices(), settings.repeats())).toList();
        List<StepRange> stepRanges = StepRanges.of(combinations);
        List<BaselineSummary> baselines = BaselineScores.summaries(baselineScores, settings.repeats());
        List<SplitFacts> splits = plan.splits().stream().map(this::facts).toList();
        Candidates candidates = Candidates
                .of(combinations.values(), settings.iterationChoices(), settings.folds());
        Setting chosen = candidates.size() == 0
                ? null
                : candidates.settings().get(Selection.choose(candidates).chosen());
        boolean tested = data.test() != null && chosen != null;
        HeldOutTest heldOut = tested && leftOut == 0
                ? heldOut(chosen, Recommender.strongest(baselines).name(), partly)
                : null;
        Recommendation recommendation = new Recommender(candidates, baselines, splits,
                heldOut == null ? null : heldOut.figures(), heldOut == null ? null : heldOut.difference())
                .recommend(settings, summaries, stepRanges);
        if (leftOut > 0 || (tested && heldOut == null)) {
            recommendation = recommendation.soFar(summaries.size(), summaries.size() + leftOut);
        }
        workers.finish();
        return new TrialResult(settings, dataFacts(), splits, cells, summaries, baselines,
                HeadComparisons.of(combinations, settings, chosen), stepRanges, recommendation,
                heldOut == null ? null : heldOut.figures(), workers.seconds(),
                (int) cells.stream().filter(one -> known.contains(one.cell())).count(), threads,
                Kernels.describe().toString(), leftOut);
    }

    /** The look at the test part; null where a trial that gives what it has was stopped before. */
    private HeldOutTest heldOut(Setting chosen, String strongest, boolean partly) {
        try {
            return heldOut(chosen, strongest);
        } catch (CancellationException stopped) {
            if (!partly) {
                throw stopped;
            }
            return null;
        }
    }

    private HeldOutTest heldOut(Setting chosen, String strongest) {
        Split split = Splits.byPart(data.test());
        EncodedSplit encoded = encode(List.of(split))[0];
        CellTraining.Outcome[] outcome = new CellTraining.Outcome[1];
        BaselineScores[] scores = new BaselineScores[1];
        Cell cell = new Cell(chosen.heads(), chosen.step(), chosen.initialization(), -1);
        workers.run(List.of(
                new Job(1, work -> outcome[0] = CellTraining.run(encoded, cell, settings, chosen.iterations(), seed(-1),
                        work, (iteration, loss, theta) -> !workers.cancelled())),
                new Job(0, work -> scores[0] = BaselineScores.of(data, split, settings.seed()))));
        return HeldOutTest.of(encoded, outcome[0], scores[0], strongest);
    }

    private SplitFacts facts(Split split) {
        return new SplitFacts(split.name(), split.train().length, split.test().length, positiveShare(split.train()),
                positiveShare(split.test()));
    }

    private double positiveShare(int[] rows) {
        int positive = 0;
        for (int row : rows) {
            positive += data.labels()[row] > 0 ? 1 : 0;
        }
        return (double) positive / rows.length;
    }

    private DataFacts dataFacts() {
        int heldOut = 0;
        if (data.test() != null) {
            for (boolean test : data.test()) {
                heldOut += test ? 1 : 0;
            }
        }
        return new DataFacts(data.name(), data.samples(), data.tokens(), data.features(),
                TrialPlan.encodedFeatures(data, settings.tokens()), data.lengths() != null, data.negative(),
                data.positive(), (double) data.positives() / data.samples(), heldOut);
    }
}
