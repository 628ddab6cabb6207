package dev.mha.cli.option;

import dev.mha.core.model.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Values with commas between them. The option library would split as well, but drops an empty value at the end.
 *
 * @param values at least one
 */
public record Listed<T>(List<T> values) {

    private static <T> Listed<T> of(String text, Function<String, T> value) {
        List<T> values = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            if (one.isBlank()) {
                throw new TypeConversionException("'" + text + "' has a comma without a value on either side");
            }
            values.add(value.apply(one.strip()));
        }
        return new Listed<>(values);
    }

    /** Whole numbers of at least 1. */
    public static final class Integers implements ITypeConverter<Listed<Integer>> {
        @Override
        public Listed<Integer> convert(String text) {
            return of(text, new PositiveInteger()::convert);
        }
    }

    /** Step sizes. */
    public static final class Steps implements ITypeConverter<Listed<Double>> {
        @Override
        public Listed<Double> convert(String text) {
            return of(text, new PositiveNumber.Step()::convert);
        }
    }

    /** Names of columns. */
    static final class Names implements ITypeConverter<Listed<String>> {
        @Override
        public Listed<String> convert(String text) {
            return of(text, name -> name);
        }
    }

    /** Initializations. */
    public static final class Starts implements ITypeConverter<Listed<Initialization>> {
        @Override
        public Listed<Initialization> convert(String text) {
            return of(text, new NameText.Start()::convert);
        }
    }
}
