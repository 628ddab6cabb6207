package dev.mha.cli.train;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.keep.KeptFile;
import dev.mha.cli.keep.KeptParts;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.train.Iterate;
import dev.mha.core.train.TrainingRun;
import java.nio.BufferUnderflowException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A training, kept every few seconds: the next run goes on from the iterate where it was, to the same bits. What is
 * measured along its way is in the same part, so that neither is ever ahead of the other.
 */
public final class KeptTraining {
    private static final String PART = "training";
    private static final double[] NOTHING = {};

    /** Losses that an array may hold. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final KeptParts parts;
    private final Path file;
    private final Iterate from;
    private final double step;
    private final double seconds;
    /** Once the training has begun: what comes before it, such as a measured step size, is none of its time. */
    private long begin;
    private boolean begun;
    private boolean told;
    private double[] losses;
    /** What was measured along the way up to the iterate to start from, as it was kept. */
    private final DoubleBuffer measured;
    private Supplier<double[]> measuring = () -> NOTHING;
    /** Seconds of this run that went into measuring between its steps. */
    private DoubleSupplier along = () -> 0;

    private KeptTraining(KeptParts parts, Path file, Iterate from, double step, double seconds, DoubleBuffer measured) {
        this.parts = parts;
        this.file = file;
        this.from = from;
        this.step = step;
        this.seconds = seconds;
        this.measured = measured;
        losses = from.losses().clone();
    }

    /** A training of which nothing is kept. */
    public static KeptTraining none(float[] start) {
        return new KeptTraining(null, null, Iterate.start(start), Double.NaN, 0, null);
    }

    /**
     * Reads what is there.
     *
     * @param work all that the training depends on, options under their names
     * @param iterations steps that it is to take
     * @param inputs paths that the command reads
     * @throws UsageException if the file is of another training, in one sentence that names what differs
     * @throws FailureException if it is anything else, or cannot be written
     */
    public static KeptTraining open(Screen screen, Path file, Map<String, String> work, float[] start, int iterations,
            List<String> inputs) {
        KeptParts parts = KeptParts.open(screen, file, "training", work, inputs);
        double[] known = parts.find(PART);
        if (known == null) {
            return new KeptTraining(parts, file, Iterate.start(start), Double.NaN, 0, null);
        }
        try {
            DoubleBuffer figures = DoubleBuffer.wrap(known);
            double step = figures.get();
            double seconds = figures.get();
            double[] losses = new double[(int) figures.get()];
            float[] theta = new float[start.length];
            for (int j = 0; j < theta.length; j++) {
                theta[j] = (float) figures.get();
            }
            figures.get(losses);
            if (losses.length > iterations) {
                throw new UsageException(file + " is at step " + losses.length + ", beyond --iterations " + iterations
                        + ": name another file");
            }
            screen.note(losses.length == 0
                    ? file + " has the start of this training, no step yet"
                    : file + " has " + Figures.count(losses.length, "step") + " of this training already");
            KeptTraining kept = new KeptTraining(parts, file, new Iterate(theta, losses), step, seconds,
                    figures);
            kept.tell();
            return kept;
        } catch (BufferUnderflowException cut) {
            throw KeptFile.refused(file, "it is damaged", cut);
        }
    }

    /** Where the training goes on. */
    public Iterate from() {
        return from;
    }

    /** The step that it goes on with; NaN where nothing is known. */
    public double step() {
        return step;
    }

    /** Seconds that the steps of earlier runs took, without what was measured between them. */
    public double seconds() {
        return seconds;
    }

    /**
     * Keeps beside the training what is measured along its way, from what was kept of it on.
     *
     * @param recorder none of whose points this run has measured yet
     * @throws FailureException if what was kept is none of its states
     */
    public void measure(CurvatureRecorder recorder) {
        if (measured != null) {
            try {
                recorder.restore(measured);
            } catch (BufferUnderflowException cut) {
                throw KeptFile.refused(file, "it is damaged", cut);
            }
        }
        measuring = recorder::state;
        along = recorder::along;
    }

    /** Begins to count the time, once. */
    public void begin() {
        if (!begun) {
            begun = true;
            begin = System.nanoTime();
        }
    }

    /**
     * Keeps an iterate when it is time to.
     *
     * @param point whether it has just been measured, which may have taken long
     */
    public void see(int k, double loss, float[] theta, double eta, boolean point) {
        if (parts == null) {
            return;
        }
        begin();
        if (parts.due() || (point && parts.rested())) {
            keep(Arrays.copyOf(losses, k), theta, eta);
        }
        losses = k < losses.length ? losses : Arrays.copyOf(losses, (int) Math.min(2L * k + 1, MOST));
        losses[k] = loss;
    }

    /** Keeps where the training has come to. */
    public void keep(TrainingRun run, double eta) {
        if (parts != null) {
            keep(Arrays.copyOf(run.losses(), run.steps()), run.theta(), eta);
        }
    }

    private void keep(double[] before, float[] theta, double eta) {
        double[] beside = measuring.get();
        DoubleBuffer figures = DoubleBuffer.allocate(3 + theta.length + before.length + beside.length);
        figures.put(eta).put(seconds + (System.nanoTime() - begin) * 1e-9 - along.getAsDouble()).put(before.length);
        for (float value : theta) {
            figures.put(value);
        }
        parts.keep(PART, figures.put(before).put(beside).array());
        tell();
    }

    /** Once there is something to go on from, whoever stops the command is told. */
    private void tell() {
        if (!told && parts.isKept()) {
            told = true;
            Interruption.adds(goesOn());
        }
    }

    /** Whether it is kept in a file at all. */
    boolean hasFile() {
        return file != null;
    }

    /** What the next run does, in words. */
    String goesOn() {
        return "the same command goes on from where the training is in " + file;
    }

    /** Writes what is not yet written, and says whether all of it is kept; false where nothing is. */
    public boolean flush() {
        return parts != null && parts.flush();
    }
}
