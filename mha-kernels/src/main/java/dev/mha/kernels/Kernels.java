package dev.mha.kernels;

import dev.mha.kernels.classifier.ClassifierCheck;
import dev.mha.kernels.classifier.ClassifierDescription;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.HessianCheck;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.work.Machine;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What the kernels are on this machine, whether they are right, and how to make them fast before they are needed. */
public final class Kernels {
    private Kernels() {}

    /** Which kernels run here, and why. */
    public static KernelDescription describe() {
        return Machine.VECTOR
                ? new KernelDescription(true, Lanes.COUNT, Lanes.REGISTERS, Lanes.TILE_ROWS, Lanes.TILE_VECTORS, "")
                : new KernelDescription(false, 1, 1, 1, 1, Machine.REASON);
    }

    /**
     * Which attention kernels calls of this shape take, in each pass, with blocks and tiles of what size, and why: one
     * line for a log.
     */
    public static String describe(AttentionShape shape) {
        AttentionPath forward = AttentionPath.of(shape, shape.queryHeads());
        AttentionPath backward = AttentionPath.of(shape, shape.keyValueHeads());
        AttentionPath tangents = AttentionPath.ofTangents(shape);
        String first = forward.describe(shape, false)
                + (forward == backward ? "" : "; backward " + backward.describe(shape, false));
        return forward == tangents && backward == tangents
                ? first
                : first + "; tangent and Hessian-vector product " + tangents.describe(shape, true);
    }

    /**
     * Which classifier kernels loss and gradient of these samples take, and products with the Hessian, in float and in
     * double, and why: one line for a log.
     *
     * @throws IllegalArgumentException
     *             if the samples have other tokens or features than the shape
     */
    public static String describe(ClassifierShape shape, PackedSamples samples) {
        return ClassifierDescription.of(shape, samples);
    }

    /**
     * Compares every kernel with its plain twin on 40 small problems each: a few seconds. Where the plain kernels
     * run, they are compared with themselves.
     */
    public static List<KernelCheck> selfTest() {
        List<KernelCheck> checks = new ArrayList<>();
        checks.addAll(AttentionCheck.run());
        checks.add(ClassifierCheck.run());
        checks.addAll(HessianCheck.run());
        return List.copyOf(checks);
    }

    /**
     * Runs attention on zeros of a shape until {@code seconds} have passed, so that the compiler has done its work
     * before the first request: a first call takes up to half a second, and full speed comes after one to three seconds
     * of calls.
     *
     * @param shape sizes of the calls to come
     * @param mask mask of the calls to come
     * @param gradients whether the backward pass is needed as well
     * @param seconds how long to run; at least one call is made
     * @throws IllegalArgumentException
     *             if an argument of the shape does not fit into an array, or the mask not to the shape
     */
    public static void warmUp(AttentionShape shape, AttentionMask mask, boolean gradients, double seconds) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(mask, "mask");
        Workspace work = Workspace.serial();
        int keyHeads = shape.keyValueHeads();
        Rows query = zeros(shape, shape.queryHeads(), shape.queries(), shape.headDim());
        Rows key = zeros(shape, keyHeads, shape.keys(), shape.headDim());
        Rows value = zeros(shape, keyHeads, shape.keys(), shape.valueDim());
        Rows out = zeros(shape, shape.queryHeads(), shape.queries(), shape.valueDim());
        Rows keyGrad = zeros(shape, keyHeads, shape.keys(), shape.headDim());
        Rows valueGrad = zeros(shape, keyHeads, shape.keys(), shape.valueDim());
        Rows queryGrad = zeros(shape, shape.queryHeads(), shape.queries(), shape.headDim());
        float[] lse = zeros(shape, shape.queryHeads(), shape.queries(), 1).array();
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            AttentionForward.run(shape, mask, 1.0f, query, key, value, out, lse, work);
            if (gradients) {
                AttentionBackward.run(shape, mask, 1.0f, query, key, value, out, lse, out, queryGrad, keyGrad,
                        valueGrad, work);
            }
        } while (System.nanoTime() < end);
    }

    /**
     * The same for {@link AttentionTangent} and {@link AttentionHessian}, with the forward pass that they need.
     *
     * @param shape sizes of the calls to come
     * @param mask mask of the calls to come
     * @param seconds how long to run; at least one call of each is made
     * @throws IllegalArgumentException
     *             if an argument of the shape does not fit into an array, or the mask not to the shape
     */
    public static void warmUpTangents(AttentionShape shape, AttentionMask mask, double seconds) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(mask, "mask");
        Workspace work = Workspace.serial();
        AttentionRows at = inputs(shape);
        AttentionRows tangent = inputs(shape);
        AttentionRows results = inputs(shape);
        Rows out = zeros(shape, shape.queryHeads(), shape.queries(), shape.valueDim());
        Rows outTangent = zeros(shape, shape.queryHeads(), shape.queries(), shape.valueDim());
        float[] lse = zeros(shape, shape.queryHeads(), shape.queries(), 1).array();
        float[] lseTangent = zeros(shape, shape.queryHeads(), shape.queries(), 1).array();
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            AttentionForward.run(shape, mask, 1.0f, at.query(), at.key(), at.value(), out, lse, work);
            AttentionTangent.run(shape, mask, 1.0f, at, out, lse, tangent, outTangent, lseTangent, work);
            AttentionHessian.run(shape, mask, 1.0f, at, out, lse, out, tangent, outTangent, lseTangent, outTangent,
                    results, work);
        } while (System.nanoTime() < end);
    }

    /**
     * The same for {@link ClassifierKernel}, in float.
     *
     * @param shape sizes of the calls to come
     * @param samples number of samples of the calls to come, which chooses the kernel
     * @param products whether products with the Hessian are needed as well
     * @param seconds how long to run; at least one call of each is made
     * @throws IllegalArgumentException
     *             if {@code samples} is below 1 or so many do not fit into an array
     */
    public static void warmUp(ClassifierShape shape, int samples, boolean products, double seconds) {
        Objects.requireNonNull(shape, "shape");
        long floats = (long) samples * shape.tokens() * shape.features();
        if (samples < 1 || floats > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("samples is " + samples + ", which must be at least 1 and with "
                    + shape.tokens() + " tokens of " + shape.features() + " features fit into an array");
        }
        Workspace work = Workspace.serial();
        PackedSamples packed = PackedSamples.pack(new float[(int) floats], samples, shape.tokens(), shape.features(),
                null);
        float[] theta = new float[shape.parameters()];
        float[] labels = new float[samples];
        Arrays.fill(labels, 1.0f);
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        float[][] vectors = {new float[shape.parameters()]};
        float[][] results = {gradient};
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            ClassifierKernel.lossAndGradient(shape, packed, theta, labels, null, scores, gradient, work);
            if (products) {
                ClassifierKernel.hessianProducts(shape, packed, theta, labels, null, HessianPart.WHOLE, vectors,
                        results,
                        work);
            }
        } while (System.nanoTime() < end);
    }

    private static AttentionRows inputs(AttentionShape shape) {
        return new AttentionRows(zeros(shape, shape.queryHeads(), shape.queries(), shape.headDim()),
                zeros(shape, shape.keyValueHeads(), shape.keys(), shape.headDim()),
                zeros(shape, shape.keyValueHeads(), shape.keys(), shape.valueDim()));
    }

    private static Rows zeros(AttentionShape shape, int heads, int rows, int dim) {
        BigInteger floats = BigInteger.valueOf(shape.batch()).multiply(BigInteger.valueOf(heads))
                .multiply(BigInteger.valueOf(rows)).multiply(BigInteger.valueOf(dim));
        if (floats.bitLength() >= Integer.SIZE) {
            throw new IllegalArgumentException("batch " + shape.batch() + " x heads " + heads + " x rows " + rows
                    + " x dim " + dim + " is " + floats + " floats, an array holds at most " + Integer.MAX_VALUE);
        }
        return Rows.dense(new float[floats.intValue()], heads, rows, dim);
    }
}
