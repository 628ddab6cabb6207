package dev.mha.core.trial;

import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.Initialization;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * What a trial sweeps and how it judges. Everything that decides a figure is here: the same settings on the same data
 * give the same figures, seconds excepted.
 *
 * <p>The first initialization is swept over every head count and step. Each further one is tried once, at the step
 * nearest to 1 and the middle head count, and {@link Initialization#ZERO} with the fewest heads, because from zero all
 * heads stay equal. {@code full} sweeps every initialization.
 *
 * @param sweep what is tried
 * @param size size {@code b} of the initialization
 * @param tokens how raw values become tokens
 * @param iterations steps of gradient descent of each training
 * @param division how the samples are divided
 * @param limits when a training stops before
 * @param seed of the folds and of the initializations
 * @param quick whether these are the settings of a quick look, for reports
 */
public record TrialSettings(Sweep sweep, double size, TokenSettings tokens, int iterations, Division division,
        Limits limits, long seed, boolean quick) {

    /**
     * What is tried.
     *
     * @param heads head counts, ascending
     * @param steps step sizes, ascending
     * @param initializations where to start, the one to sweep first
     * @param full whether every initialization is swept over every head count and step
     */
    public record Sweep(List<Integer> heads, List<Double> steps, List<Initialization> initializations, boolean full) {
        /**
         * @throws IllegalArgumentException
         *             naming the setting that is wrong
         */
        public Sweep {
            heads = List.copyOf(heads);
            steps = List.copyOf(steps);
            initializations = List.copyOf(initializations);
            require(!heads.isEmpty(), "heads is empty, name at least one head count");
            require(!steps.isEmpty(), "steps is empty, name at least one step size");
            require(!initializations.isEmpty(), "initializations is empty, name at least one");
            for (int i = 0; i < heads.size(); i++) {
                require(heads.get(i) >= 1, "heads has " + heads.get(i) + ", must be at least 1");
                require(i == 0 || heads.get(i) > heads.get(i - 1),
                        "heads is " + heads + ", must ascend without repeats");
            }
            for (int i = 0; i < steps.size(); i++) {
                require(steps.get(i) > 0 && Double.isFinite(steps.get(i)),
                        "steps has " + steps.get(i) + ", must be above 0 and finite");
                require(i == 0 || steps.get(i) > steps.get(i - 1),
                        "steps is " + steps + ", must ascend without repeats");
            }
            require(new HashSet<>(initializations).size() == initializations.size(),
                    "initializations is " + initializations + ", must not repeat");
        }
    }

    /**
     * How the samples are divided.
     *
     * @param validation into training and test parts
     * @param folds number of folds
     * @param repeats how often the folds are drawn anew, at most {@link #MAX_REPEATS}; 1 when the samples are in time
     *             order
     */
    public record Division(Validation validation, int folds, int repeats) {
        /**
         * @throws IllegalArgumentException
         *             naming the setting that is wrong
         */
        public Division {
            require(validation != null, "validation is null");
            require(folds >= 2, "folds is " + folds + ", must be at least 2");
            require(repeats >= 1 && repeats <= MAX_REPEATS,
                    "repeats is " + repeats + ", must be 1 to " + MAX_REPEATS);
            require(repeats == 1 || validation == Validation.STRATIFIED,
                    "repeats is " + repeats + ", samples in time order have one division only");
        }
    }

    /**
     * When a training stops before its last iteration.
     *
     * @param targetLoss when its loss is at most this; 0 for never
     * @param maxCellSeconds after this time; infinity for never. With a limit the figures are not reproducible
     */
    public record Limits(double targetLoss, double maxCellSeconds) {
        /** Neither. */
        public static final Limits NONE = new Limits(0, Double.POSITIVE_INFINITY);

        /**
         * @throws IllegalArgumentException
         *             naming the setting that is wrong
         */
        public Limits {
            require(targetLoss >= 0, "targetLoss is " + targetLoss + ", must be at least 0");
            require(maxCellSeconds > 0, "maxCellSeconds is " + maxCellSeconds + ", must be above 0");
        }
    }

    /**
     * Most repeats: the estimate's own error falls with their root, and ten are usual; every one holds the encoded data
     * in memory once for each fold.
     */
    public static final int MAX_REPEATS = 1000;

    /** How the samples are divided into training and test parts. */
    public enum Validation {
        /** Shuffled folds with the same share of each class. */
        STRATIFIED,
        /** Train on what came before, test on what came next: for samples in time order. */
        FORWARD_CHAINING
    }

    /**
     * About a minute on the bundled digits with 2 cores. Steps are about half a decade apart around the 1 of the
     * paper's experiments, so that three of them span a factor of ten.
     */
    public static final TrialSettings DEFAULT = new TrialSettings(
            new Sweep(List.of(1, 2, 4, 8, 16), List.of(0.3, 1.0, 3.0),
                    List.of(Initialization.GAUSS, Initialization.SIGN, Initialization.WARM, Initialization.ZERO),
                    false),
            1, TokenSettings.DEFAULT, 300, new Division(Validation.STRATIFIED, 5, 1), Limits.NONE, 1, false);

    /** Under 20 seconds on the bundled digits with 2 cores: fewer head counts, starts, folds and iterations. */
    public static final TrialSettings QUICK = new TrialSettings(
            new Sweep(List.of(1, 4, 8), List.of(0.5, 1.0, 2.0), List.of(Initialization.GAUSS), false), 1,
            TokenSettings.DEFAULT, 200, new Division(Validation.STRATIFIED, 3, 1), Limits.NONE, 1, true);

    /**
     * @throws IllegalArgumentException
     *             naming the setting that is wrong
     */
    public TrialSettings {
        require(size >= 0 && Double.isFinite(size), "size is " + size + ", must be at least 0 and finite");
        require(tokens != null, "tokens is null");
        require(iterations >= 1, "iterations is " + iterations + ", must be at least 1");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Head counts to try, ascending. */
    public List<Integer> heads() {
        return sweep.heads();
    }

    /** Step sizes to try, ascending. */
    public List<Double> steps() {
        return sweep.steps();
    }

    /** Where to start, the one to sweep first. */
    public List<Initialization> initializations() {
        return sweep.initializations();
    }

    /** Number of folds. */
    public int folds() {
        return division.folds();
    }

    /** How often the folds are drawn anew. */
    public int repeats() {
        return division.repeats();
    }

    /**
     * The step at which further initializations are tried: the one nearest to 1 by ratio, the smaller of two as near.
     */
    public double referenceStep() {
        double nearest = steps().getFirst();
        for (double step : steps()) {
            if (Math.abs(Math.log(step)) < Math.abs(Math.log(nearest))) {
                nearest = step;
            }
        }
        return nearest;
    }

    /** The head count at which further initializations are tried: the middle one, the larger of two. */
    public int referenceHeads() {
        return heads().get(heads().size() / 2);
    }

    /** Whether an initialization is swept over every head count and step. */
    public boolean sweeps(Initialization initialization) {
        return sweep.full() || initialization == initializations().getFirst();
    }

    /** Iterations that can be recommended, ascending: all of them, and half as many, four times. */
    public List<Integer> iterationChoices() {
        TreeSet<Integer> choices = new TreeSet<>();
        for (int k = iterations, i = 0; k >= 1 && i < 5; k /= 2, i++) {
            choices.add(k);
        }
        return List.copyOf(choices);
    }

    /**
     * Iterations at which a training is judged on its test part: 0, every choice, and between them each at least a
     * tenth later than the one before. One judgement costs a twelfth of an iteration at five folds, so some fifty are
     * noise.
     */
    public List<Integer> checkpointIterations() {
        TreeSet<Integer> points = new TreeSet<>(iterationChoices());
        points.add(0);
        for (long k = 1; k < iterations; k = Math.max(k + 1, Math.round(k * 1.1))) {
            points.add((int) k);
        }
        return List.copyOf(points);
    }

    /** The same with other head counts. */
    public TrialSettings withHeads(List<Integer> newHeads) {
        return withSweep(new Sweep(newHeads, steps(), initializations(), sweep.full()));
    }

    /** The same with other steps. */
    public TrialSettings withSteps(List<Double> newSteps) {
        return withSweep(new Sweep(heads(), newSteps, initializations(), sweep.full()));
    }

    /** The same with other initializations; {@code everywhere} sweeps each of them. */
    public TrialSettings withInitializations(List<Initialization> newInitializations, boolean everywhere) {
        return withSweep(new Sweep(heads(), steps(), newInitializations, everywhere));
    }

    private TrialSettings withSweep(Sweep newSweep) {
        return new TrialSettings(newSweep, size, tokens, iterations, division, limits, seed, quick);
    }

    /** The same with another size of the initialization. */
    public TrialSettings withSize(double newSize) {
        return new TrialSettings(sweep, newSize, tokens, iterations, division, limits, seed, quick);
    }

    /** The same with other tokens. */
    public TrialSettings withTokens(TokenSettings newTokens) {
        return new TrialSettings(sweep, size, newTokens, iterations, division, limits, seed, quick);
    }

    /** The same with another number of iterations. */
    public TrialSettings withIterations(int newIterations) {
        return new TrialSettings(sweep, size, tokens, newIterations, division, limits, seed, quick);
    }

    /** The same with another division of the samples. */
    public TrialSettings withValidation(Validation validation, int folds, int repeats) {
        return new TrialSettings(sweep, size, tokens, iterations, new Division(validation, folds, repeats), limits,
                seed, quick);
    }

    /** The same with another seed. */
    public TrialSettings withSeed(long newSeed) {
        return new TrialSettings(sweep, size, tokens, iterations, division, limits, newSeed, quick);
    }

    /** The same with limits of each training. */
    public TrialSettings withLimits(double targetLoss, double maxCellSeconds) {
        return new TrialSettings(sweep, size, tokens, iterations, division, new Limits(targetLoss, maxCellSeconds),
                seed, quick);
    }
}
