package dev.mha.core.metric;

/** Student's t distribution with a whole number of degrees of freedom. */
public final class StudentT {
    /** Above this the expansion about the normal distribution is right to 1e-9. */
    private static final int EXPAND_ABOVE = 300;

    private StudentT() {}

    /** The point that t exceeds with probability 2.5 %, for at least one degree of freedom. */
    public static double quantile975(int freedom) {
        if (freedom > EXPAND_ABOVE) {
            // Abramowitz, Stegun 1964, 26.7.5
            double z = Interval.Z;
            double z2 = z * z;
            double first = z * (z2 + 1) / 4;
            double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
            double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
            return z + (first + (second + third / freedom) / freedom) / freedom;
        }
        double low = Interval.Z;
        double high = 13;
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
            if (central(middle, freedom) < 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Probability that {@code |t| <= x}, exact in closed form (Abramowitz, Stegun 1964, 26.7.3 and 26.7.4). */
    static double central(double x, int freedom) {
        double angle = StrictMath.atan(x / Math.sqrt(freedom));
        double sine = StrictMath.sin(angle);
        double cosine = StrictMath.cos(angle);
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int k = odd ? 3 : 2; k <= freedom; k += 2) {
            sum += term;
            term *= cosine * cosine * (k - 1) / k;
        }
        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
