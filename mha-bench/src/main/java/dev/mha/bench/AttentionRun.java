package dev.mha.bench;

import dev.mha.kernels.AttentionBackward;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.SplittableRandom;

/**
 * Sizes of one attention call on dense arrays [batch, heads, tokens, headDim], and its data: the same at each start.
 *
 * @param batch problems
 * @param heads heads of queries, keys and values
 * @param tokens queries and keys
 * @param headDim floats of a row
 * @param causal whether a query sees the keys up to its own position alone
 * @param backward one forward and one backward pass a call, or one forward pass
 */
public record AttentionRun(int batch, int heads, int tokens, int headDim, boolean causal, boolean backward) {
    /** Inputs, drawn from the normal distribution, and results of a call. */
    public static final class Data {
        /** Queries. */
        public final float[] query;
        /** Keys. */
        public final float[] key;
        /** Values. */
        public final float[] value;
        /** Gradient of the output. */
        public final float[] outGrad;
        /** Result: the output. */
        public final float[] out;
        /** Result: log-sum-exp of each score row. */
        public final float[] lse;
        /** Result: gradient of the queries. */
        public final float[] queryGrad;
        /** Result: gradient of the keys. */
        public final float[] keyGrad;
        /** Result: gradient of the values. */
        public final float[] valueGrad;

        private Data(int rows, int headDim, boolean backward) {
            SplittableRandom random = new SplittableRandom(1);
            int length = rows * headDim;
            query = gaussians(length, random);
            key = gaussians(length, random);
            value = gaussians(length, random);
            out = new float[length];
            lse = new float[rows];
            int gradients = backward ? length : 0;
            outGrad = gaussians(gradients, random);
            queryGrad = new float[gradients];
            keyGrad = new float[gradients];
            valueGrad = new float[gradients];
        }

        private static float[] gaussians(int length, SplittableRandom random) {
            float[] numbers = new float[length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            return numbers;
        }
    }

    /** Name of the table's case. */
    public String title() {
        return (backward ? BenchCases.BOTH : BenchCases.FORWARD) + " " + name();
    }

    String name() {
        return "(" + batch + ", " + heads + ", " + tokens + ", " + headDim + ")" + (causal ? " causal" : "");
    }

    /** Two products forward, five backward (one of them the scores again); masked scores do not count. */
    public double flops() {
        return productFlops() * (backward ? 7 : 2);
    }

    /** Float operations of one product of all queries and all keys that they see. */
    public double productFlops() {
        double pairs = causal ? tokens * (tokens + 1.0) / 2 : (double) tokens * tokens;
        return 2.0 * headDim * pairs * batch * heads;
    }

    AttentionShape shape() {
        return new AttentionShape(batch, heads, heads, tokens, tokens, headDim, headDim);
    }

    AttentionMask mask() {
        return causal ? AttentionMask.CAUSAL : AttentionMask.NONE;
    }

    /** Inputs and room for results. */
    public Data data() {
        return new Data(batch * heads * tokens, headDim, backward);
    }

    /** Factor of the scores. */
    public float scale() {
        return (float) (1 / Math.sqrt(headDim));
    }

    /** A call on data of its own. */
    Runnable prepare(Workspace work) {
        return prepare(data(), work);
    }

    /** A call on these data. */
    public Runnable prepare(Data data, Workspace work) {
        AttentionShape shape = shape();
        AttentionMask mask = mask();
        float scale = scale();
        Rows query = rows(data.query);
        Rows key = rows(data.key);
        Rows value = rows(data.value);
        Rows out = rows(data.out);
        float[] lse = data.lse;
        if (!backward) {
            return () -> AttentionForward.run(shape, mask, scale, query, key, value, out, lse, work);
        }
        Rows outGrad = rows(data.outGrad);
        Rows queryGrad = rows(data.queryGrad);
        Rows keyGrad = rows(data.keyGrad);
        Rows valueGrad = rows(data.valueGrad);
        return () -> {
            AttentionForward.run(shape, mask, scale, query, key, value, out, lse, work);
            AttentionBackward.run(shape, mask, scale, query, key, value, out, lse, outGrad, queryGrad, keyGrad,
                    valueGrad, work);
        };
    }

    private Rows rows(float[] array) {
        return Rows.dense(array, heads, tokens, headDim);
    }
}
