package dev.mha.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/** One JSON object: keys in the order they were put, NaN and infinities as null, since JSON has no word for them. */
public final class Json {
    /** A key whose value is null is written too: a reader can tell "none" from "not in this version". */
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private final Map<String, Object> content = new LinkedHashMap<>();

    /** An object that says which schema it follows (docs/json.md). */
    public static Json of(String schema) {
        return new Json().put("schema", schema);
    }

    /**
     * Puts a key at the end; one that is there keeps its place and takes the value.
     *
     * @param value text, number, boolean, object, list of these, map of plain values, or null; a number that is not
     *            finite becomes null
     */
    public Json put(String key, Object value) {
        content.put(key, plain(value));
        return this;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case null -> null;
            case Json object -> object.content;
            case Double number when !Double.isFinite(number) -> null;
            case Float number when !Float.isFinite(number) -> null;
            case Enum<?> constant -> constant.name();
            case List<?> list -> {
                List<Object> plain = new ArrayList<>(list.size());
                list.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            default -> value;
        };
    }

    /** Prints it on one line. */
    public void print(Screen screen) {
        screen.out().println(WRITER.asString(content));
    }
}
