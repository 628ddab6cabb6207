package dev.mha.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.theory.SharpnessPath;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options of a training that measures its curvature on the way, and the table that they ask for. */
final class SharpnessOptions {
    /** Most Lanczos steps of a point. */
    private static final int MOST_STEPS = 300;

    /** Share of itself to which an eigenvalue is measured: three digits of step x lambda_max. */
    private static final double TOLERANCE = 1e-4;

    /** Points of a path when nobody says how many. */
    private static final int USUAL_POINTS = 20;

    @Option(names = "--curvature", paramLabel = "FILE", converter = PathText.Output.class, description = "Measure both ends of the curvature along the way and write them as CSV: step x lambda_max against 2, and the least eigenvalue as an interval.")
    private Path file;

    @Option(names = "--curvature-every", paramLabel = "N", converter = PositiveInteger.class, description = "Steps from one measurement to the next (default: at most 20 measurements).")
    private Integer every;

    /**
     * Refuses options and places that cannot be used.
     *
     * @param model where the model is to go
     * @param inputs files that are read
     */
    void check(Path model, boolean force, List<String> inputs) {
        if (file == null && every != null) {
            throw new UsageException("--curvature-every needs --curvature FILE");
        }
        if (file != null) {
            if (file.toAbsolutePath().normalize().equals(model.toAbsolutePath().normalize())) {
                throw new UsageException("--out and --curvature both name " + file);
            }
            WholeFile.check(file, force, inputs);
        }
    }

    /** The recorder of a training; null when none is asked for. */
    Recorder recorder(ClassifierShape shape, PackedSamples tokens, float[] labels, int iterations, long seed,
            Workspace work) {
        ClassifierLoss loss = new ClassifierLoss(shape, tokens, labels, null, work);
        if (file != null) {
            Memory.requireScratch(loss, work.workers());
            int parameters = shape.parameters();
            Memory.require(Lanczos.bytes(Math.min(MOST_STEPS, parameters), parameters),
                    "the Lanczos vectors of " + parameters + " parameters for --curvature", "take fewer --heads");
        }
        return file == null
                ? null
                : new Recorder(
                        new SharpnessPath(loss, MOST_STEPS, TOLERANCE, seed),
                        every == null ? Math.ceilDiv(iterations, USUAL_POINTS - 1) : every);
    }

    /** Writes what was recorded. */
    void write(Recorder recorder, double step, boolean force) {
        WholeFile.write(file, force, path -> {
            try (BufferedWriter writer = Files.newBufferedWriter(path)) {
                CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
                csv.writeRecord("iteration", "loss", "gradient_norm", "lambda_max", "lambda_max_residual",
                        "step_times_lambda_max", "lambda_min_certified", "lambda_min_ritz", "lambda_min_residual",
                        "lanczos_steps", "converged");
                for (SharpnessPath.Point point : recorder.points()) {
                    csv.writeRecord(Integer.toString(point.iteration()), Double.toString(point.loss()),
                            Double.toString(point.gradientNorm()), Double.toString(point.lambdaMax().value()),
                            Double.toString(point.lambdaMax().residual()), Double.toString(point.sharpness(step)),
                            Double.toString(point.certified()), Double.toString(point.lambdaMin().value()),
                            Double.toString(point.lambdaMin().residual()), Integer.toString(point.steps()),
                            Boolean.toString(point.converged()));
                }
                csv.flush();
            }
        });
    }

    /** The file, for messages. */
    Path file() {
        return file;
    }

    /** Measures every so many steps of a training, and at its end. */
    static final class Recorder {
        private final SharpnessPath path;
        private final int every;

        private Recorder(SharpnessPath path, int every) {
            this.path = path;
            this.every = every;
        }

        /** Looks at an iterate; one whose loss has run away has no curvature. */
        void see(int iteration, double loss, float[] theta) {
            if (iteration % every == 0 && Double.isFinite(loss)) {
                measure(iteration, theta);
            }
        }

        /** Looks at the last iterate, wherever the training ended. */
        void seeLast(int iteration, float[] theta) {
            if (points().isEmpty() || points().getLast().iteration() != iteration) {
                measure(iteration, theta);
            }
        }

        private void measure(int iteration, float[] theta) {
            try {
                path.measure(iteration, theta);
            } catch (ArithmeticException overflow) {
                throw new FailureException("the curvature after " + iteration + " steps cannot be computed: "
                        + overflow.getMessage() + "; the step size may be too large", overflow);
            }
        }

        List<SharpnessPath.Point> points() {
            return path.points();
        }

        /** First, largest and last value of step x lambda_max, in words. */
        String words(double step) {
            SharpnessPath.Point top = points().getFirst();
            for (SharpnessPath.Point point : points()) {
                top = point.sharpness(step) > top.sharpness(step) ? point : top;
            }
            return String.format(Locale.ROOT,
                    "step x lambda_max %.3g at the start, %.3g at the end, at most %.3g (iteration %d); %s",
                    points().getFirst().sharpness(step), points().getLast().sharpness(step), top.sharpness(step),
                    top.iteration(),
                    top.sharpness(step) > 2 ? "above 2 a step is unstable" : "stable, as 2 was never reached");
        }
    }
}
