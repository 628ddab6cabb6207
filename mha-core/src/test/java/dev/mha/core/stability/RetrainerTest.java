package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.random.RandomSource;
import dev.mha.core.metric.Logistic;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.Training;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RetrainerTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(3, 4, 3);
    private static final int COUNT = 11;
    private static final Problem PROBLEM = Problem.of(SHAPE, COUNT, 1, 0.3, RandomSource.of(5));
    private static final int ROW = SHAPE.tokens() * SHAPE.features();
    private static final Training TRAINING = new Training(SHAPE, PROBLEM.samples(), PROBLEM.labels(), PROBLEM.start(),
            0.8, 25);

    /** Samples and labels as a training sees them. */
    private record Data(float[] x, int[] lengths, float[] labels) {
        PackedSamples pack() {
            return PackedSamples.pack(x, labels.length, SHAPE.tokens(), SHAPE.features(), lengths);
        }

        /** Without a sample, as an array that is shorter. */
        Data without(int sample) {
            float[] fewer = new float[x.length - ROW];
            System.arraycopy(x, 0, fewer, 0, sample * ROW);
            System.arraycopy(x, (sample + 1) * ROW, fewer, sample * ROW, fewer.length - sample * ROW);
            int[] fewerLengths = new int[lengths.length - 1];
            float[] fewerLabels = new float[lengths.length - 1];
            for (int i = 0; i < fewerLengths.length; i++) {
                fewerLengths[i] = lengths[i < sample ? i : i + 1];
                fewerLabels[i] = labels[i < sample ? i : i + 1];
            }
            return new Data(fewer, fewerLengths, fewerLabels);
        }
    }

    private static final Data ALL = new Data(PROBLEM.x(), PROBLEM.lengths(), PROBLEM.labels());

    /** Steps that rounding swallows leave the parameters as they are, and every loss to the last bit. */
    @Test
    void losesNothingWhereNothingMoves() {
        Training still = new Training(SHAPE, PROBLEM.samples(), PROBLEM.labels(), PROBLEM.start(), 1e-30, 3);
        for (Retraining one : new Retrainer(still, Workspace.serial()).leaveOut(Retrainer.choose(COUNT, COUNT, 1),
                Retrainer.Listener.NONE)) {
            assertEquals(0, one.distance());
            assertEquals(one.lossBefore(), one.lossAfter());
        }
    }

    /** A training of its own; the step is per sample, so fewer samples take a smaller one. */
    private static TrainingRun train(Data data, double step) {
        return GradientDescent.run(SHAPE, data.pack(), data.labels(), null, PROBLEM.start(),
                TrainingSettings.of(step, 25), Workspace.serial(), (k, loss, theta) -> true);
    }

    private static double loss(TrainingRun run, Data data, int sample) {
        ClassifierLoss loss = new ClassifierLoss(SHAPE, data.pack(), data.labels(), null, Workspace.serial());
        return Logistic.loss(data.labels()[sample] * loss.scores(ClassifierLoss.widen(run.theta()))[sample]);
    }

    private static double distance(TrainingRun a, TrainingRun b) {
        double square = 0;
        for (int j = 0; j < a.theta().length; j++) {
            square += Math.pow((double) a.theta()[j] - b.theta()[j], 2);
        }
        return Math.sqrt(square);
    }

    /** Leaving out is training on an array that does not hold the sample, with the step times (n-1)/n. */
    @Test
    void leavesOutAsIfTheSampleHadNeverBeenThere() {
        TrainingRun full = train(ALL, 0.8);
        List<Retraining> results = new Retrainer(TRAINING, Workspace.serial())
                .leaveOut(Retrainer.choose(COUNT, COUNT, 1), done -> {});
        assertEquals(COUNT, results.size());
        // parameters of size 1 that are rounded to float in 25 steps
        double rounding = 25 * 0x1p-22;
        for (int i = 0; i < COUNT; i++) {
            Retraining result = results.get(i);
            TrainingRun without = train(ALL.without(i), 0.8 * (COUNT - 1) / COUNT);
            assertEquals(i, result.sample());
            assertEquals(loss(full, ALL, i), result.lossBefore(), 1e-14); // beside other samples or alone
            assertEquals(loss(without, ALL, i), result.lossAfter(), rounding);
            assertEquals(distance(full, without), result.distance(), rounding);
            double largest = 0;
            for (int j = 0; j < COUNT; j++) {
                largest = Math.max(largest, Math.abs(loss(full, ALL, j) - loss(without, ALL, j)));
            }
            assertEquals(largest, result.largestLossChange(), rounding);
            assertEquals(result.lossAfter() - result.lossBefore(), result.gap());
            double sum = 0;
            for (int k = 0; k < 25; k++) {
                sum += Math.max(full.losses()[k], without.losses()[k] * (COUNT - 1) / COUNT);
            }
            assertEquals(sum, result.lossSum(), 25 * rounding);
            assertTrue(result.farthest() > 0 && result.decoderNorm() > 0);
        }
    }

    /**
     * With a step that overshoots, neither the farthest iterate nor the one with the largest decoder is the last, and
     * no training has the larger loss throughout.
     */
    @Test
    void tellsTheLargestOfTheWholePath() {
        Training wild = new Training(SHAPE, PROBLEM.samples(), PROBLEM.labels(), PROBLEM.start(), 200, 25);
        double[] losses = wild.run(null, Workspace.serial(), (k, loss, iterate) -> true).losses();
        int turnedBack = 0;
        int shrank = 0;
        int bothLarger = 0;
        for (Retraining result : new Retrainer(wild, Workspace.serial())
                .leaveOut(Retrainer.choose(COUNT, COUNT, 1), Retrainer.Listener.NONE)) {
            double[] weights = new double[COUNT];
            Arrays.fill(weights, 1.0 / COUNT);
            weights[result.sample()] = 0;
            double[] most = new double[4];
            int[] times = new int[2];
            double[] sum = {0};
            TrainingRun run = wild.run(weights, Workspace.serial(), (k, loss, iterate) -> {
                double[] theta = ClassifierLoss.widen(iterate);
                if (k < 25) {
                    sum[0] += Math.max(loss, losses[k]);
                    times[loss > losses[k] ? 1 : 0]++;
                }
                double square = 0;
                for (int j = 0; j < theta.length; j++) {
                    square += Math.pow(theta[j] - PROBLEM.start()[j], 2);
                }
                most[2] = Math.sqrt(square);
                most[3] = GlobalBounds.decoderNorm(SHAPE, theta);
                most[0] = Math.max(most[0], most[2]);
                most[1] = Math.max(most[1], most[3]);
                return true;
            });
            assertEquals(25, run.steps());
            assertEquals(sum[0], result.lossSum(), 1e-12 * sum[0]);
            bothLarger += times[0] > 0 && times[1] > 0 ? 1 : 0;
            assertEquals(most[0], result.farthest(), 1e-12 * most[0]);
            assertEquals(most[1], result.decoderNorm());
            turnedBack += most[0] > most[2] ? 1 : 0;
            shrank += most[1] > most[3] ? 1 : 0;
        }
        assertTrue(turnedBack > 0 && shrank > 0, turnedBack + " turned back, " + shrank + " shrank");
        // of the two losses at a step now one and now the other is the larger one
        assertTrue(bothLarger > 0);
    }

    /** With its tokens, its length, which is another one, and its label, which is not that of the first fresh one. */
    @Test
    void replacesASampleByAFreshOne() {
        int[] chosen = {2, 7, 8};
        int[] lengths = Arrays.stream(chosen).map(i -> ALL.lengths()[i] % SHAPE.tokens() + 1).toArray();
        Problem drawn = Problem.of(SHAPE, 3, 1, 0.3, RandomSource.of(6));
        Problem fresh = new Problem(SHAPE, drawn.x(), lengths, new float[]{1, -1, 1}, drawn.start());
        List<Retraining> results = new Retrainer(TRAINING, Workspace.serial())
                .replace(chosen, fresh.samples(), fresh.labels(), done -> {});
        TrainingRun full = train(ALL, 0.8);
        double rounding = 25 * 0x1p-22;
        for (int k = 0; k < 3; k++) {
            Data changed = new Data(ALL.x().clone(), ALL.lengths().clone(), ALL.labels().clone());
            System.arraycopy(fresh.x(), k * ROW, changed.x(), chosen[k] * ROW, ROW);
            changed.lengths()[chosen[k]] = fresh.lengths()[k];
            changed.labels()[chosen[k]] = fresh.labels()[k];
            TrainingRun replaced = train(changed, 0.8);
            assertEquals(chosen[k], results.get(k).sample());
            assertEquals(k, results.get(k).fresh());
            // the loss of the sample that was there before
            assertEquals(loss(replaced, ALL, chosen[k]), results.get(k).lossAfter(), rounding);
            assertEquals(distance(full, replaced), results.get(k).distance(), rounding);
        }
    }

    /** Has results of an earlier run by sample and fresh sample, and collects those that are made. */
    private static Retrainer.Listener knowing(List<Retraining> made, BiFunction<Integer, Integer, Retraining> known) {
        return new Retrainer.Listener() {
            @Override
            public void done(int done) {}

            @Override
            public void ended(Retraining one) {
                made.add(one);
            }

            @Override
            public Retraining known(int sample, int fresh) {
                return known.apply(sample, fresh);
            }
        };
    }

    /** A replacement by another fresh sample is another one, whatever its sample and loss before. */
    @Test
    void takesNoReplacementByAnotherFreshSampleForAKnownOne() {
        Problem fresh = Problem.of(SHAPE, 3, 1, 0.3, RandomSource.of(6));
        Retrainer retrainer = new Retrainer(TRAINING, Workspace.serial());
        int[] chosen = {8, 2, 7};
        List<Retraining> first = retrainer.replace(chosen, fresh.samples(), fresh.labels(), done -> {});
        List<Retraining> made = new ArrayList<>();
        Retrainer.Listener keeping = knowing(made, (sample, wanted) -> first.stream()
                .filter(one -> one.sample() == sample).findFirst().orElse(null));
        assertEquals(first, retrainer.replace(chosen, fresh.samples(), fresh.labels(), keeping));
        assertEquals(List.of(), made);
        // what is known of another sample is no result of this one
        made.clear();
        retrainer.replace(chosen, fresh.samples(), fresh.labels(), knowing(made, (sample, wanted) -> {
            Retraining other = first.get((wanted + 1) % 3);
            return new Retraining(other.sample(), wanted, first.get(wanted).lossBefore(), other.lossAfter(), 1, 1, 1, 1,
                    1);
        }));
        assertEquals(first, made);
        made.clear();
        // 2 is replaced by the second one again, the others change places
        List<Retraining> turned = retrainer.replace(new int[]{7, 2, 8}, fresh.samples(), fresh.labels(), keeping);
        assertEquals(List.of(7, 8), made.stream().map(Retraining::sample).toList());
        assertEquals(first.get(1), turned.get(1));
        assertTrue(turned.get(0).lossAfter() != first.get(2).lossAfter());
    }

    /** So that a larger number replaces the samples of a smaller one by the same fresh samples. */
    @Test
    void drawsInAnOrderThatMoreSamplesBeginWith() {
        int[] all = Retrainer.draw(30, 99, 5);
        assertArrayEquals(IntStream.range(0, 30).toArray(), Arrays.stream(all).sorted().toArray());
        assertTrue(!Arrays.equals(all, Arrays.stream(all).sorted().toArray()));
        for (int count : new int[]{1, 7, 30}) {
            assertArrayEquals(Arrays.copyOf(all, count), Retrainer.draw(30, count, 5));
            assertArrayEquals(Arrays.stream(all).limit(count).sorted().toArray(), Retrainer.choose(30, count, 5));
        }
    }

    @Test
    void givesTheSameBitsForEveryNumberOfThreads() {
        int[] all = Retrainer.choose(COUNT, COUNT, 1);
        List<Retraining> expected = new Retrainer(TRAINING, Workspace.serial()).leaveOut(all, done -> {});
        for (int threads : new int[]{2, 3, 7}) {
            List<Integer> told = Collections.synchronizedList(new ArrayList<>());
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                assertEquals(expected,
                        new Retrainer(TRAINING, Workspace.parallel(pool, threads)).leaveOut(all, told::add));
            }
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), told);
        }
    }

    @Test
    void choosesEachSampleAtMostOnce() {
        assertArrayEquals(new int[]{0, 1, 2, 3}, Retrainer.choose(4, 9, 1));
        int[] some = Retrainer.choose(100, 30, 1);
        assertEquals(30, Arrays.stream(some).distinct().count());
        assertTrue(some[0] >= 0 && some[29] < 100);
        int[] sorted = some.clone();
        Arrays.sort(sorted);
        assertArrayEquals(sorted, some);
        assertArrayEquals(some, Retrainer.choose(100, 30, 1));
        assertTrue(!Arrays.equals(some, Retrainer.choose(100, 30, 2)));
        assertEquals("count is 0, must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> Retrainer.choose(4, 0, 1)).getMessage());
    }

    @Test
    void saysThatATrainingDiverged() {
        float[] huge = PROBLEM.x().clone();
        for (int j = 0; j < huge.length; j++) {
            huge[j] *= 1e12f;
        }
        Training wild = new Training(SHAPE,
                PackedSamples.pack(huge, COUNT, SHAPE.tokens(), SHAPE.features(), PROBLEM.lengths()), PROBLEM.labels(),
                PROBLEM.start(), 1e30, 25);
        String message = assertThrows(DivergedException.class, () -> new Retrainer(wild, Workspace.serial()))
                .getMessage();
        assertTrue(message.startsWith("the training diverged at step "), message);
    }

    /** Of two that diverge the first is thrown on any number of threads, unless the others are wanted. */
    @Test
    void namesTheFirstOfTheTrainingsThatDiverge() {
        ClassifierShape one = new ClassifierShape(1, 1, 1);
        Training still = new Training(one, PackedSamples.pack(new float[]{1e-9f, 1e9f, 1e-9f, 1e9f}, 4, 1, 1, null),
                new float[]{1, 1, -1, -1}, new float[2], 1e30, 1);
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (Workspace work : List.of(Workspace.serial(), Workspace.parallel(pool, 3))) {
                Retrainer retrainer = new Retrainer(still, work);
                assertEquals("the training without sample 2 diverged at step 1",
                        assertThrows(DivergedException.class,
                                () -> retrainer.leaveOut(new int[]{0, 1, 2, 3}, done -> {})).getMessage());
                List<String> told = new ArrayList<>();
                List<Integer> ended = new ArrayList<>();
                List<Retraining> others = retrainer.leaveOut(new int[]{0, 1, 2, 3}, new Retrainer.Listener() {
                    @Override
                    public void done(int done) {
                        ended.add(done);
                    }

                    @Override
                    public boolean diverged(DivergedException training) {
                        return told.add(training.getMessage());
                    }
                });
                assertEquals(List.of(0, 2), others.stream().map(Retraining::sample).toList());
                // those that diverge have ended, too
                assertEquals(List.of(1, 2, 3, 4), ended);
                assertEquals(List.of("the training without sample 2 diverged at step 1",
                        "the training without sample 4 diverged at step 1"), told);
            }
        }
    }
}
