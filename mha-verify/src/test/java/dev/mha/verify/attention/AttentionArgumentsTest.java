package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionBackward;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call with sizes that do not fit is refused with the argument's name and both sizes, before anything is written. */
class AttentionArgumentsTest {
    private static final AttentionShape SHAPE = new AttentionShape(2, 4, 2, 5, 7, 3, 6);
    private static final List<String> FORWARD = List.of("query", "key", "value", "out", "lse");
    private static final List<String> BACKWARD = List.of("query", "key", "value", "out", "lse", "outGrad", "queryGrad",
            "keyGrad", "valueGrad");

    private final Workspace work = Workspace.serial();

    /** One float fewer than needed, in one argument at a time. */
    @ParameterizedTest
    @ValueSource(strings = {"query", "key", "value", "out", "lse"})
    void forwardNamesTheArrayThatIsTooShort(String argument) {
        forward(FORWARD.size(), AttentionMask.NONE, 1f);
        refused(argument, needed(argument), () -> forward(FORWARD.indexOf(argument), AttentionMask.NONE, 1f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "key", "value", "out", "lse", "outGrad", "queryGrad", "keyGrad", "valueGrad"})
    void backwardNamesTheArrayThatIsTooShort(String argument) {
        backward(BACKWARD.size());
        refused(argument, needed(argument), () -> backward(BACKWARD.indexOf(argument)));
    }

    @Test
    void masksAndScalesAreChecked() {
        refused("keyLengths", 3, () -> forward(9, new AttentionMask(false, new int[3]), 1f));
        refused("keyLengths[1]", 8, () -> forward(9, new AttentionMask(false, new int[]{7, 8}), 1f));
        refused("keyLengths[0]", -1, () -> forward(9, new AttentionMask(true, new int[]{-1, 0}), 1f));
        assertTrue(message(() -> forward(9, AttentionMask.NONE, Float.NaN)).contains("scale is NaN"));
    }

    @Test
    void shapesAreChecked() {
        refused("queryHeads", 5, () -> new AttentionShape(1, 5, 2, 1, 1, 1, 1));
        refused("batch", -1, () -> new AttentionShape(-1, 1, 1, 1, 1, 1, 1));
        refused("valueDim", -6, () -> new AttentionShape(1, 1, 1, 1, 1, 1, -6));
        assertThrows(NullPointerException.class, () -> new Rows(null, 0, 0, 0, 0));
    }

    @Test
    void rowsOutsideTheirArrayAreRefused() {
        Rows negative = new Rows(new float[500], 10, 60, 15, -4);
        refused("query", -6, () -> AttentionForward.run(SHAPE, AttentionMask.NONE, 1f, negative, rows(false, 3, 0),
                rows(false, 6, 0), rows(true, 6, 0), null, work));
        Rows far = new Rows(new float[500], Integer.MAX_VALUE - 3, Integer.MAX_VALUE, 15, 3);
        refused("query", 500, () -> AttentionForward.run(SHAPE, AttentionMask.NONE, 1f, far, rows(false, 3, 0),
                rows(false, 6, 0), rows(true, 6, 0), null, work));
        Rows overlapping = new Rows(new float[500], 0, 60, 15, 5);
        refused("out", 5, () -> AttentionForward.run(SHAPE, AttentionMask.NONE, 1f, rows(true, 3, 0), rows(false, 3, 0),
                rows(false, 6, 0), overlapping, null, work));
    }

    private static int needed(String argument) {
        int queryRows = 2 * 4 * 5;
        int keyRows = 2 * 2 * 7;
        return switch (argument) {
            case "lse" -> queryRows - 1;
            case "query", "queryGrad" -> queryRows * 3 - 1;
            case "key", "keyGrad" -> keyRows * 3 - 1;
            case "value", "valueGrad" -> keyRows * 6 - 1;
            default -> queryRows * 6 - 1;
        };
    }

    private void forward(int tooShort, AttentionMask mask, float scale) {
        AttentionForward.run(SHAPE, mask, scale, rows(true, 3, missing(0, tooShort)),
                rows(false, 3, missing(1, tooShort)),
                rows(false, 6, missing(2, tooShort)), rows(true, 6, missing(3, tooShort)),
                new float[40 - missing(4, tooShort)], work);
    }

    private void backward(int tooShort) {
        AttentionBackward.run(SHAPE, AttentionMask.NONE, 1f, rows(true, 3, missing(0, tooShort)),
                rows(false, 3, missing(1, tooShort)), rows(false, 6, missing(2, tooShort)),
                rows(true, 6, missing(3, tooShort)), new float[40 - missing(4, tooShort)],
                rows(true, 6, missing(5, tooShort)), rows(true, 3, missing(6, tooShort)),
                rows(false, 3, missing(7, tooShort)), rows(false, 6, missing(8, tooShort)), work);
    }

    private static int missing(int argument, int tooShort) {
        return argument == tooShort ? 1 : 0;
    }

    private static Rows rows(boolean ofQueries, int dim, int missing) {
        int heads = ofQueries ? 4 : 2;
        int count = ofQueries ? 5 : 7;
        return Rows.dense(new float[2 * heads * count * dim - missing], heads, count, dim);
    }

    private static void refused(String argument, int size, Executable call) {
        String message = message(call);
        assertTrue(message.contains(argument) && message.contains(String.valueOf(size)),
                () -> "must name " + argument + " and " + size + ": " + message);
        assertEquals(1, message.lines().count());
    }

    private static String message(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
