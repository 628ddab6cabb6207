package dev.mha.core.trial;

import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.GradientDescent;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a trial will do: its splits, its trainings, and how much work they are.
 *
 * @param splits divisions of the samples, in the order of {@link Cell#split()}
 * @param cells trainings, ordered by initialization, heads, step, split as in the settings
 * @param work floating-point operations of each training, in the same order
 */
public record TrialPlan(List<Split> splits, List<Cell> cells, List<Double> work) {
    /** Copies the lists. */
    public TrialPlan {
        splits = List.copyOf(splits);
        cells = List.copyOf(cells);
        work = List.copyOf(work);
    }

    /**
     * Plans a trial. Samples that the data set apart for testing are in no split.
     *
     * @throws IllegalArgumentException when the data have one class only or too few samples for the folds
     */
    public static TrialPlan of(Dataset data, TrialSettings settings) {
        data.requireBothClasses();
        List<Split> splits = splits(data, settings);
        List<Cell> cells = new ArrayList<>();
        List<Double> work = new ArrayList<>();
        for (Combination combination : combinations(settings)) {
            for (int s = 0; s < splits.size(); s++) {
                cells.add(combination.cell(s));
                work.add(operations(data, settings, combination.heads(), splits.get(s)));
            }
        }
        return new TrialPlan(splits, cells, work);
    }

    /** Floating-point operations of all trainings. */
    public double totalWork() {
        return work.stream().mapToDouble(w -> w).sum();
    }

    /** Bytes of all divisions as tokens, which stay in memory: each once as rows and once as the kernels read it. */
    public static long bytes(Dataset data, TrialSettings settings) {
        long divisions = settings.division().validation() == TrialSettings.Validation.STRATIFIED
                ? (long) settings.folds() * settings.repeats()
                : settings.folds();
        return 8 * divisions * data.samples() * data.tokens() * encodedFeatures(data, settings.tokens());
    }

    /**
     * Bytes of the trainings that are at work at the same time, each on one thread, with the most heads.
     *
     * @throws IllegalArgumentException when there is no such trial, or the parameters of so many heads do not fit one
     *             array
     */
    public static long trainingBytes(Dataset data, TrialSettings settings, int threads) {
        ClassifierShape shape = new ClassifierShape(Collections.max(settings.heads()), data.tokens(),
                encodedFeatures(data, settings.tokens()));
        return Math.min(threads, of(data, settings).cells().size())
                * GradientDescent.bytes(shape, data.samples(), 1);
    }

    private static Set<Combination> combinations(TrialSettings settings) {
        Set<Combination> combinations = new LinkedHashSet<>();
        for (Initialization initialization : settings.initializations()) {
            boolean swept = settings.sweeps(initialization);
            List<Double> steps = swept ? settings.steps() : List.of(settings.referenceStep());
            int once = initialization == Initialization.ZERO ? settings.heads().getFirst() : settings.referenceHeads();
            List<Integer> heads = swept ? settings.heads() : List.of(once);
            for (int h : heads) {
                for (double step : steps) {
                    combinations.add(new Combination(h, step, initialization));
                }
            }
        }
        return combinations;
    }

    private static List<Split> splits(Dataset data, TrialSettings settings) {
        int[] rows = IntStream.range(0, data.samples()).filter(i -> data.test() == null || !data.test()[i]).toArray();
        List<Split> splits = switch (settings.division().validation()) {
            case STRATIFIED -> stratified(data, data.labels(rows), settings);
            case FORWARD_CHAINING -> Splits.forwardChaining(rows.length, settings.folds());
        };
        return splits.stream()
                .map(split -> new Split(split.name(), pick(rows, split.train()), pick(rows, split.test())))
                .toList();
    }

    private static List<Split> stratified(Dataset data, float[] labels, TrialSettings settings) {
        int positives = 0;
        for (float label : labels) {
            positives += label > 0 ? 1 : 0;
        }
        Splits.requireSamples(settings.folds(), labels.length - positives, data.negative(), positives,
                data.positive());
        return Splits.stratified(labels, settings.folds(), settings.repeats(), settings.seed());
    }

    private static int[] pick(int[] rows, int[] indexes) {
        return IntStream.of(indexes).map(i -> rows[i]).toArray();
    }

    /**
     * Operations of one training: two for each multiply-add of its losses and gradients, which are twice a forward
     * pass; the judgements on the way are left out, they are near 2 %.
     */
    private static double operations(Dataset data, TrialSettings settings, int heads, Split split) {
        return 4.0 * settings.iterations() * MultiplyAdds.forward(split.train().length, heads, data.tokens(),
                encodedFeatures(data, settings.tokens()));
    }

    /** Features of a finished token. */
    static int encodedFeatures(Dataset data, TokenSettings tokens) {
        return data.features() + 2 * tokens.positionFrequencies() + (tokens.constant() ? 1 : 0);
    }
}
