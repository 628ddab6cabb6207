package dev.mha.core.experiment;

import static dev.mha.core.experiment.LeaveOneOut.DISTANCE;
import static dev.mha.core.experiment.LeaveOneOut.GAP;
import static dev.mha.core.experiment.LeaveOneOut.TEST_GAP;

import java.util.List;

/** Leave-one-out stability against the number of samples and of heads. */
final class StabilityExperiments {
    /** Many, so that the gap on test samples is no noisier than that of leave-one-out. */
    private static final int TEST = 1000;

    private static final List<String> SHOWN = List.of(DISTANCE, GAP, TEST_GAP);

    private StabilityExperiments() {}

    private static DataSource source(double noise) {
        return new DataSource.OfMixture(CurvatureExperiments.data(noise), TEST);
    }

    private static Series bySamples(String name, double noise, int iterations) {
        return new Series(name,
                new LeaveOneOut(source(noise), Axis.SAMPLES, 4, Start.GAUSS, 1, iterations, Integer.MAX_VALUE));
    }

    private static Series byHeads(String name, double noise) {
        return new Series(name,
                new LeaveOneOut(source(noise), Axis.HEADS, 40, Start.GAUSS, 1, 40, Integer.MAX_VALUE));
    }

    static Experiment e6(Form form) {
        return new Experiment("e6",
                "Stability against samples, separable data: does leaving one out count for 1/n? DM1, T = d = 6, M = 3,"
                        + " S = 1.5, zeta = 1/3, sigma = 0.5, 4 heads, gauss start, eta = 1",
                "yes, about: the gap falls like 1/n or faster, the distance at K = n a little more slowly",
                form, Axis.SAMPLES, List.of(bySamples("K = n", 0.5, 0), bySamples("K = 100", 0.5, 100)), SHOWN,
                List.of(new PowerLaw("K = n", DISTANCE, -1.0, -0.6), new PowerLaw("K = n", GAP, -2.5, -1.2),
                        new PowerLaw("K = 100", DISTANCE, -1.3, -0.7), new PowerLaw("K = 100", GAP, -1.6, -0.6),
                        new Agreement("K = n", GAP, TEST_GAP)),
                List.of(Reference.samples("K = n", DISTANCE, .277, .141, .078, .053),
                        Reference.samples("K = n", GAP, .053, .013, .0032, .0011)));
    }

    static Experiment e6b(Form form) {
        return new Experiment("e6b",
                "Stability against samples, noisy data: still 1/n? DM1, T = d = 6, M = 3, S = 1.5, zeta = 1/3,"
                        + " sigma = 1, 4 heads, gauss start, eta = 1",
                "no, on noisy data it falls more slowly than 1/n",
                form, Axis.SAMPLES,
                List.of(bySamples("K = n", 1, 0)), SHOWN,
                List.of(new PowerLaw("K = n", DISTANCE, -0.6, -0.1), new PowerLaw("K = n", GAP, -0.9, -0.2),
                        new Agreement("K = n", GAP, TEST_GAP)),
                List.of(Reference.samples("K = n", DISTANCE, .48, .36, .28, .24),
                        Reference.samples("K = n", GAP, .44, .25, .18, .15)));
    }

    static Experiment e7(Form form) {
        return new Experiment("e7",
                "Stability against heads: are more heads stabler at n = K = 40? DM1, T = d = 6, M = 3, S = 1.5,"
                        + " zeta = 1/3, gauss start, eta = 1, with sigma = 0.5 and sigma = 1",
                "no, with more heads a sample left out counts for more, or, on noisy data, for as much",
                form, Axis.HEADS, List.of(byHeads("sigma = 0.5", 0.5), byHeads("sigma = 1", 1)), SHOWN,
                List.of(new PowerLaw("sigma = 0.5", GAP, 0.2, 0.9), new PowerLaw("sigma = 1", GAP, -0.2, 0.2),
                        new Agreement("sigma = 0.5", GAP, TEST_GAP), new Agreement("sigma = 1", GAP, TEST_GAP)),
                List.of(Reference.heads("sigma = 0.5", GAP, .006, .008, .013, .020, .032, .037)));
    }
}
