package dev.mha.cli;

import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.option.NameText;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.program.Memory;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.train.CurvatureFiles;
import dev.mha.cli.train.CurvatureRecorder;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.theory.CurvaturePath;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options of a training that measures its curvature on the way. */
final class CurvaturePathOptions {
    /** Most Lanczos steps of a point. */
    private static final int MOST_STEPS = 300;

    /** Share of itself to which an eigenvalue and the margin are measured: three digits of step x lambda_max. */
    private static final double TOLERANCE = 1e-4;

    /** Points of a path when nobody says how many. */
    private static final int USUAL_POINTS = 20;

    /** What is said where an option is not given. */
    private static final String NONE = "none";

    @Option(names = "--curvature", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Measure the curvature along the way and write it as CSV (p.csv; as p.partial.csv when the"
                    + " training was stopped): step x lambda_max against 2, the least eigenvalue as an interval and"
                    + " the heads that carry it, trace, spread of the eigenvalues, margin of the tangent features.")
    private Path file;

    @Option(names = "--curvature-every", paramLabel = "N", converter = PositiveInteger.class,
            description = "Steps from one measurement to the next (default: at most 20 measurements).")
    private Integer every;

    @Option(names = "--curvature-skip", paramLabel = "PART", split = ",", converter = NameText.PathPart.class,
            completionCandidates = NameText.PathPart.class,
            description = "Leave out what takes longest: density (the spread, 120 products with the Hessian), margin"
                    + " (memory and time with the square of the samples), or density,margin.")
    private List<CurvaturePath.Part> skipped;

    @Option(names = "--html", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Also write a page with plots of the curvature along the way.")
    private Path html;

    /** Whether the curvature is to be measured. */
    boolean wanted() {
        return file != null;
    }

    /** Refuses options that need another. */
    void check() {
        if (file == null) {
            requireFile("--curvature-every", every);
            requireFile("--curvature-skip", skipped);
            requireFile("--html", html);
        }
    }

    /** The files that are asked for; null for none. */
    CurvatureFiles files() {
        return file == null ? null : new CurvatureFiles(file, html);
    }

    private static void requireFile(String option, Object value) {
        if (value != null) {
            throw new UsageException(option + " needs --curvature FILE");
        }
    }

    /**
     * The recorder of a training.
     *
     * @param threads that compute
     * @param step size of its steps
     */
    CurvatureRecorder recorder(ClassifierLoss loss, int threads, int iterations, double step, long seed,
            ProgressLine progress) {
        Set<CurvaturePath.Part> parts = EnumSet.complementOf(skipped());
        Memory.requireScratch(loss, threads);
        int parameters = loss.shape().parameters();
        requireRoom(loss, Lanczos.bytes(Math.min(MOST_STEPS, parameters), parameters),
                "the Lanczos vectors of " + parameters + " parameters", "take fewer --heads");
        if (parts.contains(CurvaturePath.Part.DENSITY)) {
            requireRoom(loss, CurvaturePath.bytes(CurvaturePath.Part.DENSITY, loss),
                    "the Lanczos vectors of " + parameters + " parameters", "give --curvature-skip density");
        }
        if (parts.contains(CurvaturePath.Part.MARGIN)) {
            requireRoom(loss, CurvaturePath.bytes(CurvaturePath.Part.MARGIN, loss),
                    "the tangent kernels of " + loss.samples().samples() + " samples", "give --curvature-skip margin");
        }
        return new CurvatureRecorder(new CurvaturePath(loss, MOST_STEPS, TOLERANCE, seed, parts),
                every(iterations), iterations, step, loss, progress);
    }

    private int every(int iterations) {
        return every == null ? Math.ceilDiv(iterations, USUAL_POINTS - 1) : every;
    }

    private EnumSet<CurvaturePath.Part> skipped() {
        return skipped == null ? EnumSet.noneOf(CurvaturePath.Part.class) : EnumSet.copyOf(skipped);
    }

    /**
     * Adds what the bits of the curvature depend on, options under their names.
     *
     * @param iterations steps of the training
     */
    void addTo(Map<String, String> work, int iterations) {
        work.put("--curvature", wanted() ? "FILE" : NONE);
        if (wanted()) {
            work.put("--curvature-every", Integer.toString(every(iterations)));
            String words = skipped().stream().map(Names::of)
                    .collect(Collectors.joining(","));
            work.put("--curvature-skip", words.isEmpty() ? NONE : words);
        }
    }

    /** The scratch of derivatives is kept while a part is at work. */
    private static void requireRoom(ClassifierLoss loss, long bytes, String what, String remedy) {
        Memory.require(loss.scratchBytes() + bytes, what + " for --curvature", remedy);
    }
}
