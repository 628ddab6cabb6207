package dev.mha.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A finite number above 0. */
class PositiveNumber implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
        throw new TypeConversionException(text + " must be above 0 and finite");
    }

    /** The size of a start, whose values, some deviations away from 0, must be 32-bit numbers. */
    static final class Size extends PositiveNumber {
        @Override
        public Double convert(String text) {
            double size = super.convert(text);
            if (size > 1e30) {
                throw new TypeConversionException(text + " must be at most 1e30");
            }
            return size;
        }
    }
}
