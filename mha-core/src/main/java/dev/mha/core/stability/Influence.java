package dev.mha.core.stability;

import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.curvature.Minres;
import dev.mha.core.metric.Logistic;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import java.util.concurrent.CancellationException;

/**
 * Influence functions (Cook, Weisberg 1982; {@code docs/theory.md}, 6): the rise of a sample's loss when it is left
 * out, to first order at the end of the training, {@code grad l_i' (Hess L + I/(eta K))^-1 grad l_i / n}. The damping
 * {@code 1/(eta K)} stands for the steps not taken; the Hessian is indefinite, so the system is solved by
 * {@link Minres}. On separable data the loss has no minimizer and the values come out far too small (a tenth to a
 * quarter of the exact ones): they rank samples, and say no more.
 *
 * @param samples indexes of the samples
 * @param gaps estimated rise of the loss of each, as many
 * @param damping {@code 1/(eta K)}
 * @param largestResidual largest residual of a system, as a share of its right-hand side
 * @param unsolved systems that were not solved, their residual above 2e-4 of the right-hand side; see {@link Minres}
 */
public record Influence(int[] samples, double[] gaps, double damping, double largestResidual, int unsolved) {
    /** Residual that is asked for, as a share of the right-hand side. */
    private static final double TOLERANCE = 1e-4;

    /** Every product costs a gradient; what has not converged by then says so by its residual. */
    public static final int MOST_PRODUCTS = 200;

    /**
     * Solves one system for each of these samples.
     *
     * @param theta parameters after the training, in double
     * @param samples indexes of training samples
     * @param work scratch and threads; the result is bitwise the same for every number of threads
     * @param listener told the number of systems solved
     * @return null when it was told to stop on the way
     */
    public static Influence of(Training training, double[] theta, int[] samples, Workspace work,
            Retrainer.Listener listener) {
        ClassifierLoss loss = training.loss(work);
        ClassifierHessian hessian = loss.hessian(theta);
        Watched watched = new Watched(hessian, listener);
        double[] margins = hessian.margins();
        double damping = 1 / (training.step() * training.iterations());
        double[] gaps = new double[samples.length];
        double worst = 0;
        int unsolved = 0;
        for (int k = 0; k < samples.length; k++) {
            double[] factors = new double[margins.length];
            factors[samples[k]] = -Logistic.slope(margins[samples[k]]);
            double[] gradient = new double[theta.length];
            loss.marginGradient(theta, factors, gradient);
            Minres solved;
            try {
                solved = Minres.solve(watched, damping, gradient, TOLERANCE, MOST_PRODUCTS);
            } catch (CancellationException stopped) {
                return null;
            }
            double product = 0;
            double square = 0;
            for (int j = 0; j < gradient.length; j++) {
                product += gradient[j] * solved.x()[j];
                square += gradient[j] * gradient[j];
            }
            gaps[k] = product / margins.length;
            worst = Math.max(worst, square > 0 ? solved.residual() / Math.sqrt(square) : 0);
            unsolved += solved.converged() ? 0 : 1;
            listener.done(k + 1);
        }
        return new Influence(samples.clone(), gaps, damping, worst, unsolved);
    }

    /** The same operator, which throws when it is told to stop: a system takes up to {@link #MOST_PRODUCTS}. */
    private record Watched(LinearOperator operator, Retrainer.Listener listener) implements LinearOperator {
        @Override
        public int size() {
            return operator.size();
        }

        @Override
        public void apply(double[] vector, double[] result) {
            if (listener.stop()) {
                throw new CancellationException("stopped");
            }
            operator.apply(vector, result);
        }
    }
}
