package dev.mha.cli.curvature;

import dev.mha.cli.figure.Names;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.terminal.Json;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.RandomStartBound;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.HeadCurvature;
import dev.mha.core.theory.LowerBounds;
import dev.mha.core.theory.UpperBounds;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A curvature report as the object that docs/json.md describes. */
public final class CurvatureJson {
    private CurvatureJson() {}

    /**
     * The whole object.
     *
     * @param model file of the model
     * @param tokens the samples it was measured on
     * @param shape of the model
     */
    public static Json of(Path model, LabelledTokens tokens, ClassifierShape shape, CurvatureReport report) {
        ExtremeEigenvalues ends = report.eigenvalues();
        LowerBounds lower = report.lowerBounds();
        UpperBounds upper = report.upperBounds();
        RitzPair least = ends.lowest().getFirst();
        RitzPair largest = ends.highest().getFirst();
        return Json.of("mha.curvature/1").put("model", model.toString()).put("data", tokens.data().name())
                .put("samples", tokens.labels().length).put("parameters", shape.parameters())
                .put("heads", shape.heads()).put("distinctHeads", report.distinctHeads())
                .put("complete", report.complete()).put("loss", report.loss())
                .put("gradientNorm", report.gradientNorm())
                .put("largestScore", report.largestScore())
                .put("lambdaMax", pair(largest).put("certified", upper.bestLambdaMax()))
                .put("lambdaMin", new Json().put("certified", lower.best()).put("ritz", least.value())
                        .put("residual", least.residual()))
                .put("bounds", new Json().put("global", lower.global()).put("perSample", lower.perSample())
                        .put("block", lower.block()).put("factorized", lower.factorized())
                        .put("probable", probable(lower.probable())))
                .put("lambdaMaxBounds", new Json().put("global", upper.global().rho())
                        .put("perSample", upper.lambdaMax()).put("factorized", upper.factorized()))
                .put("gradientNormBounds", new Json().put("global", upper.globalGradient())
                        .put("perSample", upper.gradient()).put("certified", upper.bestGradient()))
                .put("scoreBound", upper.global().phi()).put("scoreCertified", upper.bestScore())
                .put("kappa", upper.global().kappa())
                .put("rounding", report.rounding())
                .put("eigenvalues", new Json().put("lowest", ends.lowest().stream().map(CurvatureJson::pair).toList())
                        .put("highest", ends.highest().stream().map(CurvatureJson::pair).toList())
                        .put("steps", ends.steps()).put("converged", ends.converged())
                        .put("arithmetic", Double.isNaN(report.floatDifference()) ? "double" : "float")
                        .put("floatDifference", report.floatDifference()))
                .put("headCurvature", heads(report.heads())).put("margin", margin(report.margin()))
                .put("trace", trace(report.trace())).put("density", density(report.density()))
                .put("limits", report.limits().stream().map(limit -> new Json().put("quantity", limit.quantity().word())
                        .put("reason", limit.reason())).toList());
    }

    private static Json pair(RitzPair pair) {
        return new Json().put("value", pair.value()).put("residual", pair.residual());
    }

    private static Json margin(Margin margin) {
        return margin == null ? null : new Json().put("lower", margin.lower()).put("upper", margin.upper());
    }

    private static Json trace(TraceEstimate trace) {
        return new Json().put("value", trace.value()).put("interval", List.of(trace.low(), trace.high()))
                .put("confidence", trace.confidence()).put("products", trace.products())
                .put("method", Names.of(trace.method()));
    }

    private static Json probable(RandomStartBound bound) {
        return bound == null
                ? null
                : new Json().put("value", bound.value()).put("failureProbability", bound.failure())
                        .put("steps", bound.steps());
    }

    private static Json heads(HeadCurvature heads) {
        return new Json().put("gaussNewton", heads.gaussNewton()).put("residual", list(heads.residual()))
                .put("mass", list(heads.mass())).put("minima", list(heads.minima()));
    }

    private static Json density(SpectralDensity density) {
        return density == null
                ? null
                : new Json().put("values", Arrays.stream(density.values()).map(CurvatureJson::list).toList())
                        .put("weights", Arrays.stream(density.weights()).map(CurvatureJson::list).toList());
    }

    private static List<Double> list(double[] values) {
        return values == null ? null : Arrays.stream(values).boxed().toList();
    }
}
