package dev.mha.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A finite number above 0. */
public class PositiveNumber implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        return of(text, text, "a number");
    }

    /**
     * The number of a text.
     *
     * @param shown what the user wrote, for messages
     * @param wanted what the user should have written
     */
    static double of(String text, String shown, String wanted) {
        double value = Double.NaN;
        // stricter than Java, which also takes 1d and 0x1p3
        if (!text.matches("[-+.0-9eE]+|NaN|[-+]?Infinity")) {
            throw new TypeConversionException("'" + shown + "' is not " + wanted);
        }
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            throw new TypeConversionException("'" + shown + "' is not " + wanted);
        }
        if (!(value > 0 && Double.isFinite(value))) {
            throw new TypeConversionException(shown + " must be above 0 and finite");
        }
        return value;
    }

    /** The size of a start, whose values, some deviations away from 0, must be 32-bit numbers. */
    public static final class Size extends PositiveNumber {
        @Override
        public Double convert(String text) {
            double size = super.convert(text);
            if (size > 1e30) {
                throw new TypeConversionException(text + " must be at most 1e30");
            }
            return size;
        }
    }

    /** A step size: its inverse and its multiples must be numbers too. */
    static final class Step extends PositiveNumber {
        @Override
        public Double convert(String text) {
            return inRange(super.convert(text), text);
        }

        static double inRange(double step, String shown) {
            if (step < 1e-30 || step > 1e30) {
                throw new TypeConversionException(shown + " must be 1e-30 to 1e30");
            }
            return step;
        }
    }
}
