package dev.mha.core.experiment;

/** The exponent of a power law. */
final class LogLogSlope {
    private LogLogSlope() {}

    /**
     * The slope s of the least-squares line {@code log y = s log x + c}.
     *
     * @return NaN when a value of y is not above 0 and finite: a power law has no such values
     */
    static double of(double[] x, double[] y) {
        int n = x.length;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            if (!(y[i] > 0 && y[i] < Double.POSITIVE_INFINITY)) {
                return Double.NaN;
            }
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
