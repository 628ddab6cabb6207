package dev.mha.cli.certify;

import dev.mha.cli.figure.Names;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.option.RunOptions;
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
import java.nio.file.Path;
import java.util.List;

/** A certified training as JSON ({@code docs/json.md}). */
public final class CertifyJson {
    private CertifyJson() {}

    /**
     * The whole object.
     *
     * @param model file of the model
     * @param same whether the training that was repeated ended in the parameters of the model
     */
    public static Json of(Path model, RepeatedTraining repeated, Guarantees guarantees, boolean same) {
        RunOptions.Run run = repeated.run();
        Certification one = guarantees.certification();
        return Json.of("mha.certify/1").put("model", model.toString()).put("data", repeated.dataset().name())
                .put("complete", guarantees.missing().isEmpty()).put("missing", guarantees.missing())
                .put("failed", guarantees.failed())
                .put("samples", repeated.training().samples().samples())
                .put("heads", repeated.training().shape().heads())
                .put("run",
                        new Json().put("initialization", Names.of(run.initialization()))
                                .put("size", run.size()).put("seed", run.seed()).put("step", run.step())
                                .put("iterations", run.iterations())
                                .put("repeated", one.end() == null ? null : same))
                .put("quantities", guarantees.rows().stream().map(CertifyJson::row).toList())
                .put("theorem", theorem(one)).put("path", path(one))
                .put("starts", guarantees.starts().stream().map(CertifyJson::start).toList())
                .put("stability",
                        guarantees.stability() == null
                                ? null
                                : stability(guarantees.stability(), guarantees.stabilityBound(), one.path(),
                                        repeated.learned()))
                .put("testGap", interval(guarantees.testGap()));
    }

    /** The conditions; null before the end of the training, where they are judged. */
    private static Json theorem(Certification one) {
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
                                                Names.of(condition.kind()))
                                        .put("required", condition.required()).put("actual", condition.actual())
                                        .put("met", condition.met()).put("factor", condition.factor()))
                                .toList());
    }

    private static Json point(ComparisonPoint point) {
        return new Json().put("distance", point.distance()).put("loss", point.loss());
    }

    /** What was followed; null where nothing was. */
    private static Json path(Certification one) {
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

    private static Json row(Guarantees.Row row) {
        return new Json().put("name", row.quantity().key()).put("theory", row.promised())
                .put("guaranteed", row.proved())
                .put("certified", row.certified()).put("measured", row.measured()).put("looseness", row.looseness());
    }

    private static Json start(StartReport start) {
        return new Json().put("initialization", Names.of(start.initialization()))
                .put("margin",
                        new Json().put("lower", start.margin().lower()).put("upper", start.margin().upper()))
                .put("separable", start.separable()).put("largestHead", start.largestHead())
                .put("largestScore", start.largestScore()).put("distinctHeads", start.distinctHeads())
                .put("reach", start.reach()).put("stoppingTime", start.stoppingTime());
    }

    private static Json stability(StabilityReport report, StabilityBound bound, TrainingPath path,
            List<String> learned) {
        return new Json().put("sentence", StabilityWords.of(report, learned)).put("samples", report.leftOut().size())
                .put("diverged", report.diverged())
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
                                .put("indicator", bound.indicator())
                                .put("meanDistanceIndicator", bound.meanDistanceIndicator())
                                .put("lossSum", bound.lossSum())
                                .put("stepAllowed", bound.stepAllowed()))
                .put("kernelUnroll",
                        report.unrolled() == null
                                ? null
                                : new Json().put("samples", report.unrolled().samples().length)
                                        .put("gap", report.unrolledGap()).put("error", interval(report.unrollError()))
                                        .put("ratio", report.unrollRatio())
                                        .put("rankCorrelation", report.unrollRank())
                                        .put("kernels", report.unrolled().kernels()))
                .put("influence",
                        report.influence() == null
                                ? null
                                : new Json().put("samples", report.influence().samples().length)
                                        .put("damping", report.influence().damping())
                                        .put("ratio", report.influenceRatio())
                                        .put("rankCorrelation", report.influenceRank())
                                        .put("largestResidual", report.influence().largestResidual())
                                        .put("unsolved", report.influence().unsolved()))
                .put("replaceOne",
                        report.replacedGap() == null
                                ? null
                                : new Json().put("samples", report.replaced().size())
                                        .put("diverged", report.divergedReplaced())
                                        .put("gap", interval(report.replacedGap())));
    }

    private static Json interval(PairedDifference difference) {
        return difference == null
                ? null
                : new Json().put("mean", difference.mean()).put("standardError", difference.standardError())
                        .put("low", difference.low()).put("high", difference.high());
    }
}
