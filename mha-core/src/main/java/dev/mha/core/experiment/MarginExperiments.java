package dev.mha.core.experiment;

import static dev.mha.core.experiment.StartMargin.CLOSED_FORM;
import static dev.mha.core.experiment.StartMargin.DISTINCT_HEADS;
import static dev.mha.core.experiment.StartMargin.MARGIN;
import static dev.mha.core.experiment.TrainingFigures.STEPS;
import static dev.mha.core.experiment.TrainingFigures.TEST_LOSS;

import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import java.util.List;

/** The margin of the tangent features: against heads, against its closed form, and what a warm start makes of it. */
final class MarginExperiments {
    private static final int SAMPLES = 80;
    private static final int EXACT_SAMPLES = 100;
    private static final Descent NO_STEPS = Descent.of(1, 0);
    private static final double NONE = Double.NaN;

    private MarginExperiments() {}

    private static Mixture data() {
        return new Mixture(8, 8, 4, 2, 0.25, 0.5);
    }

    private static Series series(String name, Start start) {
        return new Series(name,
                new StartMargin(new DataSource.OfMixture(data(), SAMPLES), SAMPLES, start, NONE, NO_STEPS));
    }

    static Experiment margin(Form form) {
        Range flat = new Range(-0.02, 0.02);
        return new Experiment("margin",
                "Margin of the tangent features: does it grow with heads? DM1, T = d = 8, M = 4, S = 2, zeta = 0.25,"
                        + " sigma = 0.5, n = 80",
                "hardly from the usual starts, by a small power of the heads from a large one; a warm start has a"
                        + " larger margin than the zero start at every number of heads",
                form, Axis.HEADS,
                List.of(series("zero", Start.ZERO), series("warm", Start.WARM), series("sign", Start.SIGN),
                        series("gauss", Start.GAUSS), series("gauss b=4", new Start(Initialization.GAUSS, 4))),
                List.of(MARGIN),
                List.of(new PowerLaw("zero", MARGIN, 0, flat), new PowerLaw("warm", MARGIN, 0, flat),
                        new PowerLaw("sign", MARGIN, 0, 0.1), new PowerLaw("gauss", MARGIN, 0, 0.1),
                        new PowerLaw("gauss b=4", MARGIN, 0.03, 0.25),
                        new SeriesRatio(MARGIN, "warm", "zero", form.heads(), Range.atLeast(1.5))),
                List.of(fourfold("zero", .266, .266, .266, .266), fourfold("warm", .747, .747, .747, .747),
                        fourfold("sign", .54, .58, .61, .61), fourfold("gauss", .63, .65, .71, .72),
                        fourfold("gauss b=4", .86, 1.11, 1.23, 1.31)));
    }

    /** At 1, 4, 16 and 64 heads. */
    private static Reference fourfold(String series, double one, double four, double sixteen, double sixtyFour) {
        return Reference.heads(series, MARGIN, one, NONE, four, NONE, sixteen, NONE, sixtyFour);
    }

    static Experiment exact(Form form) {
        Mixture mixture = new Mixture(10, 10, 4, 2, 0.3, 0);
        DataSource source = new DataSource.OfMixture(mixture, EXACT_SAMPLES);
        double decoder = decoderMargin(mixture);
        double both = Math.hypot(decoder, attentionMargin(mixture));
        return new Experiment("margin-exact",
                "Margin of the noise-free mixture: is it its closed form? DM1, T = d = 10, M = 4, S = 2, zeta = 0.3,"
                        + " n = 100. From zero it equals S sqrt(T) zeta / sqrt 2; from a warm start that form, for n"
                        + " without limit, is a lower bound",
                "yes, from zero; from a warm start the form is a lower bound",
                form, Axis.HEADS,
                List.of(new Series("zero", new StartMargin(source, EXACT_SAMPLES, Start.ZERO, decoder, NO_STEPS)),
                        new Series("warm", new StartMargin(source, EXACT_SAMPLES, Start.WARM, both, NO_STEPS))),
                List.of(MARGIN, CLOSED_FORM),
                // the solver stops at a gap of 1e-6, and the means are floats
                List.of(new ColumnRatio("zero", MARGIN, CLOSED_FORM, 1, new Range(1 - 3e-6, 1 + 3e-6)),
                        new ColumnRatio("warm", MARGIN, CLOSED_FORM, 1, Range.atLeast(1))),
                List.of(Reference.heads("zero", MARGIN, 1.34164), Reference.heads("warm", MARGIN, 1.657)));
    }

    /** {@code gU = S sqrt(T) zeta / sqrt 2}. */
    private static double decoderMargin(Mixture mixture) {
        return mixture.signal() * Math.sqrt(mixture.tokens()) * mixture.share() / Math.sqrt(2);
    }

    /** {@code gW = T zeta^3 (1 - zeta) S^4 / (4 sqrt 2)}, for b = 1. */
    private static double attentionMargin(Mixture mixture) {
        double square = mixture.signal() * mixture.signal();
        double share = mixture.share();
        return mixture.tokens() * share * share * share * (1 - share) * square * square / (4 * Math.sqrt(2));
    }

    static Experiment warmUp(Form form) {
        DataSource source = new DataSource.OfMixture(data(), 3 * SAMPLES);
        Descent descent = new Descent(1, 2000, 0.01);
        List<Integer> most = List.of(form.mostHeads());
        return new Experiment("warm-up",
                "One step of warm-up: what does it change? Data of margin, eta = 1, stopped at a training loss of 0.01",
                "it makes the margin larger, and at the largest number of heads the training shorter",
                form, Axis.HEADS,
                List.of(new Series("zero", new StartMargin(source, SAMPLES, Start.ZERO, NONE, descent)),
                        new Series("gauss", new StartMargin(source, SAMPLES, Start.GAUSS, NONE, descent)),
                        new Series("warm", new StartMargin(source, SAMPLES, Start.WARM, NONE, descent))),
                List.of(MARGIN, STEPS, TEST_LOSS, DISTINCT_HEADS),
                List.of(new SeriesRatio(MARGIN, "warm", "zero", form.heads(), Range.atLeast(1.5)),
                        new SeriesRatio(STEPS, "warm", "zero", most, Range.atMost(0.98)),
                        new SeriesRatio(STEPS, "warm", "gauss", most, Range.atMost(0.98))),
                List.of());
    }
}
