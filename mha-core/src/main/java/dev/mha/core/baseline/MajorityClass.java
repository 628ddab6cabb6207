package dev.mha.core.baseline;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.metric.Metrics;
import java.util.Arrays;

/**
 * The model that looks at no sample: it always answers with the more frequent class of its training part.
 *
 * @param score log-odds of class +1, {@code log((positives + 1) / (negatives + 1))}: finite even for one class, and
 *        exactly 0 (half an error each) when the classes are equally frequent
 */
public record MajorityClass(double score) {
    /** Its name in reports. */
    public static final String NAME = "majority class";

    /**
     * Counts the classes of some samples.
     *
     * @param rows indexes of the training samples
     */
    public static MajorityClass train(Dataset data, int[] rows) {
        int positives = 0;
        for (int row : rows) {
            if (data.labels()[row] > 0) {
                positives++;
            }
        }
        return new MajorityClass(StrictMath.log((positives + 1.0) / (rows.length - positives + 1.0)));
    }

    /**
     * The same score for every sample.
     *
     * @param rows indexes of the samples
     * @return one float for each of {@code rows}
     */
    public float[] scores(int[] rows) {
        float[] scores = new float[rows.length];
        Arrays.fill(scores, (float) score);
        return scores;
    }

    /** Trains on the training part, judges on the test part. */
    public static Baseline judge(Dataset data, Split split) {
        float[] scores = train(data, split.train()).scores(split.test());
        return new Baseline(NAME, Metrics.of(scores, data.labels(split.test())));
    }
}
