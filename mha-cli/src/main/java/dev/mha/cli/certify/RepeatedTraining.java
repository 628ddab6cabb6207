package dev.mha.cli.certify;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.RunOptions;
import dev.mha.core.data.Dataset;
import dev.mha.core.model.Initialization;
import dev.mha.core.model.SavedModel;
import dev.mha.core.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training of a model, as it can be repeated.
 *
 * @param dataset it was trained on
 * @param run how it was trained
 * @param training the same with its tokens and its start
 * @param learned what was made from the samples before the first step, so that a sample left out has left its mark
 */
public record RepeatedTraining(Dataset dataset, RunOptions.Run run, Training training, List<String> learned) {

    /**
     * The training of a model on the data that it was trained on.
     *
     * @param file of the model, for messages
     * @param tokens of the data as the model wants them
     * @throws FailureException in one sentence, if these are other data than the model says
     */
    public static RepeatedTraining of(SavedModel model, Path file, LabelledTokens tokens, RunOptions.Run run) {
        Dataset dataset = tokens.data();
        String part = model.metadata().get(TrainingRecord.PART);
        if (part != null && dataset.test() == null) {
            throw new FailureException(dataset.name() + " has no column '" + part + "', which set samples apart when "
                    + file + " was trained", null);
        }
        String fingerprint = model.metadata().get(TrainingRecord.FINGERPRINT);
        if (fingerprint != null && !fingerprint.equals(TrainingRecord.fingerprint(dataset))) {
            throw new FailureException(dataset.name() + " is not what " + file + " was trained on ("
                    + model.metadata().getOrDefault(TrainingRecord.DATA, "other data")
                    + "): certify repeats that training and needs the same samples in the same order", null);
        }
        float[] start = run.initialization()
                .create(model.classifier().shape(), tokens.tokens(), tokens.labels(), run.size(), run.seed());
        return new RepeatedTraining(dataset, run, new Training(model.classifier().shape(), tokens.tokens(),
                tokens.labels(), start, run.step(), run.iterations()), learned(model, run));
    }

    private static List<String> learned(SavedModel model, RunOptions.Run run) {
        List<String> learned = new ArrayList<>();
        if (model.encoder() != null && model.encoder().settings().standardize()) {
            learned.add("the means and deviations that standardize the tokens");
        }
        if (run.initialization() == Initialization.WARM) {
            learned.add("the warm start");
        }
        return List.copyOf(learned);
    }

    /** All that its path depends on, options under their names. */
    public Map<String, String> work() {
        Map<String, String> work = new LinkedHashMap<>();
        work.put("--init", Names.of(run.initialization()));
        work.put("--size", Double.toString(run.size()));
        work.put("--start-seed", Long.toString(run.seed()));
        work.put("--step", Double.toString(run.step()));
        work.put("--iterations", Integer.toString(run.iterations()));
        work.put("heads or tokens", training.shape().toString());
        work.put("data", new Fingerprint().add(training.samples(), training.labels()).text());
        return work;
    }
}
