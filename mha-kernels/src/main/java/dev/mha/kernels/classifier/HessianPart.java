package dev.mha.kernels.classifier;

/**
 * What of the second derivatives of the loss a product is taken with:
 *
 * <pre>
 *   Hess L = Gauss-Newton + residual
 *   Gauss-Newton = sum_i weight_i l''(m_i) grad Phi_i grad Phi_i'                 positive semidefinite
 *   residual     = H^(-1/2) blockdiag_h( sum_i weight_i y_i l'(m_i) Hess phi_h(X_i) )
 * </pre>
 */
public enum HessianPart {
    /** All of it. */
    WHOLE(true, true),
    /** The positive semidefinite part. */
    GAUSS_NEWTON(true, false),
    /** The block diagonal rest, which alone can be negative. */
    RESIDUAL(false, true);

    final boolean gaussNewton;
    final boolean residual;

    HessianPart(boolean gaussNewton, boolean residual) {
        this.gaussNewton = gaussNewton;
        this.residual = residual;
    }
}
