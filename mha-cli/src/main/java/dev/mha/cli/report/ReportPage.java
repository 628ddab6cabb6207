package dev.mha.cli.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.mha.cli.page.Glossary;
import dev.mha.cli.page.PageView;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.TrialResult;
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
        view.put("style", PageView.resource(PageView.class, "page.css"));
        view.put("charts", PageView.resource(ReportPage.class, "charts.js"));
        view.put("script", PageView.resource(ReportPage.class, "report.js"));
        view.put("chartStyle", PageView.resource(ReportPage.class, CHART_STYLE));
        view.put("chartScript", PageView.resource(ReportPage.class, CHART_SCRIPT));
        Template template = Mustache.compiler().compile(PageView.resource(ReportPage.class, "report.html.mustache"));
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
}
