package dev.mha.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A finite number above 0. */
final class PositiveNumber implements ITypeConverter<Double> {
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
}
