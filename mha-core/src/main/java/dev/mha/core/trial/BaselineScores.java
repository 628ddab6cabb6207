package dev.mha.core.trial;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.baseline.LogisticRegression;
import dev.mha.core.baseline.MajorityClass;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.metric.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * The simple models on one split: the scores that each gives the test part.
 *
 * @param names of the models
 * @param scores one array a model
 * @param labels -1 or +1 for each test sample
 */
record BaselineScores(List<String> names, List<float[]> scores, float[] labels) {

    /**
     * Fits on the training part.
     *
     * @param seed of the folds by which logistic regression chooses its penalty
     */
    static BaselineScores of(Dataset data, Split split, long seed) {
        return new BaselineScores(List.of(MajorityClass.NAME, LogisticRegression.NAME),
                List.of(MajorityClass.train(data, split.train()).scores(split.test()),
                        LogisticRegression.train(data, split.train(), seed).scores(data, split.test())),
                data.labels(split.test()));
    }

    /** Scores of one model on the test part. */
    float[] scores(String name) {
        return scores.get(names.indexOf(name));
    }

    /** Each model, judged. */
    List<Baseline> judged() {
        List<Baseline> judged = new ArrayList<>();
        for (int b = 0; b < names.size(); b++) {
            judged.add(new Baseline(names.get(b), Metrics.of(scores.get(b), labels)));
        }
        return judged;
    }

    /** Each model over all splits. */
    static List<BaselineSummary> summaries(List<BaselineScores> splits, int repeats) {
        List<List<Baseline>> judged = splits.stream().map(BaselineScores::judged).toList();
        List<BaselineSummary> summaries = new ArrayList<>();
        for (int b = 0; b < judged.getFirst().size(); b++) {
            int model = b;
            summaries.add(Summaries.ofBaselines(judged.stream().map(split -> split.get(model)).toList(), repeats));
        }
        return summaries;
    }
}
