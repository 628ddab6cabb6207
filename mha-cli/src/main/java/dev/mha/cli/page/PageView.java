package dev.mha.cli.page;

import dev.mha.cli.figure.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What all pages hand to their templates in the same way. */
public final class PageView {
    private PageView() {}

    /** A term and what it stands for. */
    public static Map<String, Object> term(String term, String value) {
        return Map.of("term", term, "value", value);
    }

    /** Puts a list and a flag {@code has...} that tells the template whether to open the section. */
    public static void put(Map<String, Object> view, String name, List<?> list) {
        view.put(name, list);
        view.put("has" + Names.capital(name), !list.isEmpty());
    }

    /**
     * A template, style or script.
     *
     * @param owner a class of the package that has it
     * @param name of the file, from the folder of that package
     */
    public static String resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
