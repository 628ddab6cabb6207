package dev.mha.core.experiment;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.trial.EncodedSplit;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Real data: every trial draws its training samples anew, from the training part where the source names one; the test
 * samples are the test part, else all others.
 */
final class RealSource implements DataSource {
    private final Dataset data;

    RealSource(Dataset data) {
        this.data = data;
    }

    @Override
    public EncodedSplit draw(int train, long seed) {
        boolean[] apart = data.test();
        int[] rows = IntStream.range(0, data.samples()).filter(i -> apart == null || !apart[i]).toArray();
        if (train >= rows.length) {
            throw new IllegalArgumentException(
                    data.name() + " has " + rows.length + " samples to train on, " + train + " of them are too many");
        }
        RandomSource.of(seed, Streams.CHOSEN).shuffle(rows);
        int[] chosen = Arrays.copyOf(rows, train);
        int[] others = apart == null
                ? Arrays.copyOfRange(rows, train, rows.length)
                : IntStream.range(0, data.samples()).filter(i -> apart[i]).toArray();
        // in the order of the file, so that the choice alone is random
        Arrays.sort(chosen);
        Arrays.sort(others);
        return EncodedSplit.of(data, new Split(data.name(), chosen, others), TokenSettings.DEFAULT);
    }

    @Override
    public int tokens() {
        return data.tokens();
    }

    @Override
    public int features() {
        return data.features() + 2 * TokenSettings.DEFAULT.positionFrequencies()
                + (TokenSettings.DEFAULT.constant() ? 1 : 0);
    }

    /** Names the values: settings on other data are other settings. */
    @Override
    public String toString() {
        return "real " + data.name() + " " + data.samples() + " " + Arrays.hashCode(data.x()) + " "
                + Arrays.hashCode(data.labels()) + " " + Arrays.hashCode(data.test());
    }
}
