package dev.mha.cli.option;

import dev.mha.cli.figure.Names;
import dev.mha.cli.input.Missing;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.model.Initialization;
import dev.mha.core.theory.CurvaturePath;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of a few names. The option library would show the constants of the program; the user types, and reads, lower
 * case.
 *
 * @param <E> what the names stand for
 */
public class NameText<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final List<E> values;

    NameText(Class<E> type) {
        values = List.of(type.getEnumConstants());
    }

    @Override
    public E convert(String text) {
        return values.stream().filter(value -> value.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + String.join(", ", this)));
    }

    /** The names, as a shell completes them. */
    @Override
    public Iterator<String> iterator() {
        return values.stream().map(Names::of).iterator();
    }

    /** An initialization. */
    public static final class Start extends NameText<Initialization> {
        Start() {
            super(Initialization.class);
        }
    }

    /** A way to find the trace. */
    public static final class Trace extends NameText<TraceEstimate.Method> {
        Trace() {
            super(TraceEstimate.Method.class);
        }
    }

    /** What to do where a value is missing. */
    static final class Gap extends NameText<Missing> {
        Gap() {
            super(Missing.class);
        }
    }

    /** A part of the curvature along a training. */
    public static final class PathPart extends NameText<CurvaturePath.Part> {
        PathPart() {
            super(CurvaturePath.Part.class);
        }
    }
}
