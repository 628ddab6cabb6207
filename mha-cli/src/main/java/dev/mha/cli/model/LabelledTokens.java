package dev.mha.cli.model;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.input.Samples;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.SavedModel;
import dev.mha.core.stability.Fresh;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Samples with labels as a model takes them: what its loss, and every derivative of that, is made of.
 *
 * @param data the samples as they were read
 * @param tokens finished tokens of the samples used: those of the training part when the data set some apart
 * @param labels -1 or +1 for each of them
 * @param apart the samples that the data set apart for testing, or null
 * @param notes what the user should know, a sentence each
 */
public record LabelledTokens(Dataset data, PackedSamples tokens, float[] labels, Fresh apart, List<String> notes) {
    /**
     * Encodes samples for a model.
     *
     * @throws FailureException in one sentence, if they do not fit the model or have not both of its classes
     */
    public static LabelledTokens of(SavedModel model, Samples raw) {
        Samples samples = raw.fitting(Prediction.grid(model));
        ClassNames names = new ClassNames(model.negative(), model.positive());
        String note = null;
        if (!Prediction.hasTheClasses(samples, names)) {
            if (model.named()) {
                throw new FailureException(samples.otherLabel(names) + ", which the model knows", null);
            }
            ClassNames found = samples.classes();
            // 0 and 1 agree with -1 and 1; the 1 of 1 and 5 would become -1
            if (ClassNames.same(found.negative(), names.positive())
                    || ClassNames.same(found.positive(), names.negative())) {
                throw new FailureException(samples.otherLabel(names)
                        + ", the classes of a model without names for them", null);
            }
            names = found;
            note = "the model has no names of classes: " + ClassNames.quoted(names.positive()) + " is taken for +1, "
                    + ClassNames.quoted(names.negative())
                    + " for -1";
        }
        Dataset data = samples.dataset(names);
        try {
            Split split = Splits.ofParts(data);
            int[] rows = split.train();
            float[] labels = data.labels(rows);
            requireBothClasses(data, labels, rows.length == data.samples() ? "" : " of the training part");
            TokenEncoder encoder = model.encoder() == null
                    ? TokenEncoder.fit(data, rows, new TokenSettings(false, 0, false, 1))
                    : model.encoder();
            String apart = rows.length == data.samples()
                    ? null
                    : apart(data.samples() - rows.length);
            Fresh tests = apart == null
                    ? null
                    : new Fresh(encoder.encode(data, split.test()), data.labels(split.test()));
            return new LabelledTokens(data, encoder.encode(data, rows), labels, tests,
                    Stream.of(note, apart).filter(Objects::nonNull).toList());
        } catch (IllegalArgumentException unfit) {
            throw new FailureException(data.name() + ": " + unfit.getMessage(), unfit);
        }
    }

    private static String apart(int samples) {
        return (samples == 1 ? "1 sample" : samples + " samples") + " that the data set apart for testing "
                + (samples == 1 ? "is" : "are") + " left out";
    }

    /**
     * Refuses labels from which nothing can be learned.
     *
     * @param part what of the data they are, for the message; empty for all
     */
    public static void requireBothClasses(Dataset data, float[] labels, String part) {
        long positives = IntStream.range(0, labels.length).filter(i -> labels[i] > 0).count();
        if (positives == 0 || positives == labels.length) {
            throw new IllegalArgumentException((labels.length == 1
                    ? "the only sample" + part + " is"
                    : "all " + labels.length + " samples" + part + " are") + " of class "
                    + ClassNames.quoted(positives == 0 ? data.negative() : data.positive())
                    + ": two classes are needed");
        }
    }
}
