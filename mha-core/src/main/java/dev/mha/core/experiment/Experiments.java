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
        Form upTo32 = form.upTo(32);
        List<Experiment> all = new ArrayList<>();
        all.add(MixtureExperiments.e1(form));
        all.add(MixtureExperiments.e2(form));
        all.add(PlantedExperiments.e3(upTo32));
        all.add(PlantedExperiments.e3b(upTo32));
        all.add(MixtureExperiments.e4(form));
        all.add(CurvatureExperiments.e5(form));
        all.add(CurvatureExperiments.e5b(form));
        all.add(StabilityExperiments.e6(form));
        all.add(StabilityExperiments.e6b(form));
        all.add(StabilityExperiments.e7(upTo32));
        all.add(MixtureExperiments.e8(upTo32));
        all.add(PlantedExperiments.e8(upTo32));
        all.add(MixtureExperiments.bestStep(upTo32));
        all.add(MarginExperiments.margin(form));
        all.add(MarginExperiments.exact(form));
        all.add(MarginExperiments.warmUp(form));
        all.addAll(ParameterExperiments.all(form));
        for (Dataset data : real) {
            all.addAll(RealExperiments.all(form, data));
        }
        return List.copyOf(all);
    }
}
