package dev.mha.cli.option;

import dev.mha.cli.input.Grid;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A grid such as {@code 16x4}. */
final class GridText implements ITypeConverter<Grid> {
    @Override
    public Grid convert(String text) {
        try {
            return Grid.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
