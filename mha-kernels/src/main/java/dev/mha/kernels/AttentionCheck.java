package dev.mha.kernels;

import dev.mha.kernels.plain.PlainBackward;
import dev.mha.kernels.plain.PlainForward;
import dev.mha.kernels.plain.PlainHessian;
import dev.mha.kernels.plain.PlainTangent;
import dev.mha.kernels.work.Crew;
import java.util.List;
import java.util.SplittableRandom;

/** The self-test of attention: random shapes and masks, kernel against plain twin. */
final class AttentionCheck {
    static final int CASES = 40;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Crew crew = new Crew(null, 1);
    private final Tally forward = new Tally("attention forward");
    private final Tally backward = new Tally("attention backward");
    private final Tally tangent = new Tally("attention tangent");
    private final Tally hessian = new Tally("attention Hessian-vector product");

    /** Largest error of one kernel so far. */
    private static final class Tally {
        private final String kernel;
        private double error;
        private double allowed;
        private boolean passed = true;

        Tally(String kernel) {
            this.kernel = kernel;
        }

        /** Takes in one case. */
        void add(double caseError, double caseAllowed) {
            error = Math.max(error, caseError);
            allowed = Math.max(allowed, caseAllowed);
            passed &= caseError <= caseAllowed;
        }

        KernelCheck check() {
            return new KernelCheck(kernel, CASES, error, allowed, passed);
        }
    }

    AttentionCheck() {}

    static List<KernelCheck> run() {
        AttentionCheck check = new AttentionCheck();
        for (int c = 0; c < CASES; c++) {
            check.one(check.shape(c));
        }
        return List.of(check.forward.check(), check.backward.check(), check.tangent.check(), check.hessian.check());
    }

    /** Sizes of a case; every third one has tiny heads, 16 items of them, so that any vector is full of heads. */
    AttentionShape shape(int number) {
        boolean tiny = number % 3 == 0;
        int keyHeads = random.nextInt(1, 3);
        // the first has a single query and key, which go another way
        int tokens = number == 0 ? 2 : tiny ? 13 : 90;
        int dim = tiny ? 33 : 40;
        return new AttentionShape(tiny ? 16 : random.nextInt(1, 3), keyHeads * random.nextInt(1, 3), keyHeads,
                random.nextInt(1, tokens), random.nextInt(1, tokens), random.nextInt(1, dim), random.nextInt(1, dim));
    }

    private void one(AttentionShape shape) {
        int keyHeads = shape.keyValueHeads();
        int[] lengths = new int[shape.batch()];
        for (int b = 0; b < lengths.length; b++) {
            lengths[b] = random.nextInt(shape.keys() + 1);
        }
        AttentionMask mask = new AttentionMask(random.nextBoolean(), random.nextBoolean() ? lengths : null);
        float scale = (float) (1.0 / Math.sqrt(shape.headDim()));
        int heads = shape.queryHeads();
        Rows query = normal(shape, heads, shape.queries(), shape.headDim());
        Rows key = normal(shape, keyHeads, shape.keys(), shape.headDim());
        Rows value = normal(shape, keyHeads, shape.keys(), shape.valueDim());
        Rows outGrad = normal(shape, heads, shape.queries(), shape.valueDim());
        Rows[][] results = new Rows[2][];
        float[][] lse = new float[2][shape.batch() * heads * shape.queries()];
        for (int n = 0; n < 2; n++) {
            results[n] = new Rows[]{normal(shape, heads, shape.queries(), shape.valueDim()),
                    normal(shape, heads, shape.queries(), shape.headDim()),
                    normal(shape, keyHeads, shape.keys(), shape.headDim()),
                    normal(shape, keyHeads, shape.keys(), shape.valueDim())};
        }
        Rows[] fast = results[0];
        Rows[] plain = results[1];
        AttentionForward.run(shape, mask, scale, query, key, value, fast[0], lse[0], crew);
        AttentionBackward.run(shape, mask, scale, query, key, value, fast[0], lse[0], outGrad, fast[1], fast[2],
                fast[3], crew);
        PlainForward.run(shape, mask, scale, query, key, value, plain[0], lse[1], crew);
        PlainBackward.run(shape, mask, scale, query, key, value, plain[0], lse[1], outGrad, plain[1], plain[2],
                plain[3], crew);
        // a sum of n products errs by at most n roundings of the largest; sums follow on sums
        double allowed = Math.ulp(1.0f) * (shape.headDim() + shape.valueDim() + shape.keys() + 16);
        forward.add(Math.max(difference(fast[0].array(), plain[0].array()), difference(lse[0], lse[1])), allowed);
        // and sums over the queries of a group of heads
        double gradientAllowed = 2 * allowed + Math.ulp(1.0f) * heads / keyHeads * shape.queries();
        backward.add(largest(fast, plain), gradientAllowed);
        second(shape, mask, scale, new AttentionRows(query, key, value), plain[0], lse[1], outGrad, allowed,
                gradientAllowed);
    }

    /**
     * Tangent and Hessian-vector product at a point whose forward pass is done. A score tangent sums two products where
     * a score has one, and the results multiply them with what first order has: twice what that may err by.
     */
    private void second(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out, float[] lse,
            Rows outGrad, double allowed, double gradientAllowed) {
        int heads = shape.queryHeads();
        int keyHeads = shape.keyValueHeads();
        AttentionRows moves = new AttentionRows(normal(shape, heads, shape.queries(), shape.headDim()),
                normal(shape, keyHeads, shape.keys(), shape.headDim()),
                normal(shape, keyHeads, shape.keys(), shape.valueDim()));
        Rows outGradTangent = normal(shape, heads, shape.queries(), shape.valueDim());
        Rows[][] results = new Rows[2][];
        float[][] lseTangent = new float[2][lse.length];
        for (int n = 0; n < 2; n++) {
            results[n] = new Rows[]{normal(shape, heads, shape.queries(), shape.valueDim()),
                    normal(shape, heads, shape.queries(), shape.headDim()),
                    normal(shape, keyHeads, shape.keys(), shape.headDim()),
                    normal(shape, keyHeads, shape.keys(), shape.valueDim())};
        }
        Rows[] fast = results[0];
        Rows[] plain = results[1];
        AttentionTangent.run(shape, mask, scale, at, out, lse, moves, fast[0], lseTangent[0], crew);
        AttentionHessian.run(shape, mask, scale, at, out, lse, outGrad, moves, fast[0], lseTangent[0], outGradTangent,
                new AttentionRows(fast[1], fast[2], fast[3]), crew);
        PlainTangent.run(shape, mask, scale, at, out, lse, moves, plain[0], lseTangent[1], crew);
        PlainHessian.run(shape, mask, scale, at, out, lse, outGrad, moves, plain[0], lseTangent[1], outGradTangent,
                new AttentionRows(plain[1], plain[2], plain[3]), crew);
        tangent.add(Math.max(difference(fast[0].array(), plain[0].array()), difference(lseTangent[0], lseTangent[1])),
                2 * allowed);
        hessian.add(largest(fast, plain), 2 * gradientAllowed);
    }

    /** Largest difference of the results after the first. */
    private static double largest(Rows[] fast, Rows[] plain) {
        double largest = 0.0;
        for (int n = 1; n < fast.length; n++) {
            largest = Math.max(largest, difference(fast[n].array(), plain[n].array()));
        }
        return largest;
    }

    private Rows normal(AttentionShape shape, int heads, int rows, int dim) {
        float[] array = new float[shape.batch() * heads * rows * dim];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) random.nextGaussian();
        }
        return Rows.dense(array, heads, rows, dim);
    }

    /** Largest difference relative to the largest value, which counts as 1 when it is smaller. */
    private static double difference(float[] a, float[] b) {
        double largest = 1.0;
        double difference = 0.0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                double d = Math.abs((double) a[i] - b[i]);
                difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
                largest = Math.max(largest, Math.abs(b[i]));
            }
        }
        return difference / largest;
    }
}
