package dev.mha.cli.certify;

import dev.mha.cli.terminal.ProgressLine;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CertificationCost;
import dev.mha.core.train.Training;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/** How far all parts of {@code mha certify} together are, so that the time left is that to the report. */
final class CertifyProgress implements AutoCloseable {
    /** Times that a training tells how far it is: more would only be drawn over. */
    private static final int SHOWN = 50;

    private final ProgressLine line;
    private final double certification;
    private final double starts;
    /** The training with every sample that retrainings are held against. */
    private final double base;
    private final Map<StabilityReport.Part, Double> stability = new EnumMap<>(StabilityReport.Part.class);
    /** Retrainings that are to be made: those of earlier runs take no time. */
    private final Map<StabilityReport.Part, Integer> toTrain = new EnumMap<>(StabilityReport.Part.class);
    private final Map<StabilityReport.Part, AtomicInteger> trained = new EnumMap<>(StabilityReport.Part.class);
    private final int iterations;
    /** Steps of the training with every sample, and then of those without one. */
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean leavingOut = true;

    /**
     * @param line where it is shown
     * @param settings what is to be known of stability, or null for nothing
     * @param replaced samples to replace
     * @param known whether an earlier run left the training of a part with this sample changed
     */
    CertifyProgress(ProgressLine line, Training training, StabilitySettings settings, int replaced,
            BiPredicate<StabilityReport.Part, Integer> known) {
        this.line = line;
        iterations = training.iterations();
        CertificationCost cost = new CertificationCost(training);
        certification = cost.certification(Certification.Detail.FULL);
        starts = Initialization.values().length * cost.start();
        base = settings == null ? 0 : cost.training();
        for (StabilityReport.Part part : StabilityReport.Part.values()) {
            int count = settings == null ? 0 : count(part, training, settings, replaced);
            if (count > 0 && retrains(part)) {
                int[] chosen = Retrainer.choose(training.samples().samples(), count, settings.seed());
                count -= (int) Arrays.stream(chosen).filter(sample -> known.test(part, sample)).count();
            }
            toTrain.put(part, count);
            trained.put(part, new AtomicInteger());
            stability.put(part, cost.stability(part, count));
        }
    }

    private static boolean retrains(StabilityReport.Part part) {
        return part == StabilityReport.Part.LEAVE_ONE_OUT || part == StabilityReport.Part.REPLACE_ONE;
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

    /**
     * Tells that a training takes a step: first that with every sample, then those without one. A training takes
     * seconds, and the line would stand still as long.
     */
    void step() {
        long taken = steps.incrementAndGet();
        if (!leavingOut || taken % Math.max(1, iterations / SHOWN) != 0) {
            return;
        }
        double share = (double) taken / iterations;
        if (share <= 1) {
            update("training again", certification + starts + share * base);
        } else {
            double one = stability.get(StabilityReport.Part.LEAVE_ONE_OUT)
                    / Math.max(1, toTrain.get(StabilityReport.Part.LEAVE_ONE_OUT));
            update(name(StabilityReport.Part.LEAVE_ONE_OUT), certification + starts + base
                    + Math.min(stability.get(StabilityReport.Part.LEAVE_ONE_OUT), (share - 1) * one));
        }
    }

    /** Tells that a retraining of this run has ended, before the share that it makes. */
    void ended(StabilityReport.Part part) {
        trained.get(part).incrementAndGet();
    }

    /** Tells the share of a part of stability that is done, retrainings of earlier runs among it. */
    void stability(StabilityReport.Part part, double share) {
        double before = certification + starts + base;
        for (StabilityReport.Part other : stability.keySet()) {
            before += other.compareTo(part) < 0 ? stability.get(other) : 0;
        }
        leavingOut &= part == StabilityReport.Part.LEAVE_ONE_OUT;
        update(name(part),
                before + (retrains(part) ? retrained(part) : share) * stability.get(part));
    }

    private static String name(StabilityReport.Part part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One that was known but is of another training is made again: more may end than were to be made. */
    private double retrained(StabilityReport.Part part) {
        return Math.min(1, trained.get(part).get() / Math.max(1.0, toTrain.get(part)));
    }

    private void update(String task, double done) {
        double total = certification + starts + base
                + stability.values().stream().mapToDouble(Double::doubleValue).sum();
        line.update(task, done / total);
    }

    @Override
    public void close() {
        line.close();
    }
}
