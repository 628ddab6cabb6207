package dev.mha.core.experiment;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;

/**
 * A single head that has as many parameters as H heads: its tokens are widened from d to D features, where
 * {@code D^2 + T D} is nearest to {@code H (d^2 + T d)}.
 *
 * @param source of the data
 * @param samples n
 * @param features what the new features are
 * @param start where it starts
 * @param descent how it descends
 */
record WideHead(DataSource source, int samples, Features features, Start start, Descent descent)
        implements
            Measurement {

    /** What is added to a token. */
    enum Features {
        /**
         * Zeros. Up to a rotation, which a Gaussian start does not see, this is every linear widening that keeps norms:
         * the head has more parameters and the same functions.
         */
        LINEAR,
        /**
         * Random rectified features {@code max(0, r'x) sqrt(2/(D-d))}, r standard normal, and all features divided by
         * {@code sqrt 2}, which keeps the mean squared norm of a token: the head has more functions.
         */
        RECTIFIED
    }

    @Override
    public List<Column> columns() {
        return TrainingFigures.COLUMNS;
    }

    /** D, the features of a wide token. */
    static int width(int heads, int tokens, int features) {
        double half = tokens / 2.0;
        double count = (double) heads * features * (features + tokens);
        return Math.max(features, (int) Math.round(Math.sqrt(half * half + count) - half));
    }

    private ClassifierShape shape(int heads) {
        return new ClassifierShape(1, source.tokens(), width(heads, source.tokens(), source.features()));
    }

    @Override
    public double[] measure(int heads, long seed, Workspace work) {
        EncodedSplit narrow = source.draw(samples, seed);
        ClassifierShape shape = shape(heads);
        double[][] directions = new double[shape.features() - source.features()][source.features()];
        RandomSource random = RandomSource.of(seed, Streams.WIDE_FEATURES);
        for (double[] direction : directions) {
            for (int j = 0; j < direction.length; j++) {
                direction[j] = random.nextGaussian();
            }
        }
        EncodedSplit data = new EncodedSplit(widen(narrow.train(), directions), narrow.trainLabels(),
                widen(narrow.test(), directions), narrow.testLabels());
        return TrainingFigures.of(data, shape, start.create(shape, data, seed), descent, work);
    }

    private PackedSamples widen(PackedSamples samples, double[][] directions) {
        if (directions.length == 0) {
            return samples;
        }
        int d = samples.features();
        int width = d + directions.length;
        double kept = features == Features.LINEAR ? 1 : Math.sqrt(0.5);
        double scale = features == Features.LINEAR ? 0 : 1 / Math.sqrt(directions.length);
        double[] narrow = new double[samples.tokens() * d];
        float[] wide = new float[samples.samples() * samples.tokens() * width];
        int[] lengths = new int[samples.samples()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = samples.length(i);
            samples.copyTokens(i, narrow);
            for (int t = 0; t < lengths[i]; t++) {
                int at = (i * samples.tokens() + t) * width;
                for (int j = 0; j < d; j++) {
                    wide[at + j] = (float) (kept * narrow[t * d + j]);
                }
                for (int k = 0; k < directions.length; k++) {
                    double product = 0;
                    for (int j = 0; j < d; j++) {
                        product += directions[k][j] * narrow[t * d + j];
                    }
                    wide[at + d + k] = (float) (Math.max(0, product) * scale);
                }
            }
        }
        return PackedSamples.pack(wide, lengths.length, samples.tokens(), width, lengths);
    }

    @Override
    public List<String> remarks(ExperimentResult result, String series) {
        return TrainingFigures.remarks(result, series, descent);
    }

    @Override
    public double work(int heads) {
        return descent.work(samples, shape(heads));
    }
}
