package dev.mha.cli.certify;

import dev.mha.cli.figure.Names;
import dev.mha.core.model.Initialization;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.stability.StabilitySettings;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CertificationCost;
import dev.mha.core.train.Training;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToIntFunction;

/** How far all parts of {@code mha certify} together are, so that the time left is that to the report. */
final class CertifyProgress {
    /** Times that a training tells how far it is: more would only be drawn over. */
    private static final int SHOWN = 50;

    private final ObjDoubleConsumer<String> line;
    private final double certification;
    private final double starts;
    /** The training with every sample that retrainings are held against. */
    private final double base;
    private final Map<StabilityReport.Part, Double> stability = new EnumMap<>(StabilityReport.Part.class);
    /** Retrainings of a part, and those of earlier runs among them, which take no time. */
    private final Map<StabilityReport.Part, Integer> asked = new EnumMap<>(StabilityReport.Part.class);
    private final Map<StabilityReport.Part, Integer> known = new EnumMap<>(StabilityReport.Part.class);
    /** Iterates of a training. */
    private final long iterates;
    /** Iterates of the trainings of a part; that with every sample is the first of its part. */
    private final Map<StabilityReport.Part, AtomicLong> taken = new EnumMap<>(StabilityReport.Part.class);

    /**
     * @param line told what is at work, and the share of all work that is done
     * @param settings what is to be known of stability, or null for nothing
     * @param replaced samples to replace
     * @param known trainings of a part, with a sample changed, that an earlier run left
     */
    CertifyProgress(ObjDoubleConsumer<String> line, Training training, StabilitySettings settings, int replaced,
            ToIntFunction<StabilityReport.Part> known) {
        this.line = line;
        iterates = training.iterations() + 1L;
        CertificationCost cost = new CertificationCost(training);
        certification = cost.certification(Certification.Detail.FULL);
        starts = Initialization.values().length * cost.start();
        base = settings == null ? 0 : cost.training();
        for (StabilityReport.Part part : StabilityReport.Part.values()) {
            int count = settings == null ? 0 : count(part, training, settings, replaced);
            int left = count > 0 && retrains(part) ? known.applyAsInt(part) : 0;
            asked.put(part, count);
            this.known.put(part, left);
            taken.put(part, new AtomicLong());
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

    /** Tells the share of the certification that is done. */
    void training(double share) {
        update("training", share * certification);
    }

    /** Tells the share of the starts that is done. */
    void starts(double share) {
        update("margins", certification + share * starts);
    }

    /**
     * Tells that a training of a part has come to an iterate. A training takes seconds, and the line would stand still
     * as long.
     */
    void step(StabilityReport.Part part) {
        long all = taken.get(part).incrementAndGet();
        if (all % Math.max(1, iterates / SHOWN) != 0) {
            return;
        }
        if (trainings(part, all) <= 0) {
            update("training again", certification + starts + (double) all / iterates * base);
        } else {
            update(Names.of(part), before(part) + done(part, all) * stability.get(part));
        }
    }

    /** Retrainings of a part that so many iterates make, without the training with every sample. */
    private double trainings(StabilityReport.Part part, long all) {
        return (double) all / iterates - first(part);
    }

    /** Trainings with every sample in a part. */
    private static int first(StabilityReport.Part part) {
        return part == StabilityReport.Part.LEAVE_ONE_OUT ? 1 : 0;
    }

    /** Tells the share of a part of stability that is done, retrainings of earlier runs and diverged ones among it. */
    void stability(StabilityReport.Part part, double share) {
        double done = share;
        if (retrains(part)) {
            // one that diverged took few steps, and those of the others are to move the line on all the same
            long ended = Math.round(share * asked.get(part)) - known.get(part);
            done = done(part, taken.get(part).accumulateAndGet((ended + first(part)) * iterates, Math::max));
        }
        update(Names.of(part), before(part) + done * stability.get(part));
    }

    private double before(StabilityReport.Part part) {
        double before = certification + starts + base;
        for (StabilityReport.Part other : stability.keySet()) {
            before += other.compareTo(part) < 0 ? stability.get(other) : 0;
        }
        return before;
    }

    /**
     * Share of the retrainings of a part that is done, by their iterates: threads are within several at once. One that
     * was known but is of another training is made again, so more may be made than were to be.
     */
    private double done(StabilityReport.Part part, long all) {
        return Math.clamp(trainings(part, all) / Math.max(1, asked.get(part) - known.get(part)), 0, 1);
    }

    private void update(String task, double done) {
        double total = certification + starts + base
                + stability.values().stream().mapToDouble(Double::doubleValue).sum();
        line.accept(task, done / total);
    }
}
