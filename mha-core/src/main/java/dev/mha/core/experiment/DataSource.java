package dev.mha.core.experiment;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import dev.mha.core.generate.Planted;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;

/**
 * Where the samples of a trial come from. Neither the number of heads nor the start enters: they cannot change the
 * data.
 */
interface DataSource {

    /**
     * Training and test samples of a trial.
     *
     * @param train number of training samples
     * @param seed of the trial
     */
    EncodedSplit draw(int train, long seed);

    /** Number of tokens T. */
    int tokens();

    /** Number of features d of a finished token. */
    int features();

    /** A model of so many heads for these samples. */
    default ClassifierShape shape(int heads) {
        return new ClassifierShape(heads, tokens(), features());
    }

    /**
     * Samples of a mixture.
     *
     * @param mixture of what
     * @param test number of test samples
     */
    record OfMixture(Mixture mixture, int test) implements DataSource {
        @Override
        public EncodedSplit draw(int train, long seed) {
            return pack(mixture.train(train, seed), mixture.test(test, seed));
        }

        @Override
        public int tokens() {
            return mixture.tokens();
        }

        @Override
        public int features() {
            return mixture.features();
        }
    }

    /**
     * Samples with the labels of a random teacher.
     *
     * @param planted which teacher
     * @param test number of test samples
     */
    record OfPlanted(Planted planted, int test) implements DataSource {
        @Override
        public EncodedSplit draw(int train, long seed) {
            return pack(planted.train(train, seed), planted.test(test, seed));
        }

        @Override
        public int tokens() {
            return planted.tokens();
        }

        @Override
        public int features() {
            return planted.features();
        }
    }

    private static EncodedSplit pack(Dataset train, Dataset test) {
        return new EncodedSplit(pack(train), train.labels(), pack(test), test.labels());
    }

    private static PackedSamples pack(Dataset data) {
        return PackedSamples.pack(data.x(), data.samples(), data.tokens(), data.features(), data.lengths());
    }
}
