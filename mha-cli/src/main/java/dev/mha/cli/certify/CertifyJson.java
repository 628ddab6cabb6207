package dev.mha.cli.certify;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.terminal.Json;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.stability.StabilityReport;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.SharpnessPath;

/** The parts of a certified training as JSON ({@code docs/json.md}). */
public final class CertifyJson {
    private CertifyJson() {}

    /** The conditions; null before the end of the training, where they are judged. */
    public static Json theorem(Certification one) {
        return one.end() == null ? null : judged(one);
    }

    private static Json judged(Certification one) {
        TrainingTheorem theorem = one.theorem();
        return new Json().put("holds", theorem.holds()).put("sentence", GuaranteeWords.theorem(one))
                .put("comparison", point(theorem.point())).put("kappa", theorem.near().kappa())
                .put("headsRequired", theorem.headsRequired()).put("stepAllowed", theorem.stepAllowed())
                .put("lossBound", theorem.lossBound()).put("conditions",
                        theorem.conditions().stream()
                                .map(condition -> new Json()
                                        .put("name",
                                                Figures.name(condition.kind()))
                                        .put("required", condition.required()).put("actual", condition.actual())
                                        .put("met", condition.met()).put("factor", condition.factor()))
                                .toList());
    }

    private static Json point(ComparisonPoint point) {
        return new Json().put("distance", point.distance()).put("loss", point.loss());
    }

    /** What was followed; null where nothing was. */
    public static Json path(Certification one) {
        return one.path() == null ? null : followed(one);
    }

    private static Json followed(Certification one) {
        return new Json().put("steps", one.followed()).put("firstLoss", one.path().losses()[0])
                .put("lastLoss", one.path().lastLoss())
                .put("meanLoss", one.path().meanLoss()).put("farthest", one.path().farthest())
                .put("decoderNorm", one.path().decoderNorm()).put("slackSteps", one.path().slackSteps())
                .put("meanSlack", one.path().meanSlack()).put("sentence", GuaranteeWords.certificate(one))
                .put("certificates", one.path().certificates().stream().map(CertifyJson::certificate).toList())
                .put("curvature", one.curvature().stream().map(CertifyJson::curvature).toList());
    }

    private static Json curvature(SharpnessPath.Point point) {
        return new Json().put("iteration", point.iteration()).put("loss", point.loss())
                .put("lambdaMax",
                        new Json().put("value", point.lambdaMax().value()).put("residual",
                                point.lambdaMax().residual()))
                .put("lambdaMin", new Json().put("certified", point.certified())
                        .put("ritz", point.lambdaMin().value()).put("residual", point.lambdaMin().residual()));
    }

    private static Json certificate(PathCertificate certificate) {
        return new Json().put("comparison", point(certificate.point())).put("holds", certificate.holds())
                .put("convexityDefect", certificate.convexityDefect()).put("farthest", certificate.farthest())
                .put("bound", certificate.bound());
    }

    public static Json row(Guarantees.Row row) {
        return new Json().put("name", row.quantity().key()).put("theory", row.promised())
                .put("guaranteed", row.proved())
                .put("certified", row.certified()).put("measured", row.measured()).put("looseness", row.looseness());
    }

    public static Json start(StartReport start) {
        return new Json().put("initialization", Figures.name(start.initialization()))
                .put("margin",
                        new Json().put("lower", start.margin().lower()).put("upper", start.margin().upper()))
                .put("separable", start.separable()).put("largestHead", start.largestHead())
                .put("largestScore", start.largestScore()).put("distinctHeads", start.distinctHeads())
                .put("reach", start.reach()).put("stoppingTime", start.stoppingTime());
    }

    public static Json stability(StabilityReport report, StabilityBound bound, TrainingPath path) {
        return new Json().put("sentence", StabilityWords.of(report)).put("samples", report.leftOut().size())
                .put("gap", interval(report.gap())).put("largestGap", report.worstGap().gap())
                .put("largestGapSample", report.worstGap().sample() + 1)
                .put("meanDistance", report.meanDistance()).put("largestDistance", report.worstDistance().distance())
                .put("largestDistanceSample", report.worstDistance().sample() + 1)
                .put("largestLossChange", report.largestLossChange())
                .put("bound",
                        new Json().put("proved", bound.proved()).put("gap", bound.proved() ? bound.gap() : null)
                                .put("largestDistance",
                                        bound.proved()
                                                ? bound.distance(
                                                        path.largestSampleLossSum(report.worstDistance().sample()))
                                                : null)
                                .put("indicator", bound.indicator()).put("lossSum", bound.lossSum())
                                .put("stepAllowed", bound.stepAllowed()))
                .put("kernelUnroll",
                        report.unrolled() == null
                                ? null
                                : new Json().put("samples", report.unrolled().samples().length)
                                        .put("gap", report.unrolledGap()).put("error", interval(report.unrollError()))
                                        .put("rankCorrelation", report.unrollRank())
                                        .put("kernels", report.unrolled().kernels()))
                .put("influence",
                        report.influence() == null
                                ? null
                                : new Json().put("samples", report.influence().samples().length)
                                        .put("damping", report.influence().damping())
                                        .put("ratio", report.influenceRatio())
                                        .put("rankCorrelation", report.influenceRank())
                                        .put("largestResidual", report.influence().largestResidual()))
                .put("replaceOne",
                        report.replacedGap() == null
                                ? null
                                : new Json().put("samples", report.replaced().size())
                                        .put("gap", interval(report.replacedGap())));
    }

    public static Json interval(PairedDifference difference) {
        return difference == null
                ? null
                : new Json().put("mean", difference.mean()).put("standardError", difference.standardError())
                        .put("low", difference.low()).put("high", difference.high());
    }
}
