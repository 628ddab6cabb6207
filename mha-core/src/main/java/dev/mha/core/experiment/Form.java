package dev.mha.core.experiment;

import java.util.List;
import java.util.Objects;

/**
 * How large an experiment is: what it varies and how often it repeats, never what it measures.
 *
 * @param name what the user calls it
 * @param trials repetitions, each with data and starts of its own
 * @param heads numbers of heads, rising
 * @param samples numbers of training samples, rising; for experiments that vary those
 */
public record Form(String name, int trials, List<Integer> heads, List<Integer> samples) {
    /** Under a minute for each experiment on two cores. */
    public static final Form SMALL = new Form("small", 5, List.of(1, 2, 4, 8, 16), List.of(20, 40, 80));
    /** With the head counts of the reference figures. */
    public static final Form FULL = new Form("full", 5, List.of(1, 2, 4, 8, 16, 32, 64), List.of(20, 40, 80, 160));

    /** @throws IllegalArgumentException if there are fewer than two trials or two places of either kind */
    public Form {
        Objects.requireNonNull(name, "name");
        heads = List.copyOf(heads);
        samples = List.copyOf(samples);
        if (trials < 2 || heads.size() < 2 || samples.size() < 2) {
            throw new IllegalArgumentException("trials " + trials + ", heads " + heads + ", samples " + samples
                    + ": at least two of each, or there is no interval and no slope");
        }
    }

    /** The same with no more heads than this. */
    Form upTo(int mostHeads) {
        return new Form(name, trials, heads.stream().filter(count -> count <= mostHeads).toList(), samples);
    }

    /** The same with another number of trials. */
    public Form withTrials(int count) {
        return new Form(name, count, heads, samples);
    }

    /** Largest number of heads. */
    int mostHeads() {
        return heads.getLast();
    }
}
