package dev.mha.cli.report;

import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The path of one setting, averaged over its splits at the iterations that all of them recorded. A curve ends where the
 * first split stopped: behind that the mean would be over other samples.
 *
 * @param iterations steps taken, ascending
 * @param trainLoss mean training loss, one for each iteration
 * @param testLoss mean test loss
 * @param testError mean test error
 */
record MeanCurve(List<Integer> iterations, List<Double> trainLoss, List<Double> testLoss, List<Double> testError) {

    /**
     * Averages the paths of one setting.
     *
     * @param cells the trainings of one setting, one a split; at least one
     */
    static MeanCurve of(List<CellResult> cells) {
        TreeMap<Integer, List<Checkpoint>> byIteration = new TreeMap<>();
        for (CellResult cell : cells) {
            for (Checkpoint checkpoint : cell.checkpoints()) {
                byIteration.computeIfAbsent(checkpoint.iteration(), key -> new ArrayList<>()).add(checkpoint);
            }
        }
        byIteration.values().removeIf(points -> points.size() < cells.size());
        return new MeanCurve(List.copyOf(byIteration.keySet()), mean(byIteration, Checkpoint::trainLoss),
                mean(byIteration, Checkpoint::testLoss), mean(byIteration, Checkpoint::testError));
    }

    private static List<Double> mean(TreeMap<Integer, List<Checkpoint>> points, ToDoubleFunction<Checkpoint> figure) {
        return points.values().stream().map(list -> list.stream().mapToDouble(figure).sum() / list.size()).toList();
    }
}
