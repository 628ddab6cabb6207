package dev.mha.core.trial;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.HeadComparison.Kind;
import dev.mha.core.trial.HeadComparison.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Head counts on equal terms, from the trainings of the initialization that was swept over every step. */
final class HeadComparisons {
    private static final Comparator<Row> BETTER = Comparator.<Row>comparingDouble(row -> row.testError().mean())
            .thenComparingDouble(row -> row.testLoss().mean());

    private final Initialization initialization;
    /** Trainings by step, then heads; a combination that diverged is not in it. */
    private final Map<Double, TreeMap<Integer, List<CellResult>>> bySteps = new TreeMap<>();
    private final int iterations;
    private final List<Integer> iterationChoices;
    private final int repeats;

    private HeadComparisons(Map<Combination, List<CellResult>> combinations, TrialSettings settings) {
        this.initialization = settings.initializations().getFirst();
        this.iterations = settings.iterations();
        this.iterationChoices = settings.iterationChoices();
        this.repeats = settings.repeats();
        combinations.forEach((key, cells) -> {
            if (key.initialization() == initialization && cells.stream().noneMatch(CellResult::diverged)) {
                bySteps.computeIfAbsent(key.step(), step -> new TreeMap<>()).put(key.heads(), cells);
            }
        });
    }

    /**
     * The three comparisons.
     *
     * @param chosen the recommended setting, whose step is the common one if it was swept; null when all diverged
     */
    static List<HeadComparison> of(Map<Combination, List<CellResult>> combinations, TrialSettings settings,
            Setting chosen) {
        HeadComparisons comparisons = new HeadComparisons(combinations, settings);
        double step = comparisons.commonStep(settings, chosen);
        SortedMap<Integer, List<CellResult>> heads = comparisons.bySteps.getOrDefault(step, new TreeMap<>());
        return List.of(comparisons.sameStep(step, heads), comparisons.bestStep(), comparisons.equalLoss(step, heads));
    }

    private double commonStep(TrialSettings settings, Setting chosen) {
        return chosen != null && chosen.initialization() == initialization ? chosen.step() : settings.referenceStep();
    }

    private HeadComparison sameStep(double step, SortedMap<Integer, List<CellResult>> heads) {
        List<Row> rows = new ArrayList<>();
        heads.forEach((h, cells) -> rows.add(row(h, step, atIterations(cells, iterations))));
        HeadComparison all = comparison(Kind.SAME_STEP, step, Double.NaN, rows,
                "At step " + Words.number(step) + " and " + Words.count(iterations, "iteration") + " for all");
        return all.rows().isEmpty()
                ? all
                : new HeadComparison(all.kind(), initialization, step, Double.NaN, rows,
                        all.reading() + unquiet(heads));
    }

    /** Where the step is too large for a head count, the comparison also tells who takes that step. */
    private static String unquiet(SortedMap<Integer, List<CellResult>> heads) {
        int most = 0;
        String text = "";
        for (Map.Entry<Integer, List<CellResult>> entry : heads.entrySet()) {
            int ascents = entry.getValue().stream().mapToInt(CellResult::ascents).sum();
            if (ascents > most) {
                most = ascents;
                text = " With " + Words.heads(entry.getKey()) + " the training loss rose "
                        + Words.count(ascents, "time") + " at this step, so part of the difference may come from the "
                        + "step.";
            }
        }
        return text;
    }

    private HeadComparison bestStep() {
        TreeMap<Integer, Row> best = new TreeMap<>();
        bySteps.forEach((step, heads) -> heads.forEach((h, cells) -> {
            for (int k : iterationChoices) {
                best.merge(h, row(h, step, atIterations(cells, k)), (a, b) -> BETTER.compare(b, a) < 0 ? b : a);
            }
        }));
        return comparison(Kind.BEST_STEP, Double.NaN, Double.NaN, List.copyOf(best.values()),
                "Each at the step and iterations that suit it best");
    }

    private HeadComparison equalLoss(double step, SortedMap<Integer, List<CellResult>> heads) {
        int splits = heads.isEmpty() ? 0 : heads.get(heads.firstKey()).size();
        double[] reached = new double[splits];
        for (int s = 0; s < splits; s++) {
            for (List<CellResult> cells : heads.values()) {
                reached[s] = Math.max(reached[s], lowest(cells.get(s)));
            }
        }
        List<Row> rows = new ArrayList<>();
        heads.forEach((h, cells) -> {
            List<Reached> points = new ArrayList<>();
            for (int s = 0; s < splits; s++) {
                points.add(new Reached(cells.get(s), firstAtMost(cells.get(s), reached[s])));
            }
            rows.add(row(h, step, points));
        });
        double target = splits == 0 ? Double.NaN : FoldStatistics.mean(reached);
        String reachedByAll = splits == 0 ? "" : " (" + Words.loss(target) + ")";
        return comparison(Kind.EQUAL_TRAINING_LOSS, step, target, rows,
                "At step " + Words.number(step) + ", each stopped at the training loss that all reach" + reachedByAll);
    }

    private static double lowest(CellResult cell) {
        return cell.checkpoints().stream().mapToDouble(Checkpoint::trainLoss).min().orElseThrow();
    }

    private static Checkpoint firstAtMost(CellResult cell, double loss) {
        return cell.checkpoints().stream().filter(point -> point.trainLoss() <= loss).findFirst().orElseThrow();
    }

    /** One training and the point of it to compare. */
    private record Reached(CellResult cell, Checkpoint point) {}

    private static List<Reached> atIterations(List<CellResult> cells, int iterations) {
        return cells.stream().map(cell -> new Reached(cell, cell.after(iterations))).toList();
    }

    private Row row(int heads, double step, List<Reached> points) {
        return new Row(heads, step, Summaries.estimate(points, p -> p.point().iteration(), repeats).mean(),
                Summaries.estimate(points, p -> p.point().trainLoss(), repeats),
                Summaries.estimate(points, p -> p.point().testLoss(), repeats),
                Summaries.estimateError(points, p -> p.point().testError(), repeats),
                points.getFirst().cell().parameters());
    }

    private HeadComparison comparison(Kind kind, double step, double trainLoss, List<Row> rows, String terms) {
        if (rows.size() < 2) {
            return new HeadComparison(kind, initialization, step, trainLoss, List.of(),
                    terms + ": fewer than two head counts can be compared.");
        }
        return new HeadComparison(kind, initialization, step, trainLoss, rows, terms + ": " + reading(kind, rows));
    }

    private String reading(Kind kind, List<Row> rows) {
        Row error = rows.stream().min(BETTER).orElseThrow();
        Row test = rows.stream().min(Comparator.comparingDouble(row -> row.testLoss().mean())).orElseThrow();
        Row train = rows.stream().min(Comparator.comparingDouble(row -> row.trainLoss().mean())).orElseThrow();
        Row other = error.equals(rows.getFirst()) ? rows.getLast() : rows.getFirst();
        String result = "lowest test error with " + Words.heads(error.heads()) + " ("
                + Words.percent(error.testError()) + "; " + Words.heads(other.heads()) + ": "
                + Words.percent(other.testError()) + "), lowest test loss with " + Words.heads(test.heads()) + " ("
                + Words.loss(test.testLoss().mean()) + ")";
        if (kind == Kind.EQUAL_TRAINING_LOSS) {
            return result + ".";
        }
        return result + ", lowest training loss with " + Words.heads(train.heads()) + " ("
                + Words.loss(train.trainLoss().mean()) + ").";
    }
}
