package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.KeptMargin;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.train.Iterate;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Makes a {@link Certification}, part by part; each is kept, and one that is stopped leaves out what would follow. */
final class CertificationMeasurement {
    private static final String TRAINING = "training";
    private static final String MARGIN = "margin";
    private static final String COMPARISON = "comparison";
    private static final String PATH = "path";

    private final Training training;
    private final Certification.Detail detail;
    private final Workspace work;
    private final PartStore store;
    private final ClassifierLoss loss;

    CertificationMeasurement(Training training, Certification.Detail detail, Workspace work, PartStore store) {
        this.training = training;
        this.detail = detail;
        this.work = work;
        this.store = store;
        loss = training.loss(work);
    }

    Certification run(TrainingListener listener, Progress progress) {
        TrainingRun first = first(listener);
        float[] end = first.reason() == StopReason.LISTENER ? null : first.theta();
        List<ComparisonPoint> points = new ArrayList<>();
        // any point may be compared with; where a training that was stopped had come to is no point to judge it by
        points.add(ComparisonPoint.of(loss, training.start(), ClassifierLoss.widen(first.theta())));
        Margin margin = null;
        CertificationProgress following = new CertificationProgress(training, detail, progress);
        if (end != null) {
            try {
                margin = KeptMargin.of(store, MARGIN, () -> TangentKernel.margin(loss,
                        ClassifierLoss.widen(training.start()), following::margin, following::stopped));
                if (margin.lower() > 0) {
                    points.add(alongMargin(margin, following));
                }
                following.searched();
                return follow(margin, points, end, following);
            } catch (CancellationException stopped) {
                // what there is by then is reported
            }
        }
        return new Certification(margin, theorem(points), null, List.of(), null, end);
    }

    private TrainingRun first(TrainingListener listener) {
        double[] known = store.find(TRAINING);
        // nobody asks for the losses of this training
        Iterate from = known == null
                ? Iterate.start(training.start())
                : new Iterate(ClassifierLoss.narrow(Arrays.copyOfRange(known, 1, known.length)),
                        new double[(int) known[0]]);
        TrainingRun run = training.run(null, from, work, (k, value, theta) -> {
            if (store.due()) {
                keep(k, theta);
            }
            return listener.onIteration(k, value, theta);
        });
        if (run.reason() == StopReason.DIVERGED) {
            throw new ArithmeticException("the training diverged at step " + run.steps());
        }
        keep(run.steps(), run.theta());
        return run;
    }

    private void keep(int steps, float[] theta) {
        double[] figures = new double[1 + theta.length];
        figures[0] = steps;
        for (int j = 0; j < theta.length; j++) {
            figures[1 + j] = theta[j];
        }
        store.keep(TRAINING, figures);
    }

    private ComparisonPoint alongMargin(Margin margin, CertificationProgress following) {
        double[] known = store.find(COMPARISON);
        if (known != null) {
            return ComparisonPoint.of(loss, training.start(), known);
        }
        ComparisonPoint point = ComparisonPoint.alongMargin(loss, training.start(), margin,
                training.step() * training.iterations(), following::stopped);
        store.keep(COMPARISON, point.theta());
        return point;
    }

    private TrainingTheorem theorem(List<ComparisonPoint> points) {
        return TrainingTheorem.strongest(points.stream()
                .map(point -> TrainingTheorem.of(loss, training.start(), point, training.step(),
                        training.iterations()))
                .toList());
    }

    private Certification follow(Margin margin, List<ComparisonPoint> points, float[] end,
            CertificationProgress following) {
        TrainingTheorem theorem = theorem(points);
        PathRecorder recorder = new PathRecorder(loss, training.start(), training.step(), points);
        SharpnessPath curvature = new SharpnessPath(loss, detail.lanczosSteps(), detail.tolerance(), 0);
        Iterate from = takeUp(recorder, curvature, following);
        TrainingRun ignored = training.run(null, from, work, (k, value, theta) -> {
            if (k == recorder.iteration()) {
                return true; // the run before saw it
            }
            if (!measured(curvature, k, theta, following) || !following.step(k)) {
                return false;
            }
            boolean goOn = recorder.onIteration(k, value, theta);
            if (store.due()) {
                keep(recorder, curvature);
            }
            return goOn;
        });
        if (recorder.iteration() >= 0) {
            keep(recorder, curvature);
        }
        TrainingPath path = recorder.iteration() < 1 ? null : recorder.path();
        GlobalBounds bounds = path == null
                ? null
                : GlobalBounds.of(training.shape().heads(), training.geometry().longest(),
                        training.geometry().largestRadius(),
                        path.decoderNorm());
        // one that was measured but not recorded is of no step that was followed
        List<SharpnessPath.Point> seen = curvature.points().stream()
                .filter(point -> point.iteration() <= recorder.iteration()).toList();
        return new Certification(margin, theorem, path, seen, bounds, end);
    }

    private Iterate takeUp(PathRecorder recorder, SharpnessPath curvature, CertificationProgress following) {
        double[] known = store.find(PATH);
        if (known == null) {
            return Iterate.start(training.start());
        }
        int split = 1 + (int) known[0];
        recorder.restore(Arrays.copyOfRange(known, 1, split));
        curvature.restore(DoubleBuffer.wrap(known, split, known.length - split));
        following.measured(curvature.points().size());
        return recorder.iterate();
    }

    private void keep(PathRecorder recorder, SharpnessPath curvature) {
        double[] recorded = recorder.state();
        double[] measured = curvature.state();
        double[] figures = new double[1 + recorded.length + measured.length];
        figures[0] = recorded.length;
        System.arraycopy(recorded, 0, figures, 1, recorded.length);
        System.arraycopy(measured, 0, figures, 1 + recorded.length, measured.length);
        store.keep(PATH, figures);
    }

    /** Measures an iterate whose turn it is; false when it was stopped before that was done. */
    private boolean measured(SharpnessPath curvature, int k, float[] theta, CertificationProgress following) {
        List<SharpnessPath.Point> points = curvature.points();
        boolean known = !points.isEmpty() && points.getLast().iteration() == k;
        if (known || !detail.measured(k, training.iterations())) {
            return true;
        }
        try {
            SharpnessPath.Point ignored = curvature.measure(k, theta, following::product);
        } catch (CancellationException stopped) {
            return false;
        }
        following.measured(points.size() + 1);
        return true;
    }
}
