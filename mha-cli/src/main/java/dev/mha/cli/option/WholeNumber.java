package dev.mha.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of either sign. */
public final class WholeNumber implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        return within(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The number of a text; numbers beyond these are too large for what counts with them. */
    private static long within(String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // the same sentence: too many digits look like text here
        }
        throw new TypeConversionException("'" + text + "' is not a whole number, or too large");
    }

    /** One of 32 bits. */
    public static final class OfInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) within(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
    }
}
