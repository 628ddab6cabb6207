package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A workspace serves one call at a time, and forgets what it served. */
class WorkspaceTest {
    private static final AttentionShape SHAPE = new AttentionShape(1, 4, 4, 40, 40, 8, 8);

    /** An executor runs inside a call, so a call that it makes with the same workspace is a second one at a time. */
    @Test
    void secondCallAtATimeIsRefused() {
        List<Runnable> calls = List.of(WorkspaceTest::nestedForward, WorkspaceTest::nestedBackward,
                WorkspaceTest::nestedClassifier);
        for (Runnable call : calls) {
            assertEquals("this workspace serves another call, give each thread its own",
                    assertThrows(IllegalStateException.class, call::run).getMessage());
        }
    }

    @Test
    void refusesWorkersThatNoMachineHas() {
        for (int workers : new int[]{65537, Integer.MAX_VALUE}) {
            assertEquals("workers is " + workers + ", must be at most 65536",
                    assertThrows(IllegalArgumentException.class, () -> Workspace.parallel(Runnable::run, workers))
                            .getMessage());
        }
        assertEquals(65536, Workspace.parallel(Runnable::run, 65536).workers());
    }

    /** A size whose product is beyond a long, too. */
    @Test
    void refusesMoreParametersThanFitOneArray() {
        int most = Integer.MAX_VALUE;
        assertEquals("heads 2147483647, tokens 2147483647, features 2147483647: 19807040600895968300706562046"
                + " parameters do not fit one array",
                assertThrows(IllegalArgumentException.class, () -> new ClassifierShape(most, most, most)).getMessage());
        assertEquals(most - 9, new ClassifierShape((most - 8) / 2, 1, 1).parameters());
        assertThrows(IllegalArgumentException.class, () -> new ClassifierShape((most - 8) / 2 + 1, 1, 1));
    }

    private static void nestedForward() {
        forward(nested(WorkspaceTest::forward), rows());
    }

    private static void nestedBackward() {
        backward(nested(WorkspaceTest::backward), rows());
    }

    private static void nestedClassifier() {
        classifier(nested((work, rows) -> classifier(work)));
    }

    private static Workspace nested(Call call) {
        Workspace[] work = new Workspace[1];
        Executor executor = task -> call.run(work[0], rows());
        work[0] = Workspace.parallel(executor, 2);
        return work[0];
    }

    private interface Call {
        void run(Workspace work, Rows rows);
    }

    /** A refused call, and one that failed, leave the workspace usable. */
    @Test
    void workspaceServesAgainAfterAFailure() {
        boolean[] failing = {true};
        Workspace work = Workspace.parallel(task -> {
            if (failing[0]) {
                throw new UnsupportedOperationException("no thread");
            }
            task.run();
        }, 2);
        assertThrows(UnsupportedOperationException.class, () -> forward(work, rows()));
        assertThrows(UnsupportedOperationException.class, () -> backward(work, rows()));
        assertThrows(UnsupportedOperationException.class, () -> classifier(work));
        failing[0] = false;
        forward(work, rows());
        backward(work, rows());
        classifier(work);
    }

    @Test
    void arraysOfACallAreNotKeptAlive() throws InterruptedException {
        Workspace work = Workspace.serial();
        List<WeakReference<float[]>> arrays = new ArrayList<>();
        for (Call call : List.<Call>of(WorkspaceTest::forward, WorkspaceTest::backward)) {
            Rows rows = rows();
            call.run(work, rows);
            arrays.add(new WeakReference<>(rows.array()));
        }
        for (WeakReference<float[]> array : arrays) {
            for (int attempt = 0; attempt < 50 && array.get() != null; attempt++) {
                System.gc();
                Thread.sleep(10);
            }
            assertNull(array.get());
        }
        classifier(work);
    }

    private static Rows rows() {
        return Rows.dense(new float[4 * 40 * 8], 4, 40, 8);
    }

    private static void forward(Workspace work, Rows rows) {
        AttentionForward.run(SHAPE, AttentionMask.NONE, 1.0f, rows, rows, rows, rows(), new float[160], work);
    }

    private static void backward(Workspace work, Rows rows) {
        AttentionBackward.run(SHAPE, AttentionMask.NONE, 1.0f, rows, rows, rows, rows, new float[160], rows, rows(),
                rows(), rows(), work);
    }

    private static void classifier(Workspace work) {
        int samples = 2000;
        ClassifierShape shape = new ClassifierShape(2, 3, 4);
        PackedSamples packed = PackedSamples.pack(new float[samples * 12], samples, 3, 4, null);
        ClassifierKernel.scores(shape, packed, new float[shape.parameters()], new float[samples], work);
    }
}
