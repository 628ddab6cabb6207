package dev.mha.core.curvature;

import dev.mha.core.linear.Stop;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.HessianPart;
import java.util.function.BooleanSupplier;

/**
 * Second derivatives of the training loss at one point, exactly and in double, as products with vectors of one number
 * for each parameter ({@code docs/theory.md}, 2):
 *
 * <pre>
 *   Hess L = Gauss-Newton + residual
 *   Gauss-Newton = sum_i weight_i l''(m_i) grad Phi_i grad Phi_i'        positive semidefinite
 *   residual     = H^(-1/2) blockdiag_h( N_h ),  N_h = sum_i weight_i y_i l'(m_i) Hess phi_h(X_i)
 * </pre>
 *
 * <p>Products are those of {@link dev.mha.kernels.classifier.DoubleClassifierKernel}, on the workspace of the loss;
 * like it, an instance serves one call at a time.
 */
public final class ClassifierHessian implements LinearOperator {
    private final ClassifierLoss loss;
    private final double[] theta;
    private final double[] scores;
    /** Scratch of each worker for what is needed of single samples. */
    private final SampleGroup[] states;

    ClassifierHessian(ClassifierLoss loss, double[] theta) {
        this.loss = loss;
        this.theta = theta;
        scores = loss.scores(theta);
        states = new SampleGroup[loss.workers()];
    }

    ClassifierLoss loss() {
        return loss;
    }

    /** The diagonal blocks of the residual. */
    HeadBlocks blocks() {
        return new HeadBlocks(loss, theta, scores);
    }

    /** Phi of every sample at the point. */
    public double[] scores() {
        return scores.clone();
    }

    /** Margin {@code y_i Phi_i} of every sample at the point. */
    public double[] margins() {
        return loss.margins(scores);
    }

    @Override
    public int size() {
        return theta.length;
    }

    @Override
    public void apply(double[] vector, double[] result) {
        apply(HessianPart.WHOLE, vector, result);
    }

    @Override
    public void apply(double[][] vectors, double[][] results) {
        loss.hessianProducts(theta, HessianPart.WHOLE, vectors, results);
    }

    /** The positive semidefinite part alone. */
    public LinearOperator gaussNewton() {
        return new Part(HessianPart.GAUSS_NEWTON);
    }

    /** The block diagonal rest alone; its U-U blocks are exactly zero. */
    public LinearOperator residual() {
        return new Part(HessianPart.RESIDUAL);
    }

    /** All of it with the kernels in float: half the time for a product, and what float can resolve. */
    public LinearOperator inFloat() {
        return new LinearOperator() {
            @Override
            public int size() {
                return theta.length;
            }

            @Override
            public void apply(double[] vector, double[] result) {
                apply(new double[][]{vector}, new double[][]{result});
            }

            @Override
            public void apply(double[][] vectors, double[][] results) {
                loss.floatHessianProducts(theta, vectors, results);
            }
        };
    }

    /** One of the two parts. */
    private final class Part implements LinearOperator {
        private final HessianPart part;

        Part(HessianPart part) {
            this.part = part;
        }

        @Override
        public int size() {
            return theta.length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            ClassifierHessian.this.apply(part, vector, result);
        }
    }

    private void apply(HessianPart part, double[] vector, double[] result) {
        loss.hessianProducts(theta, part, new double[][]{vector}, new double[][]{result});
    }

    /**
     * The trace, exactly: {@code sum_i weight_i (l''(m_i) |grad Phi_i|^2 + y_i l'(m_i) trace Hess Phi_i)}, at the price
     * of one product; random probes would give an interval for more.
     */
    public double trace() {
        double[] margins = margins();
        double[] terms = new double[margins.length];
        loss.forGroups(new Squares[loss.workers()], Squares::new, (group, part, squares) -> {
            double[] gradient = new double[squares.lane.length];
            double[] curvature = new double[squares.lane.length];
            squares.load(group);
            squares.of(theta, gradient, curvature);
            int first = squares.first(group);
            for (int l = 0; l < squares.count(group); l++) {
                int sample = first + l;
                double slope = -loss.label(sample) * Logistic.slope(margins[sample]);
                terms[sample] = loss.weight(sample)
                        * (Logistic.curvature(margins[sample]) * gradient[l] + slope * curvature[l]);
            }
        });
        double trace = 0;
        for (double term : terms) {
            trace += term;
        }
        return trace;
    }

    /**
     * Writes {@code sqrt(weight_i l''(m_i)) grad Phi_i}, the row of sample i in a square root of the Gauss-Newton part,
     * for as many samples from {@code first} on as there are rows and samples.
     *
     * @param stop asked for every group of samples
     */
    void gaussNewtonRows(int first, double[][] rows, BooleanSupplier stop) {
        double[] margins = margins();
        loss.forGroups(states, SampleGroup::new, (group, part, state) -> {
            int from = state.first(group);
            int count = state.count(group);
            double[] factor = new double[state.lane.length];
            boolean any = false;
            for (int l = 0; l < count; l++) {
                int sample = from + l;
                if (sample >= first && sample - first < rows.length) {
                    factor[l] = Math.sqrt(loss.weight(sample) * Logistic.curvature(margins[sample]));
                    any = true;
                }
            }
            if (any) {
                Stop.obey(stop);
                state.load(group);
                state.gradient(theta, factor, (parameter, values) -> {
                    for (int l = Math.max(0, first - from); l < count && from + l - first < rows.length; l++) {
                        rows[from + l - first][parameter] = values[l];
                    }
                });
            }
        });
    }
}
