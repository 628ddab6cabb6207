package dev.mha.kernels.classifier;

import dev.mha.kernels.KernelCheck;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Machine;
import java.util.SplittableRandom;

/** The self-test of the classifier: random sizes and lengths, each path of this machine against the plain twin. */
public final class ClassifierCheck {
    private static final int CASES = 40;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Crew crew = new Crew(null, 1);
    private double largest;
    private double allowed;
    private boolean passed = true;

    private ClassifierCheck() {}

    /** Solves 40 small problems with every kernel. */
    public static KernelCheck run() {
        ClassifierCheck check = new ClassifierCheck();
        for (int c = 0; c < CASES; c++) {
            check.one();
        }
        return new KernelCheck("classifier gradient", CASES, check.largest, check.allowed, check.passed);
    }

    private void one() {
        ClassifierShape shape = new ClassifierShape(random.nextInt(1, 4), random.nextInt(1, 13),
                random.nextInt(1, 13));
        int n = random.nextInt(1, 50);
        int[] lengths = random.nextBoolean() ? random.ints(n, 1, shape.tokens() + 1).toArray() : null;
        float[] x = uniform(n * shape.tokens() * shape.features());
        float[] theta = uniform(shape.parameters());
        float[] labels = uniform(n);
        for (int i = 0; i < n; i++) {
            labels[i] = Math.signum(labels[i]);
        }
        PackedSamples samples = PackedSamples.pack(x, n, shape.tokens(), shape.features(), lengths);
        float[][] scores = new float[2][n];
        float[][] gradient = new float[2][shape.parameters()];
        ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null, scores[0], gradient[0], crew);
        PlainClassifier.run(shape, samples, theta, labels, null, scores[1], gradient[1], crew);
        double error = Math.max(difference(scores[0], scores[1]), difference(gradient[0], gradient[1]));
        if (Machine.VECTOR) {
            TokenLaneClassifier.run(shape, samples, theta, labels, null, scores[0], gradient[0], crew);
            error = Math.max(error, Math.max(difference(scores[0], scores[1]), difference(gradient[0], gradient[1])));
        }
        // values are at most 1: a sum of n products errs by at most n roundings, scores are sums of features^2
        // products, and everything after them is a sum over tokens, heads or features of values no larger than tokens *
        // features
        int roundings = shape.features() * shape.features() + shape.tokens() + shape.features() + shape.heads() + 16;
        double bound = Math.ulp(1.0f) * roundings * Math.max(1, shape.tokens() * shape.features());
        largest = Math.max(largest, error);
        allowed = Math.max(allowed, bound);
        passed &= error <= bound;
    }

    private float[] uniform(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** Largest difference relative to the largest value, which counts as 1 when it is smaller. */
    private static double difference(float[] a, float[] b) {
        double size = 1.0;
        double difference = 0.0;
        for (int i = 0; i < a.length; i++) {
            double d = Math.abs((double) a[i] - b[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            size = Math.max(size, Math.abs(b[i]));
        }
        return difference / size;
    }
}
