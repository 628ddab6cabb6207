package dev.mha.cli.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.TrialResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes {@code report.html}: one file that loads nothing. Every figure is in the text and the tables, so that the page
 * reads without its script; the script draws the charts from the same document as {@code report.json}.
 */
final class ReportPage {
    private static final String CHART_SCRIPT = "uplot/uPlot.iife.min.js";
    private static final String CHART_STYLE = "uplot/uPlot.min.css";
    /** What the script does not draw from; the paths of the cells alone would double the page. */
    private static final Set<String> NOT_DRAWN = Set.of("cells", "splits", "data", "heldOut", "stepRanges", "run",
            "theory");

    private ReportPage() {}

    /** The page as text. */
    static String html(TrialResult result, SettingTheory.Outcome theory, Provenance provenance) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.putAll(AnswerSection.view(result, theory, provenance));
        view.putAll(SweepSections.view(result));
        view.putAll(TheorySection.view(theory));
        view.putAll(MethodSections.view(result, provenance));
        view.put("words", Glossary.of(view.toString()));
        view = typeset(view);
        view.put("json", embedded(result, theory, provenance));
        view.put("style", resource("report.css"));
        view.put("charts", resource("charts.js"));
        view.put("script", resource("report.js"));
        view.put("chartStyle", resource(CHART_STYLE));
        view.put("chartScript", resource(CHART_SCRIPT));
        Template template = Mustache.compiler().compile(resource("report.html.mustache"));
        return template.execute(view);
    }

    /** The same view with figures that do not part from their signs at the end of a line. */
    private static Map<String, Object> typeset(Map<String, Object> view) {
        Map<String, Object> typeset = new LinkedHashMap<>();
        view.forEach((key, value) -> typeset.put(key, key.equals("commandParts") ? value : typesetValue(value)));
        return typeset;
    }

    @SuppressWarnings("unchecked")
    private static Object typesetValue(Object value) {
        return switch (value) {
            case String text ->
                text.replace(" +- ", "\u00a0±\u00a0").replace(" ± ", "\u00a0±\u00a0").replace(" %", "\u00a0%");
            case List<?> list -> list.stream().map(ReportPage::typesetValue).toList();
            case Map<?, ?> map -> typeset((Map<String, Object>) map);
            default -> value;
        };
    }

    /** JSON that cannot end the script element it stands in, whatever a name contains. */
    private static String embedded(TrialResult result, SettingTheory.Outcome theory, Provenance provenance) {
        Map<String, Object> tree = ReportDocument.tree(result, theory, provenance);
        tree.keySet().removeAll(NOT_DRAWN);
        return ReportDocument.WRITER.asString(tree).replace("<", "\\u003c").replace(">", "\\u003e").replace("&",
                "\\u0026");
    }

    /** A text with a large first letter. */
    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** A term and what it stands for. */
    static Map<String, Object> term(String term, String value) {
        return Map.of("term", term, "value", value);
    }

    /** Puts a list and a flag {@code has...} that tells the template whether to open the section. */
    static void put(Map<String, Object> view, String name, List<?> list) {
        view.put(name, list);
        view.put("has" + capital(name), !list.isEmpty());
    }

    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
