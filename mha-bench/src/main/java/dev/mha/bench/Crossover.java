package dev.mha.bench;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierCrossover;
import dev.mha.kernels.vector.HeadBackward;
import dev.mha.kernels.vector.HeadForward;
import dev.mha.kernels.vector.ShortBackward;
import dev.mha.kernels.vector.ShortForward;
import dev.mha.kernels.vector.ShortHessian;
import dev.mha.kernels.vector.ShortTangent;
import dev.mha.kernels.vector.VectorBackward;
import dev.mha.kernels.vector.VectorForward;
import dev.mha.kernels.vector.VectorHessian;
import dev.mha.kernels.vector.VectorTangent;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Where one kernel of attention overtakes another: the time of the kernel of short heads, and of the one with one head
 * a lane, as a part of that of the kernel of blocks of queries, in turns on the same data, whichever of them a call of
 * these sizes would take.
 */
public final class Crossover {
    private static final double SECONDS = 0.3;
    private static final double TURN_SECONDS = 1e-3;
    private static final int HEADS = 8;
    private static final int ITEMS = 4;
    /** Queries, keys, floats of a row. */
    private static final List<int[]> SHORT = List.of(new int[]{1, 1, 16}, new int[]{4, 4, 16}, new int[]{16, 16, 16},
            new int[]{24, 24, 16}, new int[]{40, 40, 16}, new int[]{64, 64, 16}, new int[]{1, 1, 64},
            new int[]{4, 4, 64}, new int[]{16, 16, 64}, new int[]{24, 24, 64}, new int[]{40, 40, 64},
            new int[]{64, 64, 64}, new int[]{16, 192, 64}, new int[]{32, 192, 64}, new int[]{48, 192, 64},
            new int[]{64, 192, 64});
    private static final int TINY_HEADS = 4;
    private static final int TINY_ITEMS = 32;
    /** Tokens, floats of a row. */
    private static final List<int[]> TINY = List.of(new int[]{2, 8}, new int[]{6, 8}, new int[]{8, 16},
            new int[]{10, 16}, new int[]{12, 16}, new int[]{14, 16}, new int[]{6, 32}, new int[]{10, 32},
            new int[]{12, 32});

    private final AttentionShape shape;
    private final double seconds;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Crew crew = (Crew) Workspace.serial();
    private final float scale;
    private final AttentionRows at;
    private final AttentionRows tangent;
    private final AttentionRows gradient;
    private final Rows out;
    private final Rows outGrad;
    private final Rows outTangent;
    private final float[] lse;
    private final float[] lseTangent;

    private Crossover(AttentionShape shape, double seconds) {
        this.shape = shape;
        this.seconds = seconds;
        scale = (float) (1 / Math.sqrt(shape.headDim()));
        at = new AttentionRows(rows(shape.queries()), rows(shape.keys()), rows(shape.keys()));
        tangent = new AttentionRows(rows(shape.queries()), rows(shape.keys()), rows(shape.keys()));
        gradient = new AttentionRows(rows(shape.queries()), rows(shape.keys()), rows(shape.keys()));
        out = rows(shape.queries());
        outGrad = rows(shape.queries());
        outTangent = rows(shape.queries());
        lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
        lseTangent = new float[lse.length];
    }

    /** Prints the tables; an argument is the time for each pair in seconds, a second one the number of rows of each. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : SECONDS;
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SHORT.size();
        Turns.forgetCallers();
        System.out.printf("%d items of %d heads; short heads as a part of blocks of queries%n%n", ITEMS, HEADS);
        System.out.println("| queries | keys | headDim | forward | backward | tangent | Hessian |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int[] size : SHORT.subList(0, Math.min(rows, SHORT.size()))) {
            AttentionShape shape = new AttentionShape(ITEMS, HEADS, HEADS, size[0], size[1], size[2], size[2]);
            Crossover of = new Crossover(shape, seconds);
            // the other passes read what the first one leaves
            System.out.printf(Locale.ROOT, "| %d | %d | %d | %.2f | %.2f | %.2f | %.2f |%n", size[0], size[1], size[2],
                    of.forwardPart(of::shortForward), of.backwardPart(of::shortBackward),
                    of.tangentPart(of::shortTangent), of.hessianPart(of::shortHessian));
        }
        if (HeadForward.runs()) {
            tiny(seconds, rows);
        }
        ClassifierCrossover.print(seconds, rows);
    }

    private static void tiny(double seconds, int rows) {
        System.out.printf("%n%d items of %d heads; one head a lane, and short heads one after the other, as a part of"
                + " blocks of queries%n%n", TINY_ITEMS, TINY_HEADS);
        System.out
                .println("| tokens | headDim | a lane: forward | backward | one after the other: forward | backward |");
        System.out.println("|---|---|---|---|---|---|");
        for (int[] size : TINY.subList(0, Math.min(rows, TINY.size()))) {
            AttentionShape shape = new AttentionShape(TINY_ITEMS, TINY_HEADS, TINY_HEADS, size[0], size[0], size[1],
                    size[1]);
            Crossover of = new Crossover(shape, seconds);
            System.out.printf(Locale.ROOT, "| %d | %d | %.2f | %.2f | %.2f | %.2f |%n", size[0], size[1],
                    of.forwardPart(of::headForward), of.backwardPart(of::headBackward),
                    of.forwardPart(of::shortForward), of.backwardPart(of::shortBackward));
        }
    }

    /** Time of a call as a part of the other's, once both have written the same results. */
    private double part(Runnable call, Runnable other, List<float[]> results) {
        other.run();
        List<float[]> expected = results.stream().map(float[]::clone).toList();
        // what a kernel does not write must not pass for a result
        results.forEach(array -> Arrays.fill(array, Float.NaN));
        call.run();
        for (int r = 0; r < expected.size(); r++) {
            float[] found = results.get(r);
            for (int i = 0; i < found.length; i++) {
                float was = expected.get(r)[i];
                // sums of some hundred products in float: far more than their rounding, far less than a wrong term
                if (!(Math.abs(found[i] - was) <= 1e-3 * (1 + Math.abs(was)))) {
                    throw new IllegalStateException(shape + ": kernels disagree, " + found[i] + " and " + was);
                }
            }
        }
        return 1 / new Turns(seconds, TURN_SECONDS).measure(call, 1.0, other, 1.0).share();
    }

    private double forwardPart(Runnable call) {
        return part(call, this::forward, List.of(out.array(), lse));
    }

    private double backwardPart(Runnable call) {
        return part(call, this::backward, gradients());
    }

    private double tangentPart(Runnable call) {
        return part(call, this::tangent, List.of(outTangent.array(), lseTangent));
    }

    private double hessianPart(Runnable call) {
        return part(call, this::hessian, gradients());
    }

    private List<float[]> gradients() {
        return List.of(gradient.query().array(), gradient.key().array(), gradient.value().array());
    }

    private Rows rows(int tokens) {
        float[] array = new float[shape.batch() * shape.queryHeads() * tokens * shape.headDim()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) random.nextGaussian();
        }
        return Rows.dense(array, shape.queryHeads(), tokens, shape.headDim());
    }

    private void forward() {
        VectorForward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), out, lse, crew);
    }

    private void shortForward() {
        ShortForward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), out, lse, crew);
    }

    private void headForward() {
        HeadForward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), out, lse, crew);
    }

    private void backward() {
        VectorBackward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), out, lse, outGrad,
                gradient.query(), gradient.key(), gradient.value(), crew);
    }

    private void shortBackward() {
        ShortBackward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), lse, outGrad,
                gradient.query(), gradient.key(), gradient.value(), crew);
    }

    private void headBackward() {
        HeadBackward.run(shape, AttentionMask.NONE, scale, at.query(), at.key(), at.value(), lse, outGrad,
                gradient.query(), gradient.key(), gradient.value(), crew);
    }

    private void tangent() {
        VectorTangent.run(shape, AttentionMask.NONE, scale, at, out, lse, tangent, outTangent, lseTangent, crew);
    }

    private void shortTangent() {
        ShortTangent.run(shape, AttentionMask.NONE, scale, at, lse, tangent, outTangent, lseTangent, crew);
    }

    private void hessian() {
        VectorHessian.run(shape, AttentionMask.NONE, scale, at, out, lse, outGrad, tangent, outTangent, lseTangent,
                outGrad, gradient, crew);
    }

    private void shortHessian() {
        ShortHessian.run(shape, AttentionMask.NONE, scale, at, lse, outGrad, tangent, lseTangent, outGrad, gradient,
                crew);
    }
}
