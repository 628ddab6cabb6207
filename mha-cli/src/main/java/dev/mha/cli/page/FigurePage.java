package dev.mha.cli.page;

import com.samskivert.mustache.Mustache;
import dev.mha.cli.figure.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page of its own with sentences, plots and tables: one file that loads nothing and runs no script. */
public final class FigurePage {
    /** How the report of a run that was stopped begins. */
    public static final String PARTIAL = "this report is partial";

    /** Where the words are explained that a terminal has no room to explain. */
    public static final String EXPLAINED = "A page of --html explains the words; formulas: docs/theory.md, section 9.";

    /** At the top of such a page, by which it is known again: others may quote the sentence. */
    private static final String MARK = "<meta name=\"mha\" content=\"partial\">";
    private static final int MARK_WITHIN = 256;

    private final Title title;
    private final List<String> partial = new ArrayList<>();
    private final List<String> lead = new ArrayList<>();
    private final List<Map<String, Object>> figures = new ArrayList<>();
    private final List<Map<String, Object>> sections = new ArrayList<>();

    /**
     * What stands at the top.
     *
     * @param command that wrote the page, {@code mha curvature}
     * @param name of the data
     * @param facts settings of the command, in the order in which they are shown
     * @param version of mha
     */
    public record Title(String command, String name, Map<String, String> facts, String version) {}

    /**
     * A row of a table.
     *
     * @param name what the row is about
     * @param note what that means; empty for nothing
     * @param cells figures, one a column behind the first
     */
    public record Row(String name, String note, List<String> cells) {
        /** A row whose first cell is its name. */
        public static Row of(List<String> cells) {
            return new Row(cells.getFirst(), "", cells.subList(1, cells.size()));
        }

        private Map<String, Object> view() {
            return Map.of("name", Figures.powers(name), "note", note, "hasNote", !note.isEmpty(), "cells",
                    cells.stream().map(FigurePage::typeset).toList());
        }
    }

    /** A page with nothing below its title yet. */
    public FigurePage(Title title) {
        this.title = title;
    }

    /** Says that the run was stopped. */
    public FigurePage partial(String sentence) {
        partial.add(sentence);
        return this;
    }

    /** Adds a sentence to the answer. */
    public FigurePage lead(String sentence) {
        lead.add(typeset(sentence));
        return this;
    }

    /** Adds a plot. */
    public FigurePage figure(String caption, String svg) {
        figures.add(Map.of("caption", caption, "svg", svg));
        return this;
    }

    /** Adds a section with sentences and a table, either of which may be empty. */
    public FigurePage section(String title, List<String> paragraphs, List<String> columns, List<Row> rows) {
        sections.add(Map.of("title", title, "paragraphs", paragraphs.stream().map(FigurePage::typeset).toList(),
                "columns", columns, "hasRows", !rows.isEmpty(), "rows", rows.stream().map(Row::view).toList()));
        return this;
    }

    private static String typeset(String text) {
        return Figures.powers(text).replace(">= ", "\u2265\u00a0").replace("<= ", "\u2264\u00a0")
                .replace(" %", "\u00a0%").replace(" +- ", "\u00a0\u00b1\u00a0");
    }

    /** The page as text. */
    public String html() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("command", title.command());
        view.put("name", title.name());
        view.put("version", title.version());
        view.put("facts", title.facts().entrySet().stream()
                .map(fact -> PageView.term(fact.getKey(), typeset(fact.getValue()))).toList());
        PageView.put(view, "partial", partial);
        view.put("mark", partial.isEmpty() ? "" : MARK);
        view.put("lead", lead);
        PageView.put(view, "figures", figures);
        view.put("sections", sections);
        PageView.put(view, "words", Glossary.of(lead + " " + figures + " " + sections));
        view.put("style", PageView.resource(FigurePage.class, "page.css"));
        view.put("figureStyle", PageView.resource(FigurePage.class, "figures.css"));
        return Mustache.compiler().compile(PageView.resource(FigurePage.class, "figures.html.mustache")).execute(view);
    }

    /** Whether a file is a page of a run that was stopped: the page of the same command may take its place. */
    public static boolean isPartial(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MARK_WITHIN), StandardCharsets.UTF_8).contains(MARK);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
