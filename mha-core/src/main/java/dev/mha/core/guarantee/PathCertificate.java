package dev.mha.core.guarantee;

/**
 * A bound on the mean training loss of one run, proved by that run itself ({@code docs/theory.md}, 5). With the steps
 * as they were taken, {@code g_k = (theta_k - theta_{k+1})/eta}, and any comparison point theta at the distance Dq from
 * the start,
 *
 * <pre>
 *   a_k = (L_k - L(theta) - &lt;g_k, theta_k - theta&gt;) / (L_k + L(theta))    a = max(0, max_k a_k)
 *   s_k = max(0, L_{k+1} - L_k + (eta/2) |g_k|^2)
 *   mean_{k=1..K} L_k &lt;= [ (1+a) L(theta) + Dq^2/(2 eta K) + a L_0/K + mean_k s_k ] / (1-a)     if a &lt; 1
 *   L_K &lt;= mean_{k=1..K} L_k + (1/K) sum_{k=1..K-1} k s_k
 * </pre>
 *
 * <p>Nothing is assumed about gradients, heads or step: expand {@code |theta_{k+1} - theta|^2}, bound its two parts by
 * a_k and s_k, and sum. No step raises the loss by more than s_k, and k of the K losses of the mean come before it. So
 * both hold for the steps of float kernels too, and with any numbers for the losses: those that were computed are
 * bounded. The mean of the losses themselves is larger at most by what rounding can have taken from {@code L_1} to
 * {@code L_K}, and the last loss by what it can have taken from that one, which is added once, at the end.
 *
 * @param point theta
 * @param convexityDefect a: 0 when the loss acts convex along the path towards theta
 * @param farthest largest distance of an iterate from theta
 * @param bound the bound; infinite if a is 1 or more
 * @param lastBound the same for the last loss; infinite if a is 1 or more
 */
public record PathCertificate(ComparisonPoint point, double convexityDefect, double farthest, double bound,
        double lastBound) {
    /** Whether anything is certified. */
    public boolean holds() {
        return convexityDefect < 1;
    }
}
