package dev.mha.cli.train;

import dev.mha.cli.curvature.PathRow;
import dev.mha.cli.curvature.PathRowFigures;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.theory.CurvaturePath;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** Measures every so many steps of a training, and at its end, and tells how long the whole of it will take. */
public final class CurvatureRecorder {
    /**
     * The first point starts from nothing, in code that is not compiled yet, and takes several times as long as others.
     */
    private static final int POINTS_TO_TELL = 2;

    private final CurvaturePath path;
    private final int every;
    private final int iterations;
    private final double step;
    private final ClassifierLoss loss;
    private final ProgressLine line;
    private final List<PathRow> rows = new ArrayList<>();
    private final long begin = System.nanoTime();
    private int iteration;
    /** Where this run of the command began; -1 before it has. */
    private int first = -1;
    /** Seconds that the points of this run took. */
    private double measuring;
    /** The same without the point after the last step. */
    private double along;
    /** Seconds of the last point. */
    private double last = Double.NaN;
    /** Seconds that the points of earlier runs took. */
    private double before;
    /** Points of this run. */
    private int measured;
    private boolean ended;

    /**
     * @param every steps from one point to the next
     * @param iterations most steps of the training
     * @param step its step size
     * @param loss what it makes smaller
     * @param line where progress is shown
     */
    public CurvatureRecorder(CurvaturePath path, int every, int iterations, double step, ClassifierLoss loss,
            ProgressLine line) {
        this.path = path;
        this.every = every;
        this.iterations = iterations;
        this.step = step;
        this.loss = loss;
        this.line = line;
    }

    /**
     * Looks at an iterate; one whose loss has run away has no curvature.
     *
     * @return whether it has a point now that there was not before
     */
    public boolean see(int number, double loss, float[] theta) {
        iteration = number;
        first = first < 0 ? number : first;
        show(0, 0);
        boolean point = number % every == 0 && Double.isFinite(loss) && !has(number) && measure(theta);
        along = measuring;
        return point;
    }

    /** Seconds of measuring between the first step of this run and its last, which the time of the steps has in it. */
    public double along() {
        return along;
    }

    /** Seconds that measuring took, in all runs. */
    double measuringSeconds() {
        return before + measuring;
    }

    /** All that the points to come build on, and those that are there: {@link #restore} takes it up. */
    double[] state() {
        double[] going = path.state();
        DoubleBuffer state = DoubleBuffer
                .allocate(2 + rows.stream().mapToInt(PathRowFigures::count).sum() + going.length);
        state.put(measuringSeconds()).put(rows.size());
        rows.forEach(row -> PathRowFigures.write(row, state));
        return state.put(going).array();
    }

    /**
     * Goes on from the points of an earlier run of the same training.
     *
     * @param from its state
     */
    void restore(DoubleBuffer from) {
        before = from.get();
        for (int count = (int) from.get(); count > 0; count--) {
            rows.add(PathRowFigures.read(from));
        }
        path.restore(from);
    }

    /** Looks at the last iterate, wherever the training ended. */
    public void seeLast(int number, float[] theta) {
        iteration = number;
        ended = has(number) || measure(theta);
    }

    private boolean has(int number) {
        return !rows.isEmpty() && rows.getLast().iteration() == number;
    }

    private boolean measure(float[] theta) {
        double from = seconds();
        try {
            rows.add(PathRow.of(path.measure(iteration, theta, share -> {
                show(share, seconds() - from);
                return !Interruption.requested();
            }), step));
        } catch (CancellationException stopped) {
            // the points before are whole
            return false;
        } catch (ArithmeticException overflow) {
            throw new FailureException("the curvature after " + iteration + " steps cannot be computed: "
                    + overflow.getMessage() + "; the step size may be too large", overflow);
        } finally {
            last = seconds() - from;
            measuring += last;
        }
        measured++;
        return true;
    }

    /** Points start near what the one before ended with, so the last one tells best how long the next will take. */
    private synchronized void show(double share, double spent) {
        int points = Math.ceilDiv(iterations, every) + 1 - rows.size();
        if (measured < POINTS_TO_TELL) {
            line.update((measured + share) / Math.max(1, measured + points), Double.NaN);
            return;
        }
        double point = last;
        double training = iteration == first ? 0 : (seconds() - spent - measuring) / (iteration - first);
        double left = training * (iterations - iteration) + point * Math.max(0, points - share);
        if (Double.isFinite(left)) {
            line.update(seconds() / (seconds() + left), left);
        }
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What was trained, in a sentence. */
    String training() {
        ClassifierShape shape = loss.shape();
        return Figures.count(shape.heads(), "head") + " (" + Figures.count(shape.parameters(), "parameter")
                + "), trained on " + Figures.count(loss.samples().samples(), "sample") + " of "
                + Figures.count(shape.tokens(), "token") + " x " + Figures.count(shape.features(), "feature")
                + " by gradient descent with step size " + Figures.brief(step) + ". The curvature of the training loss"
                + " was measured at " + Figures.count(rows.size(), "point") + " of the way, from iteration "
                + Figures.count(rows.getFirst().iteration()) + " to "
                + Figures.count(rows.getLast().iteration()) + ".";
    }

    /** Heads of the model. */
    int heads() {
        return loss.shape().heads();
    }

    /** What was measured. */
    public List<PathRow> rows() {
        return rows;
    }

    /** Whether the last point is that of the end of the training. */
    boolean ended() {
        return ended;
    }

    /** Where the last point is, in words. */
    String place() {
        return ended ? "at the end" : "at iteration " + rows.getLast().iteration();
    }

    /** First, largest and last value of step x lambda_max, in words. */
    String words() {
        PathRow top = rows.getFirst();
        for (PathRow row : rows) {
            top = row.sharpness() > top.sharpness() ? row : top;
        }
        return String.format(Locale.ROOT,
                "step x lambda_max %.3g at the start, %.3g %s, at most %.3g (iteration %d); %s",
                rows.getFirst().sharpness(), rows.getLast().sharpness(), place(), top.sharpness(), top.iteration(),
                top.sharpness() > 2
                        ? "above 2 a step is unstable on a quadratic loss"
                        : "not above 2 at any iterate measured");
    }
}
