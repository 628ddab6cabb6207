package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;

import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/**
 * Second derivatives of the training loss at one point, exactly and in double, as products with vectors:
 *
 * <pre>
 *   Hess L = Gauss-Newton + residual
 *   Gauss-Newton = sum_i weight_i l''(m_i) grad Phi_i grad Phi_i'        positive semidefinite
 *   residual     = H^(-1/2) blockdiag_h( N_h ),  N_h = sum_i weight_i y_i l'(m_i) Hess phi_h(X_i)
 * </pre>
 *
 * <p>Direction (V_W, V_U), one head and sample, P the attention, G = U X', r the mean of a row of G under P, a dot for a
 * derivative along the direction:
 *
 * <pre>
 *   S. = X V_W X'    P. = P o (S. - rowsum(P o S.))    G. = V_U X'    r. = rowsum(P. o G + P o G.)    phi. = sum r.
 *   dS. = P. o (G - r) + P o (G. - r.)
 *   Hess phi (V_W, V_U) = ( X' dS. X , P. X )
 * </pre>
 *
 * <p>Products run on the workspace of the loss; like it, an instance serves one call at a time.
 */
public final class ClassifierHessian implements LinearOperator {
    /** Most memory for attention kept from product to product, which saves a third of each; beyond it is made anew. */
    private static final long MOST_KEPT_BYTES = 256L << 20;

    private final ClassifierLoss loss;
    private final double[] theta;
    private final double[] scores;
    /** Of every group of samples, or null where it does not fit. */
    private final SampleGroup.Kept[] kept;
    /** Scratch of each worker. */
    private final Tangent[] tangents;

    ClassifierHessian(ClassifierLoss loss, double[] theta) {
        this.loss = loss;
        this.theta = theta;
        int groups = SampleGroup.groups(loss.samples());
        long pairs = (long) loss.shape().tokens() * loss.shape().tokens();
        boolean keep = 16L * pairs * loss.shape().heads() * groups
                * SampleGroup.lanes(loss.samples()) <= MOST_KEPT_BYTES;
        scores = new double[loss.samples().samples()];
        kept = keep ? new SampleGroup.Kept[groups] : null;
        tangents = new Tangent[loss.workers()];
        loss.forGroups(tangents, Tangent::new, (group, part, state) -> {
            double[] phi = state.forward(theta, group);
            System.arraycopy(phi, 0, scores, state.first(group), state.count(group));
            if (keep) {
                kept[group] = state.keep();
            }
        });
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
        return loss.margins(scores());
    }

    @Override
    public int size() {
        return theta.length;
    }

    @Override
    public void apply(double[] vector, double[] result) {
        apply(vector, result, true, true);
    }

    /** The positive semidefinite part alone. */
    public LinearOperator gaussNewton() {
        return new Part(true, false);
    }

    /** The block diagonal rest alone; its U-U blocks are exactly zero. */
    public LinearOperator residual() {
        return new Part(false, true);
    }

    /** One of the two parts. */
    private final class Part implements LinearOperator {
        private final boolean gaussNewton;
        private final boolean residual;

        Part(boolean gaussNewton, boolean residual) {
            this.gaussNewton = gaussNewton;
            this.residual = residual;
        }

        @Override
        public int size() {
            return theta.length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            ClassifierHessian.this.apply(vector, result, gaussNewton, residual);
        }
    }

    private void apply(double[] vector, double[] result, boolean gaussNewton, boolean residual) {
        ClassifierLoss.checkLength("vector", vector.length, "parameters", theta.length);
        ClassifierLoss.checkLength("result", result.length, "parameters", theta.length);
        double[][] sums = new double[loss.parts()][theta.length];
        loss.forGroups(tangents, Tangent::new, (group, part, tangent) -> {
            visit(tangent, group);
            double[] a = tangent.push(vector);
            double[] b = new double[a.length];
            int first = tangent.first(group);
            int count = tangent.count(group);
            Arrays.fill(a, count, a.length, 0);
            for (int l = 0; l < count; l++) {
                int sample = first + l;
                double margin = loss.label(sample) * scores[sample];
                double weight = loss.weight(sample);
                a[l] = gaussNewton ? weight * Logistic.curvature(margin) * a[l] : 0;
                b[l] = residual ? -loss.label(sample) * weight * Logistic.slope(margin) : 0;
            }
            tangent.pull(a, b, SampleGroup.sumInto(sums[part]));
        });
        ClassifierLoss.sum(sums, result);
    }

    private void visit(SampleGroup state, int group) {
        if (kept == null) {
            double[] ignored = state.forward(theta, group);
        } else {
            state.restore(kept[group]);
        }
    }

    /**
     * The trace, exactly: {@code sum_i weight_i (l''(m_i) |grad Phi_i|^2 + y_i l'(m_i) trace Hess Phi_i)}, at the price of one
     * product; random probes would give an interval for more.
     */
    public double trace() {
        double[] terms = new double[scores.length];
        loss.forGroups(new Squares[loss.workers()], Squares::new, (group, part, squares) -> {
            visit(squares, group);
            double[] gradient = squares.gradient();
            double[] curvature = squares.curvature();
            int first = squares.first(group);
            for (int l = 0; l < squares.count(group); l++) {
                int sample = first + l;
                double margin = loss.label(sample) * scores[sample];
                double slope = -loss.label(sample) * Logistic.slope(margin);
                terms[sample] = loss.weight(sample)
                        * (Logistic.curvature(margin) * gradient[l] + slope * curvature[l]);
            }
        });
        double trace = 0;
        for (double term : terms) {
            trace += term;
        }
        return trace;
    }

    /**
     * Writes {@code sqrt(weight_i l''(m_i)) grad Phi_i}, the row of sample i in a square root of the Gauss-Newton part, for as
     * many samples from {@code first} on as there are rows and samples.
     */
    void gaussNewtonRows(int first, double[][] rows) {
        loss.forGroups(tangents, Tangent::new, (group, part, state) -> {
            int from = state.first(group);
            int count = state.count(group);
            double[] factor = new double[state.lane.length];
            boolean any = false;
            for (int l = 0; l < count; l++) {
                int sample = from + l;
                if (sample >= first && sample - first < rows.length) {
                    double margin = loss.label(sample) * scores[sample];
                    factor[l] = Math.sqrt(loss.weight(sample) * Logistic.curvature(margin));
                    any = true;
                }
            }
            if (any) {
                visit(state, group);
                state.gradient(factor, (parameter, values) -> {
                    for (int l = Math.max(0, first - from); l < count && from + l - first < rows.length; l++) {
                        rows[from + l - first][parameter] = values[l];
                    }
                });
            }
        });
    }

    /** A group of samples and its derivative along a direction. */
    private static final class Tangent extends SampleGroup {
        /** For each head P. and dS. , {@code [tokens, tokens]}. */
        private final double[][][] attentionDot;
        private final double[][][] slopeDot;
        private final double[] mean;
        private final double[] sum;

        Tangent(ClassifierShape shape, PackedSamples samples) {
            super(shape, samples);
            int pairs = shape.tokens() * shape.tokens();
            attentionDot = new double[shape.heads()][pairs][lane.length];
            slopeDot = new double[shape.heads()][pairs][lane.length];
            mean = new double[lane.length];
            sum = new double[lane.length];
        }

        /** Keeps P. and dS. of every head and returns Phi. of every lane. */
        double[] push(double[] vector) {
            double[] phiDot = new double[lane.length];
            for (int head = 0; head < shape.heads(); head++) {
                pushHead(vector, head, phiDot);
            }
            Vectors.scale(rootHeads, phiDot);
            return phiDot;
        }

        private void pushHead(double[] vector, int head, double[] phiDot) {
            int tokens = shape.tokens();
            double[][] p = attention[head];
            double[][] g = centred[head];
            double[][] pDot = attentionDot[head];
            double[][] gDot = slopeDot[head];
            scores(vector, head, pDot, gDot);
            for (int from = 0; from < tokens * tokens; from += tokens) {
                LaneProducts.multiply(p, from, 1, pDot, from, 1, tokens, mean);
                Arrays.fill(sum, 0);
                for (int t = from; t < from + tokens; t++) {
                    // rows of P. sum to zero, so G - r serves for G and loses no digits to its mean
                    turn(p[t], g[t], mean, gDot[t], pDot[t], sum);
                }
                for (int t = from; t < from + tokens; t++) {
                    slope(p[t], g[t], pDot[t], sum, gDot[t]);
                }
                Vectors.add(1, sum, phiDot);
            }
        }

        private static void turn(double[] p, double[] g, double[] mean, double[] gDot, double[] pDot, double[] rDot) {
            for (int l = 0; l < p.length; l++) {
                double turned = p[l] * (pDot[l] - mean[l]);
                pDot[l] = turned;
                rDot[l] += turned * g[l] + p[l] * gDot[l];
            }
        }

        private static void slope(double[] p, double[] g, double[] pDot, double[] rDot, double[] gDot) {
            for (int l = 0; l < p.length; l++) {
                gDot[l] = pDot[l] * g[l] + p[l] * (gDot[l] - rDot[l]);
            }
        }

        /** {@code a grad Phi + b (Hess Phi) v}, a and b for each lane; what {@link #push} kept is used up. */
        void pull(double[] a, double[] b, Sink sink) {
            Vectors.scale(rootHeads, a);
            Vectors.scale(rootHeads, b);
            for (int head = 0; head < shape.heads(); head++) {
                double[][] pDot = attentionDot[head];
                double[][] gDot = slopeDot[head];
                for (int i = 0; i < pDot.length; i++) {
                    mix(a, b, attention[head][i], centred[head][i], pDot[i], gDot[i]);
                }
                outer(gDot, pDot, head, sink);
            }
        }

        private static void mix(double[] a, double[] b, double[] p, double[] g, double[] pDot, double[] gDot) {
            for (int l = 0; l < p.length; l++) {
                double scaled = a[l] * p[l];
                pDot[l] = scaled + b[l] * pDot[l];
                gDot[l] = scaled * g[l] + b[l] * gDot[l];
            }
        }
    }
}
