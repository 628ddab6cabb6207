package dev.mha.core.baseline;

import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import java.util.Arrays;

/**
 * The minimum of {@code f(w, b) = mean_i log(1 + exp(-y_i (<w, x_i> + b))) + penalty / 2 |w|^2}, by Newton's method
 * whose steps are solved by conjugate gradients (Dembo, Steihaug 1983), in double. With a penalty above 0 the minimum
 * exists, is unique and is reached from everywhere, separable classes or not.
 *
 * <p>No p x p matrix is formed: an iteration costs two passes over the samples whatever the number of columns, and on
 * standardized columns some 30 to 80 of them do. Every sum has a fixed order and every function is of
 * {@link StrictMath}: the same bits on every machine.
 */
final class RidgeLogistic {
    /** Newton steps; quadratic convergence needs 4 to 12, the rest is room for nearly separable data. */
    private static final int NEWTON_LIMIT = 100;
    private static final double ARMIJO = 1e-4;

    private final float[] x;
    private final int columns;
    private final float[] labels;
    private final int[] rows;
    private final double[] margin;
    private final double[] trialMargin;
    private final double[] slope;
    private final double[] curvature;

    /**
     * @param x matrix {@code [samples, columns]}, row-major
     * @param columns number of columns p
     * @param labels -1 or +1 for each row of x
     * @param rows rows of x to fit
     */
    RidgeLogistic(float[] x, int columns, float[] labels, int[] rows) {
        this.x = x;
        this.columns = columns;
        this.labels = labels;
        this.rows = rows;
        this.margin = new double[rows.length];
        this.trialMargin = new double[rows.length];
        this.slope = new double[rows.length];
        this.curvature = new double[rows.length];
    }

    /**
     * Moves {@code solution} to the minimum.
     *
     * @param penalty above 0
     * @param solution {@code [columns + 1]}: weights, then the intercept; where to start, and the result. Start at
     *        zeros or at the result for another penalty: somewhere no worse than zeros, where curvature cannot vanish
     *        in every sample
     * @param tolerance largest allowed absolute entry of the gradient at the result
     * @return the largest absolute entry of the gradient at the result: above {@code tolerance} only when rounding
     *         allows no lower
     */
    double minimize(double penalty, double[] solution, double tolerance) {
        int size = columns + 1;
        double[] gradient = new double[size];
        double[] step = new double[size];
        double[] trial = new double[size];
        double[] trialGradient = new double[size];
        margins(solution, margin);
        double value = value(margin, solution, penalty);
        for (int iteration = 0;; iteration++) {
            derivatives(margin);
            gradient(solution, penalty, gradient);
            double largest = largest(gradient);
            if (largest <= tolerance || iteration == NEWTON_LIMIT) {
                return largest;
            }
            double length = Math.sqrt(Vectors.dot(gradient, gradient));
            newtonStep(gradient, penalty, length * Math.min(0.1, Math.sqrt(length)), step);
            double directional = Vectors.dot(gradient, step);
            double fraction = 1;
            while (true) {
                for (int j = 0; j < size; j++) {
                    trial[j] = solution[j] + fraction * step[j];
                }
                margins(trial, trialMargin);
                double trialValue = value(trialMargin, trial, penalty);
                // The final steps gain less than the rounding of the value: the last term lets most of them pass, the
                // gradient, which halves along a Newton step, the others.
                if (trialValue <= value + ARMIJO * fraction * directional + 4 * Math.ulp(value)
                        || largestSlope(trial, trialMargin, penalty, trialGradient) <= largest / 2) {
                    value = trialValue;
                    break;
                }
                fraction /= 2;
                if (fraction < 1e-10) {
                    return largest;
                }
            }
            System.arraycopy(trial, 0, solution, 0, size);
            System.arraycopy(trialMargin, 0, margin, 0, margin.length);
        }
    }

    /** Score {@code <w, x_row> + b} of one row of a matrix. */
    static double score(float[] x, int row, int columns, double[] solution) {
        int at = row * columns;
        // Four sums: one would wait for each addition to finish before the next.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < columns; j += 4) {
            a += solution[j] * x[at + j];
            b += solution[j + 1] * x[at + j + 1];
            c += solution[j + 2] * x[at + j + 2];
            d += solution[j + 3] * x[at + j + 3];
        }
        for (; j < columns; j++) {
            a += solution[j] * x[at + j];
        }
        return a + b + (c + d) + solution[columns];
    }

    private void margins(double[] solution, double[] result) {
        for (int i = 0; i < rows.length; i++) {
            result[i] = labels[rows[i]] * score(x, rows[i], columns, solution);
        }
    }

    private double value(double[] margins, double[] solution, double penalty) {
        double sum = 0;
        for (double m : margins) {
            sum += Logistic.loss(m);
        }
        double square = 0;
        for (int j = 0; j < columns; j++) {
            square += solution[j] * solution[j];
        }
        return sum / margins.length + penalty / 2 * square;
    }

    /** Per sample: derivative of its loss by its score, and second derivative, both divided by n. */
    private void derivatives(double[] margins) {
        for (int i = 0; i < margins.length; i++) {
            slope[i] = -labels[rows[i]] * Logistic.slope(margins[i]) / margins.length;
            curvature[i] = Logistic.curvature(margins[i]) / margins.length;
        }
    }

    private void gradient(double[] solution, double penalty, double[] result) {
        for (int j = 0; j < columns; j++) {
            result[j] = penalty * solution[j];
        }
        result[columns] = 0;
        for (int i = 0; i < rows.length; i++) {
            addRow(slope[i], rows[i], result);
        }
    }

    /** The largest absolute entry of the gradient where the margins are these. */
    private double largestSlope(double[] at, double[] margins, double penalty, double[] gradient) {
        derivatives(margins);
        gradient(at, penalty, gradient);
        return largest(gradient);
    }

    private void addRow(double factor, int row, double[] result) {
        int at = row * columns;
        for (int j = 0; j < columns; j++) {
            result[j] += factor * x[at + j];
        }
        result[columns] += factor;
    }

    /** result = Hessian * direction. */
    private void curve(double[] direction, double penalty, double[] result) {
        for (int j = 0; j < columns; j++) {
            result[j] = penalty * direction[j];
        }
        result[columns] = 0;
        for (int i = 0; i < rows.length; i++) {
            addRow(curvature[i] * score(x, rows[i], columns, direction), rows[i], result);
        }
    }

    /** step = -(Hessian)^-1 gradient by conjugate gradients, until the residual is below {@code tolerance}. */
    private void newtonStep(double[] gradient, double penalty, double tolerance, double[] step) {
        int size = columns + 1;
        double[] residual = new double[size];
        double[] direction = new double[size];
        double[] curved = new double[size];
        Arrays.fill(step, 0);
        for (int j = 0; j < size; j++) {
            residual[j] = -gradient[j];
            direction[j] = residual[j];
        }
        double square = Vectors.dot(residual, residual);
        for (int k = 0; k < 2 * size + 10 && Math.sqrt(square) > tolerance; k++) {
            curve(direction, penalty, curved);
            double curvature = Vectors.dot(direction, curved);
            if (!(curvature > 0)) {
                // Only the intercept has no penalty; where every sample is surely right, its curvature underflows.
                break;
            }
            double length = square / curvature;
            for (int j = 0; j < size; j++) {
                step[j] += length * direction[j];
                residual[j] -= length * curved[j];
            }
            double next = Vectors.dot(residual, residual);
            double ratio = next / square;
            square = next;
            for (int j = 0; j < size; j++) {
                direction[j] = residual[j] + ratio * direction[j];
            }
        }
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
