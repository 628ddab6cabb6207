package dev.mha.core.trial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What may be recommended, with its figures on every split: each combination that diverged on none, after each number
 * of iterations that can be chosen.
 *
 * @param settings one for each candidate
 * @param errors test error, {@code [candidates, splits]}
 * @param losses test loss, {@code [candidates, splits]}
 * @param trainLosses training loss, {@code [candidates, splits]}
 * @param folds splits of one repeat
 */
record Candidates(List<Setting> settings, double[][] errors, double[][] losses, double[][] trainLosses, int folds) {

    /**
     * @param combinations the trainings of each combination, one a split
     */
    static Candidates of(Collection<List<CellResult>> combinations, List<Integer> iterations, int folds) {
        List<Setting> settings = new ArrayList<>();
        List<double[]> errors = new ArrayList<>();
        List<double[]> losses = new ArrayList<>();
        List<double[]> trainLosses = new ArrayList<>();
        for (List<CellResult> cells : combinations) {
            if (cells.stream().anyMatch(CellResult::diverged)) {
                continue;
            }
            Cell cell = cells.getFirst().cell();
            for (int k : iterations) {
                List<Checkpoint> points = cells.stream().map(result -> result.after(k)).toList();
                settings.add(new Setting(cell.heads(), cell.step(), cell.initialization(), k));
                errors.add(points.stream().mapToDouble(Checkpoint::testError).toArray());
                losses.add(points.stream().mapToDouble(Checkpoint::testLoss).toArray());
                trainLosses.add(points.stream().mapToDouble(Checkpoint::trainLoss).toArray());
            }
        }
        return new Candidates(List.copyOf(settings), errors.toArray(double[][]::new), losses.toArray(double[][]::new),
                trainLosses.toArray(double[][]::new), folds);
    }

    int size() {
        return settings.size();
    }

    int splits() {
        return errors[0].length;
    }

    int repeats() {
        return splits() / folds;
    }

    Estimate error(int candidate) {
        return FoldStatistics.estimateError(errors[candidate], repeats());
    }

    Estimate loss(int candidate) {
        return FoldStatistics.estimate(losses[candidate], repeats());
    }

    Estimate trainLoss(int candidate) {
        return FoldStatistics.estimate(trainLosses[candidate], repeats());
    }
}
