package dev.mha.cli.train;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.model.Prediction;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.data.Dataset;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Locale;

/** What a training gave, in words. */
final class TrainText {
    private TrainText() {}

    /**
     * Prints it; where no step was taken, no figures of a start that nobody asked for.
     *
     * @param files that were written; empty for none
     */
    static void print(TrainOutcome outcome, String files, Screen screen) {
        if (outcome.usable()) {
            figures(outcome, screen);
        } else if (outcome.end().whole()) {
            screen.line("ended", outcome.end().words()); // by a limit, which is an end as it was asked for
        }
        if (!files.isEmpty()) {
            // in one piece, however long: names of files are there to be copied
            screen.out().println(String.format(Locale.ROOT, "%-9s %s", "written", files));
        }
        TrainingRun run = outcome.run();
        ClassifierShape shape = outcome.model().classifier().shape();
        int distinct = outcome.model().classifier().distinctHeads();
        if (outcome.usable() && distinct < shape.heads()) {
            screen.note("the model has " + distinct + " distinct of " + shape.heads()
                    + " heads: heads that start equal stay equal, use another --init");
        }
        if (run.finalLoss() > run.losses()[0]) {
            screen.note("the loss ended above its start: the step size is too large for these data, try --step auto");
        }
    }

    private static void figures(TrainOutcome outcome, Screen screen) {
        Dataset dataset = outcome.data();
        ClassifierShape shape = outcome.model().classifier().shape();
        TrainingRun run = outcome.run();
        int distinct = outcome.model().classifier().distinctHeads();
        screen.line("data", dataset.name() + ", " + Figures.count(dataset.samples(), "sample") + " of "
                + Figures.count(dataset.tokens(), "token") + " x " + Figures.count(dataset.features(), "feature")
                + ", +1 is " + ClassNames.quoted(dataset.positive()));
        screen.line("model", Figures.count(shape.heads(), "head") + " (" + distinct + " distinct), tokens of "
                + Figures.count(shape.features(), "feature") + ", " + shape.parameters() + " parameters");
        if (!outcome.end().words().isEmpty()) {
            screen.line(outcome.end().whole() ? "ended" : "stopped", outcome.end().words());
        }
        screen.line("training", String.format(Locale.ROOT, "%s of size %s in %.1f s%s, loss %s -> %s%s",
                Figures.count(run.steps(), "step"), plain(outcome.step()), outcome.seconds(),
                outcome.recorder() == null
                        ? ""
                        : String.format(Locale.ROOT, " (and %.1f s for the curvature)",
                                outcome.recorder().measuringSeconds()),
                Prediction.loss(run.losses()[0]), Prediction.loss(run.finalLoss()),
                run.ascents() > 0 ? "; the loss rose at " + Figures.count(run.ascents(), "step") : ""));
        screen.line("train",
                Prediction.fit(outcome.train()) + ", on the samples it was trained on: no estimate for new data");
        screen.line("test", outcome.test() != null
                ? Prediction.words(outcome.test())
                : "no samples kept apart: --test FILE or 'mha trial' tells the error on unseen ones");
        if (outcome.measured()) {
            screen.line("curvature", outcome.recorder().words());
            screen.line(outcome.recorder().place(), outcome.recorder().rows().getLast().words());
        }
    }

    /**
     * That steps were taken and none was a move, and why.
     *
     * @param size of the start
     */
    static String unmoved(TrainOutcome outcome, double size) {
        TrainingRun run = outcome.run();
        return "no parameter moved in " + Figures.count(run.steps(), "step") + ": "
                + (run.gradientNorm() == 0
                        ? "the gradient is 0 at this start (--size " + plain(size) + "), try another --size or --init"
                        : "what a step adds is lost in the rounding of the parameters, so --size " + plain(size)
                                + " is too large or the step size " + plain(outcome.step()) + " too small");
    }

    /** A number of the options as people write it. */
    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.4g", number);
    }
}
