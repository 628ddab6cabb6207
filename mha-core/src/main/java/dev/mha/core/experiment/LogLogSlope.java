package dev.mha.core.experiment;

/** The exponent of a power law. */
final class LogLogSlope {
    private LogLogSlope() {}

    /**
     * The slope s of the least-squares line {@code log y = s log x + c}.
     *
     * @return NaN when a value of y is not above 0 and finite: its logarithm is NaN or infinite, and infinity minus
     *         the infinite mean is NaN
     */
    static double of(double[] x, double[] y) {
        int n = x.length;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += StrictMath.log(x[i]) / n;
            meanY += StrictMath.log(y[i]) / n;
        }
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = StrictMath.log(x[i]) - meanX;
            products += deviation * (StrictMath.log(y[i]) - meanY);
            squares += deviation * deviation;
        }
        return products / squares;
    }
}
