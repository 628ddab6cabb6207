package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of second order that do not fit are refused with the argument's name and both sizes. */
class TangentArgumentsTest {
    private static final AttentionShape SHAPE = new AttentionShape(2, 2, 1, 3, 5, 4, 6);
    private static final List<String> NAMES = List.of("at.query", "at.key", "at.value", "out", "lse", "outGrad",
            "tangent.query", "tangent.key", "tangent.value", "outTangent", "lseTangent", "outGradTangent",
            "gradTangent.query", "gradTangent.key", "gradTangent.value");
    private static final List<Integer> SIZES = List.of(48, 40, 60, 72, 12, 72, 48, 40, 60, 72, 12, 72, 48, 40, 60);

    /** Arrays of all arguments, those of {@link #NAMES}. */
    private static List<float[]> arrays() {
        List<float[]> arrays = new ArrayList<>();
        SIZES.forEach(size -> arrays.add(new float[size]));
        return arrays;
    }

    private static AttentionRows inputs(List<float[]> arrays, int first) {
        return new AttentionRows(Rows.dense(arrays.get(first), 2, 3, 4), Rows.dense(arrays.get(first + 1), 1, 5, 4),
                Rows.dense(arrays.get(first + 2), 1, 5, 6));
    }

    private static Rows queries(List<float[]> arrays, int index) {
        return Rows.dense(arrays.get(index), 2, 3, 6);
    }

    private static void tangent(List<float[]> arrays) {
        AttentionTangent.run(SHAPE, AttentionMask.NONE, 1.0f, inputs(arrays, 0), queries(arrays, 3), arrays.get(4),
                inputs(arrays, 6), queries(arrays, 9), arrays.get(10), Workspace.serial());
    }

    private static void hessian(List<float[]> arrays) {
        AttentionHessian.run(SHAPE, AttentionMask.NONE, 1.0f, inputs(arrays, 0), queries(arrays, 3), arrays.get(4),
                queries(arrays, 5), inputs(arrays, 6), queries(arrays, 9), arrays.get(10), queries(arrays, 11),
                inputs(arrays, 12), Workspace.serial());
    }

    private static boolean ofTangent(int index) {
        return index != 5 && index < 11;
    }

    @Test
    void arraysThatJustFitAreAccepted() {
        tangent(arrays());
        hessian(arrays());
    }

    /** One float fewer than needed, in one argument at a time. */
    @Test
    void namesTheArrayThatIsTooShort() {
        for (int n = 0; n < NAMES.size(); n++) {
            List<float[]> arrays = arrays();
            int size = SIZES.get(n);
            arrays.set(n, new float[size - 1]);
            String name = NAMES.get(n);
            List<String> messages = new ArrayList<>();
            messages.add(assertThrows(IllegalArgumentException.class, () -> hessian(arrays), name).getMessage());
            if (ofTangent(n)) {
                messages.add(assertThrows(IllegalArgumentException.class, () -> tangent(arrays), name).getMessage());
            }
            for (String message : messages) {
                assertTrue(
                        message.startsWith(name + (name.startsWith("lse") ? " has 11" : " reaches from index 0 to ")),
                        message);
                assertTrue(message.contains(String.valueOf(size - 1)), message);
            }
        }
    }

    /** Every result in the place of every other argument in turn. */
    @Test
    void resultsMustNotOverlapAnotherArgument() {
        for (int result : new int[]{9, 10, 12, 13, 14}) {
            for (int other = 0; other < NAMES.size(); other++) {
                boolean tangent = result < 11;
                if (other == result || (tangent && !ofTangent(other))) {
                    continue;
                }
                List<float[]> arrays = arrays();
                float[] shared = new float[100];
                arrays.set(result, shared);
                arrays.set(other, shared);
                Executable call = tangent ? () -> tangent(arrays) : () -> hessian(arrays);
                String message = assertThrows(IllegalArgumentException.class, call,
                        NAMES.get(result) + " over " + NAMES.get(other)).getMessage();
                assertTrue(message.contains(NAMES.get(result)) && message.contains(NAMES.get(other))
                        && message.contains("share the floats from index 0"), message);
            }
        }
    }

    @Test
    void masksScalesAndMissingArgumentsAreRefused() {
        List<float[]> a = arrays();
        assertEquals("scale is NaN, must be finite", assertThrows(IllegalArgumentException.class,
                () -> AttentionTangent.run(SHAPE, AttentionMask.NONE, Float.NaN, inputs(a, 0), queries(a, 3), a.get(4),
                        inputs(a, 6), queries(a, 9), a.get(10), Workspace.serial()))
                .getMessage());
        assertEquals("mask.keyLengths has 1 entries, batch is 2", assertThrows(IllegalArgumentException.class,
                () -> AttentionTangent.run(SHAPE, new AttentionMask(true, new int[1]), 1, inputs(a, 0), queries(a, 3),
                        a.get(4), inputs(a, 6), queries(a, 9), a.get(10), Workspace.serial()))
                .getMessage());
        assertEquals("tangent.key", assertThrows(NullPointerException.class,
                () -> AttentionTangent.run(SHAPE, AttentionMask.NONE, 1, inputs(a, 0), queries(a, 3), a.get(4),
                        new AttentionRows(queries(a, 3), null, queries(a, 3)), queries(a, 9), a.get(10),
                        Workspace.serial()))
                .getMessage());
        assertEquals("lse", assertThrows(NullPointerException.class,
                () -> AttentionTangent.run(SHAPE, AttentionMask.NONE, 1, inputs(a, 0), queries(a, 3), null,
                        inputs(a, 6), queries(a, 9), a.get(10), Workspace.serial()))
                .getMessage());
    }

    /** A view of no floats has no place that could be wrong. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 70})
    void viewsWithoutAFloatMayLieAnywhere(int rows) {
        for (int keys : new int[]{0, 5, 70}) {
            for (int[] dims : new int[][]{{0, 3}, {4, 0}, {0, 0}}) {
                AttentionShape shape = new AttentionShape(2, 2, 2, rows, keys, dims[0], dims[1]);
                AttentionMask mask = new AttentionMask(true, new int[]{Math.min(1, keys), 0});
                Rows out = anywhere(shape, rows, dims[1]);
                float[] lse = new float[4 * rows];
                float[] lseTangent = new float[4 * rows];
                AttentionRows at = anywhere(shape);
                AttentionRows move = anywhere(shape);
                Rows outTangent = anywhere(shape, rows, dims[1]);
                AttentionForward.run(shape, mask, 1, at.query(), at.key(), at.value(), out, lse, Workspace.serial());
                AttentionTangent.run(shape, mask, 1, at, out, lse, move, outTangent, lseTangent, Workspace.serial());
                AttentionHessian.run(shape, mask, 1, at, out, lse, out, move, outTangent, lseTangent, outTangent,
                        anywhere(shape), Workspace.serial());
                for (float x : lseTangent) {
                    assertEquals(0.0f, x);
                }
            }
        }
    }

    private static AttentionRows anywhere(AttentionShape shape) {
        return new AttentionRows(anywhere(shape, shape.queries(), shape.headDim()),
                anywhere(shape, shape.keys(), shape.headDim()), anywhere(shape, shape.keys(), shape.valueDim()));
    }

    private static Rows anywhere(AttentionShape shape, int rows, int dim) {
        int floats = shape.batch() * shape.queryHeads() * rows * dim;
        return floats > 0
                ? Rows.dense(new float[floats], shape.queryHeads(), rows, dim)
                : new Rows(new float[0], Integer.MAX_VALUE, Integer.MIN_VALUE, -7, Integer.MAX_VALUE);
    }
}
