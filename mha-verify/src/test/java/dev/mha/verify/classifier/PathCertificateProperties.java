package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.PathRecorder;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.verify.classifier.ClassifierProblem.Values;
import dev.mha.verify.classifier.ReferenceClassifier.Parameters;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The path certificate ({@code docs/theory.md}, 5) on runs of any step, whether they descend or not. */
class PathCertificateProperties {

    /** A run and its comparison points. */
    private record Case(ClassifierProblem problem, double step, List<ComparisonPoint> points, List<double[]> iterates,
            TrainingPath path) {

        /** Steps from far too small to far too large; points near the start, anywhere, and where the run ends. */
        static Case of(long seed, int threads) {
            SplittableRandom random = new SplittableRandom(seed);
            ClassifierShape shape = new ClassifierShape(random.nextInt(1, 5), random.nextInt(1, 7),
                    random.nextInt(1, 6));
            ClassifierProblem problem = ClassifierProblem.random(shape, random.nextInt(1, 20), random.nextBoolean(),
                    Values.NORMAL, seed);
            double step = Math.pow(10, random.nextDouble(-4, 2));
            TrainingSettings settings = TrainingSettings.of(step, random.nextInt(1, 40));
            PackedSamples samples = problem.pack();
            ClassifierLoss loss = new ClassifierLoss(shape, samples, problem.labels, problem.weights,
                    Threads.workspace(threads));
            List<double[]> iterates = new ArrayList<>();
            TrainingRun run = GradientDescent.run(shape, samples, problem.labels, problem.weights, problem.theta,
                    settings, Threads.workspace(threads), (k, value, theta) -> {
                        iterates.add(ClassifierLoss.widen(theta));
                        return true;
                    });
            List<ComparisonPoint> points = new ArrayList<>();
            points.add(ComparisonPoint.of(loss, problem.theta, ClassifierLoss.widen(run.theta())));
            for (double scale : new double[]{0, 1e-3, 0.1, 1, 10}) {
                double[] theta = ClassifierLoss.widen(problem.theta);
                for (int j = 0; j < theta.length; j++) {
                    theta[j] += scale * random.nextGaussian();
                }
                points.add(ComparisonPoint.of(loss, problem.theta, theta));
            }
            PathRecorder recorder = new PathRecorder(loss, problem.theta, step, points);
            for (int k = 0; k < iterates.size(); k++) {
                assertTrue(recorder.onIteration(k, 0, narrow(iterates.get(k))));
            }
            return new Case(problem, step, points, iterates, recorder.path());
        }

        private static float[] narrow(double[] theta) {
            float[] narrow = new float[theta.length];
            for (int j = 0; j < theta.length; j++) {
                narrow[j] = (float) theta[j];
            }
            return narrow;
        }
    }

    @Property(tries = 300)
    void boundsTheMeanLossOfEveryRunItSpeaksAbout(@ForAll long seed) {
        Case one = Case.of(seed, 1);
        TrainingPath path = one.path();
        for (PathCertificate certificate : path.certificates()) {
            if (certificate.holds()) {
                assertTrue(path.meanLoss() <= certificate.bound(), () -> path.meanLoss() + " > " + certificate);
                assertTrue(path.lastLoss() <= certificate.lastBound(), () -> path.lastLoss() + " > " + certificate);
                assertTrue(Double.isFinite(certificate.lastBound()), certificate::toString);
            }
        }
    }

    /** Every figure again, from the iterates and the textbook classifier alone. */
    @Property(tries = 100)
    void isWhatTheDefinitionsSay(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int threads) {
        Case one = Case.of(seed, threads);
        int steps = one.iterates().size() - 1;
        double[] losses = new double[steps + 1];
        for (int k = 0; k <= steps; k++) {
            losses[k] = new ReferenceClassifier(one.problem(), new Parameters(one.iterates().get(k)),
                    Precision.DOUBLE).loss;
        }
        double total = one.problem().totalWeight();
        for (int p = 0; p < one.points().size(); p++) {
            ComparisonPoint point = one.points().get(p);
            PathCertificate certificate = one.path().certificates().get(p);
            double compared = new ReferenceClassifier(one.problem(), new Parameters(point.theta()),
                    Precision.DOUBLE).loss;
            assertEquals(compared, point.loss(), 1e-9 * (compared + total));
            double defect = 0;
            double slack = 0;
            double away = distance(one.iterates().get(steps), point.theta());
            double scale = 1;
            for (int k = 0; k < steps; k++) {
                double[] from = one.iterates().get(k);
                double[] to = one.iterates().get(k + 1);
                double product = 0;
                double square = 0;
                for (int j = 0; j < from.length; j++) {
                    double g = (from[j] - to[j]) / one.step();
                    product += g * (from[j] - point.theta()[j]);
                    square += g * g;
                }
                double sum = losses[k] + compared;
                // samples without weight have no loss anywhere, and no gradient: 0/0 exceeds nothing
                if (sum > 0) {
                    defect = Math.max(defect, (losses[k] - compared - product) / sum);
                    scale = Math.max(scale, (sum + total + Math.sqrt(square) * distance(from, point.theta())) / sum);
                }
                slack += Math.max(0, losses[k + 1] - losses[k] + one.step() / 2 * square);
                away = Math.max(away, distance(from, point.theta()));
            }
            // the two sets of losses differ by double rounding, amplified where they are small
            assertEquals(defect, certificate.convexityDefect(), 1e-9 * scale);
            assertEquals(away, certificate.farthest(), 1e-12 * away);
            assertEquals(slack / steps, one.path().meanSlack(), 1e-9 * (slack + losses[0] + total));
            if (defect < 0.9) {
                double bound = ((1 + defect) * compared + point.distance() * point.distance() / (2 * one.step() * steps)
                        + defect * losses[0] / steps + slack / steps) / (1 - defect);
                assertEquals(bound, certificate.bound(), 1e-7 * scale * (bound + total));
            }
        }
    }

    private static double distance(double[] a, double[] b) {
        double square = 0;
        for (int j = 0; j < a.length; j++) {
            square += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return Math.sqrt(square);
    }
}
