package dev.mha.cli.certify;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.guarantee.ConditionRow;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.guarantee.QuantityRow;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.SvgPlot;
import dev.mha.core.guarantee.Condition;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.SharpnessPath;
import java.util.Arrays;
import java.util.List;

/** The page of a certified training: what is proved of it, and loss and sharpness along the way. */
public final class CertifyPage {
    /** Losses below this are drawn as this. */
    private static final double SMALLEST_LOSS = 1e-12;

    private CertifyPage() {}

    /** The page as text. */
    public static String of(RepeatedTraining repeated, Guarantees guarantees, FigurePage.Title title) {
        FigurePage page = new FigurePage(title);
        Certification one = guarantees.certification();
        if (!guarantees.missing().isEmpty()) {
            page.partial(FigurePage.PARTIAL + ", it lacks: " + String.join("; ", guarantees.missing()) + ".");
        }
        page.lead(GuaranteeWords.theorem(one)).lead(GuaranteeWords.certificate(one));
        if (guarantees.stability() != null) {
            page.lead(StabilityWords.of(guarantees.stability(), repeated.learned()));
        }
        if (guarantees.testGap() != null) {
            page.lead(GuaranteeWords.testGap(guarantees.testGap()));
        }
        if (one.path() != null) {
            page.figure("Training loss against gradient steps, with the mean loss that the path of this run certifies.",
                    losses(one));
            page.figure("Step size times largest eigenvalue of the Hessian, at the iterates that were measured. Above 2"
                    + " a step is unstable on a quadratic loss.", sharpness(one));
            page.section("Bound by bound", List.of("How large each quantity can be at most by the theorem, at most by"
                    + " the certificate of this run, and what it was. " + QuantityRow.NOTE),
                    List.of("At most", "Guaranteed", "Certified", "Measured", "Ratio"),
                    guarantees.rows().stream().map(CertifyPage::quantity).toList());
        }
        if (one.end() != null) {
            page.section("The conditions of the theorem", List.of(),
                    List.of("Condition", "Asked for", "This run", "Verdict"),
                    one.theorem().conditions().stream().map(CertifyPage::condition).toList());
        }
        if (!guarantees.starts().isEmpty()) {
            page.section("Where to start", List.of(GuaranteeWords.starts(guarantees.starts())),
                    List.of("Start", "Margin gamma", "Largest head", "Largest score", "Distinct heads",
                            "Theory's reach"),
                    guarantees.starts().stream().map(CertifyPage::start).toList());
        }
        return page.html();
    }

    private static FigurePage.Row quantity(Guarantees.Row row) {
        QuantityRow shown = QuantityRow.of(row);
        return new FigurePage.Row(shown.title(), shown.meaning(),
                List.of(shown.promised(), shown.certified(), shown.measured(), shown.looseness()));
    }

    private static FigurePage.Row condition(Condition condition) {
        ConditionRow shown = ConditionRow.of(condition);
        return new FigurePage.Row(shown.title(), shown.meaning(),
                List.of(shown.required(), shown.actual(), shown.verdict()));
    }

    private static FigurePage.Row start(StartReport start) {
        String margin = start.separable()
                ? Figures.atLeast(start.margin().lower()) + " to " + Figures.atMost(start.margin().upper())
                : "at most " + Figures.atMost(start.margin().upper());
        return new FigurePage.Row(Names.of(start.initialization()), "", List.of(margin,
                Figures.number(start.largestHead()), Figures.number(start.largestScore()),
                Integer.toString(start.distinctHeads()),
                start.separable() ? Figures.atMost(start.reach()) : "\u2013"));
    }

    private static String losses(Certification certification) {
        double[] losses = Arrays.stream(certification.path().losses())
                .map(loss -> Math.max(loss, SMALLEST_LOSS)).toArray();
        double bound = certification.certifiedMeanLoss();
        double low = Arrays.stream(losses).min().orElseThrow();
        double high = Math.max(Arrays.stream(losses).max().orElseThrow(), Double.isFinite(bound) ? bound : 0);
        SvgPlot plot = new SvgPlot("Training loss against steps",
                SvgPlot.Axis.linear("gradient steps", 0, losses.length - 1),
                SvgPlot.Axis.logarithmic("training loss", low / 1.2, high * 1.2));
        plot.xTick(0).xTick(losses.length - 1).xCounts().decades().yTick(low).line(losses);
        return Double.isFinite(bound) ? plot.level(bound, "certified mean").end() : plot.end();
    }

    private static String sharpness(Certification certification) {
        double step = certification.theorem().step();
        List<SharpnessPath.Point> points = certification.curvature();
        double high = points.stream().mapToDouble(point -> point.sharpness(step)).max().orElseThrow();
        SvgPlot plot = new SvgPlot("Step times largest eigenvalue against steps",
                SvgPlot.Axis.signed("gradient steps", 0, certification.path().steps(), 1),
                SvgPlot.Axis.linear("step x largest eigenvalue", 0, 1.1 * Math.max(2, high)));
        plot.yTick(2).yTick(0).yRound().level(2, "above 2 unstable on a quadratic loss");
        for (SharpnessPath.Point point : points) {
            plot.xTick(point.iteration()).dot(point.iteration(), point.sharpness(step));
        }
        return plot.end();
    }
}
