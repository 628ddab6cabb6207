package dev.mha.core.experiment;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.List;

/**
 * How far the loss is from convex: minus its least eigenvalue divided by the loss, measured by Lanczos, certified by
 * the blocks of the heads, and bounded by the samples and by the largest token and decoder alone
 * ({@code docs/theory.md}, 3). At the start, or after some steps.
 *
 * @param source of the data
 * @param samples n
 * @param start where the training starts
 * @param descent how it goes on
 */
record WeakConvexity(DataSource source, int samples, Start start, Descent descent) implements Measurement {
    static final String MEASURED = "measured";
    static final String BLOCK = "block";
    static final String PER_SAMPLE = "per_sample";
    static final String GLOBAL = "global";

    private static final List<Column> COLUMNS = List.of(Column.median(MEASURED), Column.median(BLOCK),
            Column.median(PER_SAMPLE), Column.median(GLOBAL), Column.median("train_loss"), Column.median("residual"));

    /** Most Lanczos steps; 60 to 120 are enough for the least eigenvalue of 64 heads. */
    private static final int STEPS = 300;

    /** Steps that it usually takes. */
    private static final int USUAL_STEPS = 60;

    /** Residual at which the least eigenvalue is taken, as a share of it. */
    private static final double TOLERANCE = 1e-4;

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public double[] measure(int heads, long seed, Workspace work) {
        EncodedSplit data = source.draw(samples, seed);
        ClassifierShape shape = source.shape(heads);
        Training training = new Training(shape, data.train(), data.trainLabels(), start.create(shape, data, seed),
                descent.step(), descent.iterations());
        TrainingRun run = training.run(null, work, TrainingListener.NONE);
        double[] figures = new double[COLUMNS.size()];
        if (run.reason() == StopReason.DIVERGED) {
            Arrays.fill(figures, Double.NaN);
            return figures;
        }
        ClassifierLoss problem = training.loss(work);
        double[] point = ClassifierLoss.widen(run.theta());
        double loss = problem.value(point);
        ClassifierHessian hessian = problem.hessian(point);
        double[] margins = hessian.margins();
        double[] weights = problem.weights();
        TokenGeometry geometry = training.geometry();
        double rounding = Rounding.curvature(shape, geometry, point, margins, weights);
        RitzPair least = new Lanczos(1, 0, Math.min(STEPS, shape.parameters()), TOLERANCE, seed).run(hessian).lowest()
                .getFirst();
        figures[0] = -least.value() / loss;
        figures[1] = BlockCertificate.fits(shape)
                ? -BlockCertificate.of(hessian, rounding).lambdaMin() / loss
                : Double.NaN;
        figures[2] = -SampleBounds.of(shape, geometry, point).lambdaMin(margins, weights) / loss;
        figures[3] = -GlobalBounds.of(shape, geometry, point).lambdaMin(loss) / loss;
        figures[4] = loss;
        figures[5] = least.residual() / loss;
        return figures;
    }

    @Override
    public double work(int heads) {
        MultiplyAdds parts = new MultiplyAdds(samples, source.shape(heads));
        return parts.lanczos(USUAL_STEPS) + parts.blocks() + descent.work(samples, parts.shape());
    }
}
