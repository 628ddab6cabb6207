package dev.mha.core.experiment;

import dev.mha.core.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/** All experiments. */
public final class Experiments {
    private Experiments() {}

    /**
     * All experiments of a form, in the order in which they are told.
     *
     * @param real data sets that come after the synthetic ones, with test parts or enough samples for one
     */
    public static List<Experiment> all(Form form, List<Dataset> real) {
        List<Experiment> all = new ArrayList<>();
        all.addAll(MixtureExperiments.all(form));
        all.addAll(PlantedExperiments.all(form));
        all.addAll(CurvatureExperiments.all(form));
        all.addAll(StabilityExperiments.all(form));
        all.addAll(MarginExperiments.all(form));
        all.addAll(ParameterExperiments.all(form));
        for (Dataset data : real) {
            all.addAll(RealExperiments.all(form, data));
        }
        all.sort((one, other) -> Integer.compare(rank(one), rank(other)));
        return List.copyOf(all);
    }

    /** E1 to E8 first. */
    private static int rank(Experiment experiment) {
        return experiment.name().matches("e\\d.*") ? experiment.name().charAt(1) - '0' : 10;
    }
}
