package dev.mha.cli;

import dev.mha.core.model.Initialization;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CertificationCost;
import dev.mha.core.train.Training;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How far all parts of {@code mha certify} together are, so that the time left is that to the report. */
final class CertifyProgress implements AutoCloseable {
    private final ProgressLine line;
    private final double certification;
    private final double starts;
    private final Map<StabilityReport.Part, Double> stability = new EnumMap<>(StabilityReport.Part.class);

    /**
     * @param settings what is to be known of stability, or null for nothing
     * @param replaced samples to replace
     */
    CertifyProgress(Screen screen, Training training, StabilitySettings settings, int replaced) {
        line = new ProgressLine(screen, "training");
        CertificationCost cost = new CertificationCost(training);
        certification = cost.certification(Certification.Detail.FULL);
        starts = Initialization.values().length * cost.start();
        for (StabilityReport.Part part : StabilityReport.Part.values()) {
            stability.put(part, settings == null ? 0 : cost.stability(part, count(part, training, settings, replaced)));
        }
    }

    private static int count(StabilityReport.Part part, Training training, StabilitySettings settings, int replaced) {
        int leftOut = Math.min(settings.leftOut(), training.samples().samples());
        return switch (part) {
            case LEAVE_ONE_OUT -> leftOut;
            case REPLACE_ONE -> replaced;
            case KERNEL_UNROLL -> StabilityReport.followed(training, leftOut);
            case INFLUENCE -> Math.min(settings.influences(), leftOut);
        };
    }

    /** Tells the share of the certification that is done. */
    void training(double share) {
        update("training", share * certification);
    }

    /** Tells the share of the starts that is done. */
    void starts(double share) {
        update("margins", certification + share * starts);
    }

    /** Tells the share of a part of stability that is done. */
    void stability(StabilityReport.Part part, double share) {
        double before = certification + starts;
        for (StabilityReport.Part other : stability.keySet()) {
            before += other.compareTo(part) < 0 ? stability.get(other) : 0;
        }
        update(part.name().toLowerCase(Locale.ROOT).replace('_', '-'), before + share * stability.get(part));
    }

    private void update(String task, double done) {
        double total = certification + starts + stability.values().stream().mapToDouble(Double::doubleValue).sum();
        line.update(task, done / total);
    }

    @Override
    public void close() {
        line.close();
    }
}
