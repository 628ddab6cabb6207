package dev.mha.verify.numeric;

/**
 * The arithmetic that a reference computes in. A reference is written once, in double, and rounds after every
 * operation: a sum, product, quotient or square root of two floats that is computed in double and then rounded to float
 * is the float result (53 bits are more than twice 24 and two), so the single-precision reference is what plain float
 * loops give.
 */
public enum Precision {
    SINGLE {
        @Override
        public double round(double value) {
            return (float) value;
        }
    },
    DOUBLE {
        @Override
        public double round(double value) {
            return value;
        }
    };

    /** Rounds the result of one operation to this precision. */
    public abstract double round(double value);

    /** {@code sum + a * b}, a rounding for each operation. */
    public final double addProduct(double sum, double a, double b) {
        return round(sum + round(a * b));
    }
}
