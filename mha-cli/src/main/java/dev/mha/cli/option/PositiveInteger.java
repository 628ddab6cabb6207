package dev.mha.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of at least 1. */
public class PositiveInteger implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        int value = new WholeNumber.OfInt().convert(text);
        if (value < 1) {
            throw new TypeConversionException(text + " must be at least 1");
        }
        return value;
    }

    /** Threads to use: each has a stack and scratch of its own, and beyond the processors they only wait. */
    static final class Threads extends PositiveInteger {
        private static final int MOST = 1024;

        @Override
        public Integer convert(String text) {
            int threads = super.convert(text);
            if (threads > MOST) {
                throw new TypeConversionException(text + " must be at most " + MOST);
            }
            return threads;
        }
    }
}
