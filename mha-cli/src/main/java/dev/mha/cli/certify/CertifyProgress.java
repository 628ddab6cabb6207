package dev.mha.cli.certify;

import dev.mha.cli.figure.Names;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CertificationCost;
import dev.mha.core.train.Training;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

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
    /** Retrainings of a part, and those of earlier runs among them, which take no time. */
    private final Map<StabilityReport.Part, Integer> asked = new EnumMap<>(StabilityReport.Part.class);
    private final Map<StabilityReport.Part, Integer> known = new EnumMap<>(StabilityReport.Part.class);
    /** Share of a part that was told last. */
    private final Map<StabilityReport.Part, Double> told = new ConcurrentHashMap<>();
    private final int iterations;
    /** Steps of the trainings of a part; that with every sample is the first of its part. */
    private final Map<StabilityReport.Part, AtomicLong> steps = new EnumMap<>(StabilityReport.Part.class);

    /**
     * @param line where it is shown
     * @param settings what is to be known of stability, or null for nothing
     * @param replaced samples to replace
     * @param known trainings of a part, with a sample changed, that an earlier run left
     */
    CertifyProgress(ProgressLine line, Training training, StabilitySettings settings, int replaced,
            ToIntFunction<StabilityReport.Part> known) {
        this.line = line;
        iterations = training.iterations();
        CertificationCost cost = new CertificationCost(training);
        certification = cost.certification(Certification.Detail.FULL);
        starts = Initialization.values().length * cost.start();
        base = settings == null ? 0 : cost.training();
        for (StabilityReport.Part part : StabilityReport.Part.values()) {
            int count = settings == null ? 0 : count(part, training, settings, replaced);
            int left = count > 0 && retrains(part) ? known.applyAsInt(part) : 0;
            asked.put(part, count);
            this.known.put(part, left);
            steps.put(part, new AtomicLong());
            stability.put(part, cost.stability(part, count - left));
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

    /** Shows at once what is at work: the first share is told after seconds. */
    void begin() {
        line.begin();
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
     * Tells that a training of a part takes a step. A training takes seconds, and the line would stand still as long.
     */
    void step(StabilityReport.Part part) {
        long taken = steps.get(part).incrementAndGet();
        if (taken % Math.max(1, iterations / SHOWN) != 0) {
            return;
        }
        if (trainings(part) <= 0) {
            update("training again", certification + starts + (double) taken / iterations * base);
        } else {
            update(Names.of(part), before(part) + done(part) * stability.get(part));
        }
    }

    /** Trainings of a part so far, in steps, without that with every sample. */
    private double trainings(StabilityReport.Part part) {
        return (double) steps.get(part).get() / iterations - (part == StabilityReport.Part.LEAVE_ONE_OUT ? 1 : 0);
    }

    /** Tells the share of a part of stability that is done, retrainings of earlier runs and diverged ones among it. */
    void stability(StabilityReport.Part part, double share) {
        told.put(part, share);
        update(Names.of(part), before(part) + (retrains(part) ? done(part) : share) * stability.get(part));
    }

    private double before(StabilityReport.Part part) {
        double before = certification + starts + base;
        for (StabilityReport.Part other : stability.keySet()) {
            before += other.compareTo(part) < 0 ? stability.get(other) : 0;
        }
        return before;
    }

    /**
     * Share of the retrainings of a part that is done, by those that have ended or by their steps, whichever is more:
     * threads are within several at once, and one that diverges takes few steps. One that was known but is of another
     * training is made again, so more may end than were to be made.
     */
    private double done(StabilityReport.Part part) {
        double ended = told.getOrDefault(part, 0.0) * asked.get(part) - known.get(part);
        return Math.clamp(Math.max(ended, trainings(part)) / Math.max(1, asked.get(part) - known.get(part)), 0, 1);
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
