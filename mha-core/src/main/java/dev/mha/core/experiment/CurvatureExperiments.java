package dev.mha.core.experiment;

import static dev.mha.core.experiment.WeakConvexity.BLOCK;
import static dev.mha.core.experiment.WeakConvexity.GLOBAL;
import static dev.mha.core.experiment.WeakConvexity.MEASURED;
import static dev.mha.core.experiment.WeakConvexity.PER_SAMPLE;

import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import java.util.List;

/** How the negative curvature of the loss falls with the number of heads. */
final class CurvatureExperiments {
    private static final int SAMPLES = 40;
    private static final Descent AT_THE_START = Descent.of(1, 0);

    /**
     * The exponent would be -1/2 if the curvature of every head were the same; it is flatter, because the largest over
     * the heads grows with their number.
     */
    static final Range SLOPES = new Range(-0.6, -0.25);

    private CurvatureExperiments() {}

    /** The data of the experiments on curvature and stability. */
    static Mixture data(double noise) {
        return new Mixture(6, 6, 3, 1.5, 1 / 3.0, noise);
    }

    private static Series series(String name, Start start, Descent descent) {
        return new Series(name,
                new WeakConvexity(new DataSource.OfMixture(data(0.3), SAMPLES), SAMPLES, start, descent));
    }

    static Experiment e5(Form form) {
        return new Experiment("e5",
                "Negative curvature at the start: does -lambda_min / L fall with heads? DM1, T = d = 6, M = 3, S = 1.5,"
                        + " zeta = 1/3, sigma = 0.3, n = 40, gauss start",
                "yes, it falls with more heads, and every bound lies above what was measured",
                form, Axis.HEADS, List.of(series("gauss", Start.GAUSS, AT_THE_START)),
                List.of(MEASURED, BLOCK, PER_SAMPLE, GLOBAL),
                List.of(new PowerLaw("gauss", MEASURED, 0, SLOPES),
                        new ColumnRatio("gauss", BLOCK, MEASURED, 1, Range.atLeast(1)),
                        new ColumnRatio("gauss", BLOCK, MEASURED, 4, Range.atMost(1.15)),
                        new ColumnRatio("gauss", PER_SAMPLE, BLOCK, 1, Range.atLeast(1)),
                        new ColumnRatio("gauss", GLOBAL, PER_SAMPLE, 1, Range.atLeast(1))),
                List.of(Reference.heads("gauss", MEASURED, .467, .391, .263, .191, .147, .100, .072),
                        Reference.heads("gauss", BLOCK, .510, .402, .266, .193, .148, .100, .072),
                        Reference.heads("gauss", PER_SAMPLE, 7.4, Double.NaN, Double.NaN, Double.NaN, Double.NaN,
                                Double.NaN, 1.1),
                        Reference.heads("gauss", GLOBAL, 117, Double.NaN, Double.NaN, Double.NaN, Double.NaN,
                                Double.NaN, 19)));
    }

    static Experiment e5b(Form form) {
        return new Experiment("e5b",
                "Negative curvature elsewhere: does -lambda_min / L fall with heads from other starts and after 100"
                        + " steps of eta = 1? DM1, T = d = 6, M = 3, S = 1.5, zeta = 1/3, sigma = 0.3, n = 40;"
                        + " exponents of the reference figures are -0.39 (b = 3), -0.26 (b = 10), -0.43 (sign), -0.38"
                        + " (b = 3 after 100 steps)",
                "yes, it falls with more heads from the other starts too, and after 100 steps, from the zero start from"
                        + " 4 heads on",
                form, Axis.HEADS,
                List.of(series("gauss b=3", new Start(Initialization.GAUSS, 3), AT_THE_START),
                        series("gauss b=10", new Start(Initialization.GAUSS, 10), AT_THE_START),
                        series("sign b=3", new Start(Initialization.SIGN, 3), AT_THE_START),
                        series("gauss b=3, step 100", new Start(Initialization.GAUSS, 3), Descent.of(1, 100)),
                        series("zero, step 100", Start.ZERO, Descent.of(1, 100))),
                List.of(MEASURED, BLOCK),
                List.of(new PowerLaw("gauss b=3", MEASURED, 0, SLOPES),
                        new PowerLaw("gauss b=10", MEASURED, 0, SLOPES),
                        new PowerLaw("sign b=3", MEASURED, 0, SLOPES),
                        new PowerLaw("gauss b=3, step 100", MEASURED, 0, SLOPES),
                        new PowerLaw("zero, step 100", MEASURED, 4, new Range(-0.6, -0.1))),
                List.of(Reference.heads("zero, step 100", MEASURED, .147, .258, .255, .226, .183, .135, .095)));
    }
}
