package dev.mha.cli.model;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Samples;
import dev.mha.core.data.Dataset;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.Workspace;
import java.util.Locale;

/**
 * What a model says about samples.
 *
 * @param samples the samples, as the model takes them
 * @param names the model's classes
 * @param scores one a sample; above 0 for the positive class
 * @param metrics how well that fits the labels of the samples that have one; null when none has, or some have other
 *        ones
 * @param onTrainingData whether these are the data set of the model's training, its test part included, so that the
 *        metrics are no estimate for others
 */
public record Prediction(Samples samples, ClassNames names, float[] scores, Metrics metrics, boolean onTrainingData) {

    /** Tokens and raw features that a model takes. */
    static Grid grid(SavedModel model) {
        return new Grid(model.classifier().shape().tokens(), model.rawFeatures());
    }

    /**
     * Scores samples.
     *
     * @param source what the model is called in messages
     * @throws FailureException in one sentence, if a sample has no score
     */
    public static Prediction of(SavedModel model, String source, Samples raw, Workspace work) {
        Samples samples = raw.fitting(grid(model));
        ClassNames names = new ClassNames(model.negative(), model.positive());
        Dataset data = samples.dataset(names);
        float[] scores = scores(model, data, work);
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new FailureException(samples.name() + ": the score of " + samples.sample(i) + " is " + scores[i]
                        + ": its values or the weights of " + source + " are too large", null);
            }
        }
        return new Prediction(samples, names, scores, hasTheClasses(samples, names)
                ? metrics(scores, data, samples.labelled())
                : null, TrainingRecord.fingerprint(data).equals(model.metadata().get(TrainingRecord.FINGERPRINT)));
    }

    private static Metrics metrics(float[] scores, Dataset data, int[] labelled) {
        float[] judged = new float[labelled.length];
        for (int i = 0; i < judged.length; i++) {
            judged[i] = scores[labelled[i]];
        }
        return Metrics.of(judged, data.labels(labelled));
    }

    private static float[] scores(SavedModel model, Dataset data, Workspace work) {
        try {
            return model.scores(data.x(), data.samples(), data.lengths(), work);
        } catch (IllegalArgumentException unfit) {
            throw new FailureException(data.name() + " cannot be encoded for the model: " + unfit.getMessage(), unfit);
        }
    }

    /** Whether there are labels, and all are names of the two classes. */
    public static boolean hasTheClasses(Samples samples, ClassNames names) {
        return samples.labels() != null && samples.firstOther(names) < 0;
    }

    /** The class that a sample is predicted to be of. */
    public String label(int sample) {
        return scores[sample] > 0 ? names.positive() : names.negative();
    }

    /** Error with its interval, loss and AUC, in words. */
    public static String words(Metrics metrics) {
        return String.format(Locale.ROOT, "error %.2f %% (95 %% interval %.2f to %.2f), loss %s, AUC %s",
                100 * metrics.error(), 100 * metrics.errorLow(), 100 * metrics.errorHigh(), loss(metrics.loss()),
                auc(metrics));
    }

    /** The same without the interval, of samples that the model was trained on: there it would be one of nothing. */
    public static String fit(Metrics metrics) {
        return String.format(Locale.ROOT, "error %.2f %%, loss %s, AUC %s", 100 * metrics.error(),
                loss(metrics.loss()), auc(metrics));
    }

    private static String auc(Metrics metrics) {
        return Double.isNaN(metrics.auc()) ? "unknown" : String.format(Locale.ROOT, "%.4f", metrics.auc());
    }

    /** A loss with four decimals; one that has run away in the short form, whose digits mean nothing. */
    public static String loss(double loss) {
        return String.format(Locale.ROOT, loss < 1e6 ? "%.4f" : "%.3e", loss);
    }
}
