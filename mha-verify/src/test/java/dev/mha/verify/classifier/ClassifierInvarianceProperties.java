package dev.mha.verify.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.classifier.ClassifierProblem.Result;
import dev.mha.verify.numeric.Bits;
import dev.mha.verify.numeric.Errors;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What the model must not notice, or must answer in a known way ({@code docs/theory.md}, 8), on samples short and long.
 * A result and its counterpart are each within an allowance of the exact one, so they are within two of each other.
 */
class ClassifierInvarianceProperties {
    private static final double U = Errors.ULP / 2;
    private final Workspace work = Workspace.serial();

    @Provide
    Arbitrary<ClassifierProblem> problems() {
        return ClassifierProblems.ordinaryOfAnyLength();
    }

    /** The score is linear in U: with all weight on one sample the gradient gives its score back. */
    @Property(tries = 100)
    void decoderTimesItsGradientIsTheScore(@ForAll("problems") ClassifierProblem problem, @ForAll long seed) {
        int sample = new SplittableRandom(seed).nextInt(problem.samples);
        double[] weights = new double[problem.samples];
        weights[sample] = 1;
        Result result = new ClassifierProblem(problem.shape, problem.samples, problem.x, problem.lengths,
                problem.labels, weights, problem.theta).run(work);
        double product = 0;
        for (int k = 0; k < result.gradient().length; k++) {
            product += decoder(problem.shape, k) ? (double) result.gradient()[k] * problem.theta[k] : 0;
        }
        double score = result.scores()[sample];
        double slope = 1 / (1 + Math.exp(problem.labels[sample] * score));
        assertEquals(-problem.labels[sample] * slope * score, product, 2 * slope * ScoreAllowance.of(problem).score());
    }

    @Property(tries = 100)
    void headsMayComeInAnyOrder(@ForAll("problems") ClassifierProblem problem, @ForAll long seed) {
        ClassifierShape shape = problem.shape;
        int[] order = permutation(shape.heads(), seed);
        int size = shape.headParameters();
        ClassifierProblem permuted = problem.withTheta(blocks(problem.theta, order, size));
        Result before = problem.run(work);
        Result after = permuted.run(work);
        ScoreAllowance allowance = ScoreAllowance.of(problem);
        assertScores(before.scores(), after.scores(), 2 * allowance.score());
        assertGradient(blocks(before.gradient(), order, size), after.gradient(), 2 * allowance.gradient());
    }

    /** Tokens and the rows of every U in another order; W does not know the order of tokens. */
    @Property(tries = 100)
    void tokensMayComeInAnyOrderWithTheirRowsOfTheDecoder(@ForAll("problems") ClassifierProblem any,
            @ForAll long seed) {
        ClassifierProblem problem = unpadded(any);
        ClassifierShape shape = problem.shape;
        int[] order = permutation(shape.tokens(), seed);
        float[] x = problem.x.clone();
        for (int i = 0; i < problem.samples; i++) {
            permuteRows(x, i * shape.tokens() * shape.features(), order, shape.features());
        }
        ClassifierProblem permuted = problem.withTokens(x).withTheta(decoderRows(problem.theta, shape, order));
        Result before = problem.run(work);
        Result after = permuted.run(work);
        ScoreAllowance allowance = ScoreAllowance.of(problem);
        assertScores(before.scores(), after.scores(), 2 * allowance.score());
        assertGradient(decoderRows(before.gradient(), shape, order), after.gradient(), 2 * allowance.gradient());
    }

    /** Every head twice with U / sqrt(2): 2 (2H)^(-1/2) / sqrt(2) = H^(-1/2). */
    @Property(tries = 100)
    void aHeadMayBeReplacedByTwoSmallerOnes(@ForAll("problems") ClassifierProblem problem) {
        ClassifierShape shape = problem.shape;
        int size = shape.headParameters();
        float[] theta = new float[2 * problem.theta.length];
        for (int k = 0; k < problem.theta.length; k++) {
            double scale = decoder(shape, k) ? Math.sqrt(0.5) : 1;
            int at = k / size * 2 * size + k % size;
            theta[at] = (float) (problem.theta[k] * scale);
            theta[at + size] = theta[at];
        }
        ClassifierShape twice = new ClassifierShape(2 * shape.heads(), shape.tokens(), shape.features());
        ClassifierProblem doubled = new ClassifierProblem(twice, problem.samples, problem.x, problem.lengths,
                problem.labels, problem.weights, theta);
        double allowed = ScoreAllowance.of(problem).score() + ScoreAllowance.of(doubled).score();
        assertScores(problem.run(work).scores(), doubled.run(work).scores(), allowed);
    }

    /** Padding to a longer sample, with whatever rows of U and NaN for tokens, against samples as they are. */
    @Property(tries = 100)
    void paddingIsAsIfItWereNotThere(@ForAll("problems") ClassifierProblem problem,
            @ForAll @IntRange(min = 1, max = 40) int more, @ForAll long seed) {
        ClassifierShape shape = problem.shape;
        int d = shape.features();
        ClassifierShape longer = new ClassifierShape(shape.heads(), shape.tokens() + more, d);
        SplittableRandom random = new SplittableRandom(seed);
        float[] theta = new float[longer.parameters()];
        for (int k = 0; k < theta.length; k++) {
            theta[k] = (float) (random.nextGaussian() / Math.sqrt(longer.tokens() * d));
        }
        float[] x = new float[problem.samples * longer.tokens() * d];
        Arrays.fill(x, Float.NaN);
        int[] lengths = new int[problem.samples];
        for (int i = 0; i < problem.samples; i++) {
            lengths[i] = problem.length(i);
            System.arraycopy(problem.x, i * shape.tokens() * d, x, i * longer.tokens() * d, lengths[i] * d);
        }
        for (int h = 0; h < shape.heads(); h++) {
            System.arraycopy(problem.theta, h * shape.headParameters(), theta, h * longer.headParameters(),
                    shape.headParameters());
        }
        ClassifierProblem padded = new ClassifierProblem(longer, problem.samples, x, lengths, problem.labels,
                problem.weights, theta);
        Result before = problem.run(work);
        Result after = padded.run(work);
        ScoreAllowance small = ScoreAllowance.of(problem);
        ScoreAllowance large = ScoreAllowance.of(padded);
        assertScores(before.scores(), after.scores(), small.score() + large.score());
        float[] gradient = new float[problem.theta.length];
        for (int h = 0; h < shape.heads(); h++) {
            int from = h * longer.headParameters();
            System.arraycopy(after.gradient(), from, gradient, h * shape.headParameters(), shape.headParameters());
            for (int k = from + shape.headParameters(); k < from + longer.headParameters(); k++) {
                assertEquals(0, after.gradient()[k], 0.0, "gradient of a row of U that no sample has");
            }
        }
        assertGradient(before.gradient(), gradient, small.gradient() + large.gradient());
    }

    /** {@code Phi(c X; W / c^2, U / c) = Phi}, and its gradient times c^2 and c: powers of two round nothing. */
    @Property(tries = 100)
    void aPowerOfTwoMovesFromTokensToParametersExactly(@ForAll("problems") ClassifierProblem problem,
            @ForAll @IntRange(min = -3, max = 3) int power) {
        float c = Math.scalb(1f, power);
        float[] x = problem.x.clone();
        for (int k = 0; k < x.length; k++) {
            x[k] *= c;
        }
        Result before = problem.run(work);
        Result after = problem.withTokens(x).withTheta(scaled(problem, problem.theta, 1 / (c * c), 1 / c)).run(work);
        assertArrayEquals(Bits.of(before.scores()), Bits.of(after.scores()), "scores");
        assertEquals(before.loss(), after.loss(), 0.0, "loss");
        assertArrayEquals(scaled(problem, before.gradient(), c * c, c), after.gradient(), "gradient");
    }

    /** {@code Phi(X; W, -U) = -Phi}; with the other label the loss and the gradient of W stay, that of U turns. */
    @Property(tries = 100)
    void theScoreIsOddInTheDecoderExactly(@ForAll("problems") ClassifierProblem problem) {
        float[] labels = problem.labels.clone();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = -labels[i];
        }
        Result before = problem.run(work);
        Result after = new ClassifierProblem(problem.shape, problem.samples, problem.x, problem.lengths, labels,
                problem.weights, scaled(problem, problem.theta, 1, -1)).run(work);
        float[] scores = before.scores().clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = -scores[i];
        }
        assertArrayEquals(scores, after.scores(), 0f, "scores");
        assertEquals(before.loss(), after.loss(), 0.0, "loss");
        assertArrayEquals(scaled(problem, before.gradient(), 1, -1), after.gradient(), 0f, "gradient");
    }

    /** The same tokens twice with weight w each, against once with weight 2 w and once with 0. */
    @Property(tries = 100)
    void aSampleTwiceIsASampleOfTwiceTheWeight(@ForAll("problems") ClassifierProblem problem, @ForAll long seed) {
        int n = problem.samples + 1;
        int last = n - 1;
        int copied = new SplittableRandom(seed).nextInt(last);
        int size = problem.shape.tokens() * problem.shape.features();
        float[] x = Arrays.copyOf(problem.x, n * size);
        System.arraycopy(x, copied * size, x, last * size, size);
        float[] labels = Arrays.copyOf(problem.labels, n);
        labels[last] = labels[copied];
        int[] lengths = problem.lengths == null ? null : Arrays.copyOf(problem.lengths, n);
        if (lengths != null) {
            lengths[last] = lengths[copied];
        }
        double[] equal = new double[n];
        Arrays.fill(equal, 1.0 / n);
        double[] doubled = equal.clone();
        doubled[copied] = 2.0 / n;
        doubled[last] = 0;
        ClassifierProblem twice = new ClassifierProblem(problem.shape, n, x, lengths, labels, equal, problem.theta);
        Result a = twice.run(work);
        Result b = new ClassifierProblem(problem.shape, n, x, lengths, labels, doubled, problem.theta).run(work);
        assertEquals(Float.floatToIntBits(a.scores()[copied]), Float.floatToIntBits(a.scores()[last]),
                "score of the same tokens at another place");
        assertArrayEquals(Bits.of(a.scores()), Bits.of(b.scores()), "weights do not enter the scores");
        assertEquals(a.loss(), b.loss(), 4 * n * 0x1p-53 * a.loss(), "loss");
        assertGradient(a.gradient(), b.gradient(), 2 * ScoreAllowance.of(twice).gradient());
    }

    /**
     * From zeros all heads stay one head with the output scale sqrt(H): a single head that learns its W by 1/H of the
     * step has the decoder sqrt(H) U and the same losses.
     */
    @Property(tries = 60)
    void headsThatStartAtZeroStayEqualAndActAsOne(@ForAll("problems") ClassifierProblem problem,
            @ForAll @IntRange(min = 1, max = 12) int steps) {
        ClassifierShape shape = problem.shape;
        double eta = 1;
        double[] allowed = new double[steps + 1];
        TrainingRun run = GradientDescent.run(shape, problem.pack(), problem.labels, null,
                new float[shape.parameters()], TrainingSettings.of(eta, steps), work, (k, loss, theta) -> {
                    for (int j = 0; j < theta.length; j++) {
                        assertEquals(Float.floatToRawIntBits(theta[j % shape.headParameters()]),
                                Float.floatToRawIntBits(theta[j]), "heads differ, step " + k);
                    }
                    // two losses of scores that are right to an allowance each, and the roundings of k steps
                    allowed[k] = 2 * ScoreAllowance.of(problem.withTheta(theta)).score()
                            + (k + 1) * problem.samples * U;
                    return true;
                });
        assertTrue(Errors.largest(Errors.widen(run.theta())) > 0, "nothing was learnt");
        ClassifierShape one = new ClassifierShape(1, shape.tokens(), shape.features());
        float[] theta = new float[one.parameters()];
        float[] gradient = new float[theta.length];
        float[] scores = new float[problem.samples];
        for (int k = 0; k <= steps; k++) {
            double loss = ClassifierKernel.lossAndGradient(one, problem.pack(), theta, problem.labels, null, scores,
                    gradient, work);
            assertEquals(loss, run.losses()[k], allowed[k], "loss " + k);
            for (int j = 0; j < theta.length; j++) {
                double step = decoder(one, j) ? eta : eta / shape.heads();
                theta[j] = (float) (theta[j] - step * gradient[j]);
            }
        }
    }

    private static boolean decoder(ClassifierShape shape, int k) {
        return k % shape.headParameters() >= shape.features() * shape.features();
    }

    private static ClassifierProblem unpadded(ClassifierProblem problem) {
        if (problem.lengths == null) {
            return problem;
        }
        float[] x = problem.x.clone();
        int d = problem.shape.features();
        int size = problem.shape.tokens() * d;
        for (int k = 0; k < x.length; k++) {
            int first = k / size * size;
            x[k] = x[first + (k - first) % (problem.length(k / size) * d)];
        }
        return new ClassifierProblem(problem.shape, problem.samples, x, null, problem.labels, problem.weights,
                problem.theta);
    }

    private static int[] permutation(int size, long seed) {
        int[] order = new int[size];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static float[] blocks(float[] values, int[] order, int size) {
        float[] result = values.clone();
        permuteRows(result, 0, order, size);
        return result;
    }

    private static float[] decoderRows(float[] values, ClassifierShape shape, int[] order) {
        float[] result = values.clone();
        for (int h = 0; h < shape.heads(); h++) {
            permuteRows(result, shape.decoderOffset(h), order, shape.features());
        }
        return result;
    }

    private static void permuteRows(float[] values, int from, int[] order, int size) {
        float[] before = Arrays.copyOfRange(values, from, from + order.length * size);
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(before, order[i] * size, values, from + i * size, size);
        }
    }

    private static float[] scaled(ClassifierProblem problem, float[] values, float attention, float decoder) {
        float[] result = values.clone();
        for (int k = 0; k < result.length; k++) {
            result[k] *= decoder(problem.shape, k) ? decoder : attention;
        }
        return result;
    }

    private static void assertScores(float[] expected, float[] actual, double allowed) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], allowed, "score " + i);
        }
    }

    private static void assertGradient(float[] expected, float[] actual, double allowed) {
        double error = Errors.norm(Errors.widen(expected), Errors.widen(actual));
        assertTrue(error <= allowed, () -> "gradient: error " + error + ", allowed " + allowed);
    }
}
