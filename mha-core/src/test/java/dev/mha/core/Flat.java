package dev.mha.core;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every figure of a record, those of its arrays and of the records in it too: two are equal bit for bit or not. */
public final class Flat {
    private Flat() {}

    /** The figures, in their order. */
    public static List<Object> of(Object value) {
        List<Object> figures = new ArrayList<>();
        add(value, figures);
        return figures;
    }

    private static void add(Object value, List<Object> figures) {
        switch (value) {
            case null -> figures.add("null");
            case Record record -> {
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    try {
                        add(component.getAccessor().invoke(record), figures);
                    } catch (ReflectiveOperationException impossible) {
                        throw new LinkageError("a record without its accessors", impossible);
                    }
                }
            }
            case double[] array -> Arrays.stream(array).forEach(figures::add);
            case float[] array -> {
                for (float one : array) {
                    figures.add(one);
                }
            }
            case Object[] array -> Arrays.stream(array).forEach(one -> add(one, figures));
            case List<?> list -> list.forEach(one -> add(one, figures));
            default -> figures.add(value);
        }
    }
}
