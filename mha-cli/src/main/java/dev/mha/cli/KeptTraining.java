package dev.mha.cli;

import dev.mha.cli.report.Figures;
import dev.mha.core.train.Iterate;
import dev.mha.core.train.TrainingRun;
import java.nio.BufferUnderflowException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A training, kept every few seconds: the next run goes on from the iterate where it was, to the same bits. */
final class KeptTraining {
    private static final String PART = "training";

    private final KeptParts parts;
    private final Iterate from;
    private final double step;
    private final double seconds;
    private final long begin = System.nanoTime();
    private double[] losses;

    private KeptTraining(KeptParts parts, Iterate from, double step, double seconds) {
        this.parts = parts;
        this.from = from;
        this.step = step;
        this.seconds = seconds;
        losses = from.losses().clone();
    }

    /** A training of which nothing is kept. */
    static KeptTraining none(float[] start) {
        return new KeptTraining(null, Iterate.start(start), Double.NaN, 0);
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
    static KeptTraining open(Screen screen, Path file, Map<String, String> work, float[] start, int iterations,
            List<String> inputs) {
        KeptParts parts = KeptParts.open(screen, file, "training", work, inputs);
        double[] known = parts.find(PART);
        if (known == null) {
            return new KeptTraining(parts, Iterate.start(start), Double.NaN, 0);
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
            screen.note(file + " has " + Figures.count(losses.length, "step") + " of this training already");
            return new KeptTraining(parts, new Iterate(theta, losses), step, seconds);
        } catch (BufferUnderflowException cut) {
            throw KeptFile.refused(file, "it is damaged", cut);
        }
    }

    /** Where the training goes on. */
    Iterate from() {
        return from;
    }

    /** The step that it goes on with; NaN where nothing is known. */
    double step() {
        return step;
    }

    /** Seconds that earlier runs took. */
    double seconds() {
        return seconds;
    }

    /** Keeps an iterate when it is time to. */
    void see(int k, double loss, float[] theta, double eta) {
        if (parts == null) {
            return;
        }
        if (parts.due()) {
            keep(Arrays.copyOf(losses, k), theta, eta);
        }
        losses = k < losses.length ? losses : Arrays.copyOf(losses, 2 * k + 1);
        losses[k] = loss;
    }

    /** Keeps where the training has come to. */
    void keep(TrainingRun run, double eta) {
        if (parts != null) {
            keep(Arrays.copyOf(run.losses(), run.steps()), run.theta(), eta);
        }
    }

    private void keep(double[] before, float[] theta, double eta) {
        DoubleBuffer figures = DoubleBuffer.allocate(3 + theta.length + before.length);
        figures.put(eta).put(seconds + (System.nanoTime() - begin) * 1e-9).put(before.length);
        for (float value : theta) {
            figures.put(value);
        }
        parts.keep(PART, figures.put(before).array());
    }

    /** Writes what is not yet written, and says whether all of it is kept; false where nothing is. */
    boolean flush() {
        return parts != null && parts.flush();
    }
}
