package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The largest change of the loss of any sample, where one step from 0 on two samples of one token is a formula. */
class LargestLossChangeTest {
    private static double loss(double margin) {
        return Math.log1p(Math.exp(-margin));
    }

    /**
     * Labels -1 and +1 pull u to and fro, to 1/4, and to 1/2 without the first: its loss rises by less than the other
     * falls.
     */
    @Test
    void countsTheLossThatFallsMost() {
        Training training = new Training(new ClassifierShape(1, 1, 1),
                PackedSamples.pack(new float[]{1, 2}, 2, 1, 1, null), new float[]{-1, 1}, new float[2], 1, 1);
        Retraining one = new Retrainer(training, Workspace.serial()).leaveOut(new int[]{0}, Retrainer.Listener.NONE)
                .getFirst();
        assertEquals(loss(-0.5) - loss(-0.25), one.gap(), 1e-6);
        assertEquals(loss(0.5) - loss(1), one.largestLossChange(), 1e-6);
    }

    /** A fresh sample four times as large drives u to 1 and not to 1/4; the other sample has a feature of its own. */
    @Test
    void countsTheOwnLossWhenItFalls() {
        Training training = new Training(new ClassifierShape(1, 1, 2),
                PackedSamples.pack(new float[]{1, 0, 0, 1}, 2, 1, 2, null), new float[]{1, 1}, new float[6], 1, 1);
        Retraining one = new Retrainer(training, Workspace.serial())
                .replace(new int[]{0}, PackedSamples.pack(new float[]{4, 0}, 1, 1, 2, null), new float[]{1},
                        Retrainer.Listener.NONE)
                .getFirst();
        assertEquals(loss(1) - loss(0.25), one.gap(), 1e-6);
        assertEquals(loss(0.25) - loss(1), one.largestLossChange(), 1e-6);
    }

    /**
     * Each sample has features of its own, so only the one that is left out has another loss. Terms of 2^30 cancel in
     * the score of the second one: in float it is far from that in double, and so is its change.
     */
    @Test
    void takesTheOwnChangeInDoubleAndTheOthersInOneArithmetic() {
        ClassifierShape shape = new ClassifierShape(1, 1, 4);
        float[] start = new float[shape.parameters()];
        start[shape.decoderOffset(0) + 1] = 0x1p30f;
        start[shape.decoderOffset(0) + 2] = -32.25f;
        start[shape.decoderOffset(0) + 3] = -0x1p30f;
        Training training = new Training(shape,
                PackedSamples.pack(new float[]{1, 0, 0, 0, 0, 1, 1, 1}, 2, 1, 4, null), new float[]{1, 1}, start, 1, 1);
        List<Retraining> both = new Retrainer(training, Workspace.serial()).leaveOut(new int[]{0, 1},
                Retrainer.Listener.NONE);
        for (Retraining one : both) {
            assertTrue(one.gap() > 0.1 && one.gap() < 1, one::toString);
            assertEquals(one.gap(), one.largestLossChange());
        }
    }
}
