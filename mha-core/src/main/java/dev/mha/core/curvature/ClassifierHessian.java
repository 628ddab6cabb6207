package dev.mha.core.curvature;

import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;

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
    /** Of every sample, or null where it does not fit. */
    private final SampleState.Kept[] kept;

    ClassifierHessian(ClassifierLoss loss, double[] theta) {
        this.loss = loss;
        this.theta = theta;
        int count = loss.samples().samples();
        long pairs = (long) loss.shape().tokens() * loss.shape().tokens();
        boolean keep = 16L * pairs * loss.shape().heads() * count <= MOST_KEPT_BYTES;
        scores = new double[count];
        kept = keep ? new SampleState.Kept[count] : null;
        loss.forParts(SampleState::new, (sample, part, state) -> {
            scores[sample] = state.forward(theta, sample);
            if (keep) {
                kept[sample] = state.keep();
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
        loss.forParts(Tangent::new, (sample, part, tangent) -> {
            visit(tangent, sample);
            double phiDot = tangent.push(vector);
            double margin = loss.label(sample) * scores[sample];
            double weight = loss.weight(sample);
            double a = gaussNewton ? weight * Logistic.curvature(margin) * phiDot : 0;
            double b = residual ? -loss.label(sample) * weight * Logistic.slope(margin) : 0;
            tangent.add(a, b, sums[part]);
        });
        ClassifierLoss.sum(sums, result);
    }

    private void visit(SampleState state, int sample) {
        if (kept == null) {
            state.forward(theta, sample);
        } else {
            state.restore(sample, kept[sample]);
        }
    }

    /**
     * The trace, exactly: {@code sum_i weight_i (l''(m_i) |grad Phi_i|^2 + y_i l'(m_i) trace Hess Phi_i)}, at the price of one
     * product; random probes would give an interval for more.
     */
    public double trace() {
        double[] terms = new double[scores.length];
        loss.forParts(Squares::new, (sample, part, squares) -> {
            visit(squares, sample);
            double margin = loss.label(sample) * scores[sample];
            double slope = -loss.label(sample) * Logistic.slope(margin);
            terms[sample] = loss.weight(sample)
                    * (Logistic.curvature(margin) * squares.gradient() + slope * squares.curvature());
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
        loss.forParts(SampleState::new, (sample, part, state) -> {
            if (sample >= first && sample - first < rows.length) {
                visit(state, sample);
                double margin = loss.label(sample) * scores[sample];
                state.addGradient(Math.sqrt(loss.weight(sample) * Logistic.curvature(margin)), rows[sample - first]);
            }
        });
    }

    /** One sample and its derivative along a direction. */
    private static final class Tangent extends SampleState {
        /** For each head P. and dS. , {@code [length, length]}. */
        private final double[][] attentionDot;
        private final double[][] slopeDot;
        private final double[] square;

        Tangent(ClassifierShape shape, PackedSamples samples) {
            super(shape, samples);
            int pairs = shape.tokens() * shape.tokens();
            attentionDot = new double[shape.heads()][pairs];
            slopeDot = new double[shape.heads()][pairs];
            square = new double[pairs];
        }

        /** Keeps P. and dS. of every head and returns Phi. */
        double push(double[] vector) {
            double phiDot = 0;
            for (int head = 0; head < shape.heads(); head++) {
                phiDot += pushHead(vector, head);
            }
            return rootHeads * phiDot;
        }

        private double pushHead(double[] vector, int head) {
            int d = shape.features();
            double[] p = attention[head];
            double[] g = centred[head];
            double[] pDot = attentionDot[head];
            double[] gDot = slopeDot[head];
            Products.times(x, 0, length, d, vector, shape.attentionOffset(head), d, rows);
            Products.times(rows, 0, length, d, transposed, 0, length, pDot);
            Products.times(vector, shape.decoderOffset(head), length, d, transposed, 0, length, gDot);
            double phiDot = 0;
            for (int from = 0; from < length * length; from += length) {
                double mean = 0;
                for (int t = from; t < from + length; t++) {
                    mean += p[t] * pDot[t];
                }
                double rDot = 0;
                for (int t = from; t < from + length; t++) {
                    pDot[t] = p[t] * (pDot[t] - mean);
                    // rows of P. sum to zero, so G - r serves for G and loses no digits to its mean
                    rDot += pDot[t] * g[t] + p[t] * gDot[t];
                }
                for (int t = from; t < from + length; t++) {
                    gDot[t] = pDot[t] * g[t] + p[t] * (gDot[t] - rDot);
                }
                phiDot += rDot;
            }
            return phiDot;
        }

        /** Adds {@code a grad Phi + b (Hess Phi) v}. */
        void add(double a, double b, double[] result) {
            double aHead = a * rootHeads;
            double bHead = b * rootHeads;
            for (int head = 0; head < shape.heads(); head++) {
                double[] p = attention[head];
                double[] g = centred[head];
                for (int t = 0; t < length * length; t++) {
                    square[t] = aHead * p[t] * g[t] + bHead * slopeDot[head][t];
                }
                addAttention(square, head, result);
                for (int t = 0; t < length * length; t++) {
                    square[t] = aHead * p[t] + bHead * attentionDot[head][t];
                }
                addDecoder(square, head, result);
            }
        }
    }
}
