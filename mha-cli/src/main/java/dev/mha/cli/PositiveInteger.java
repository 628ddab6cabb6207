package dev.mha.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of at least 1. */
final class PositiveInteger implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            throw new TypeConversionException("'" + text + "' is not a whole number, or too large");
        }
        throw new TypeConversionException(text + " must be at least 1");
    }
}
