package dev.mha.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.mha.core.Problem;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final Problem PROBLEM = Problem.of(new ClassifierShape(2, 5, 3), 40, 1, 1, RandomSource.of(1));

    private static Training training() {
        return new Training(PROBLEM.shape(), PROBLEM.samples(), PROBLEM.labels(), PROBLEM.start(), 1, 3);
    }

    @Test
    void measuresItsSamplesOnceForAllItsLosses() {
        Training training = training();
        TokenGeometry geometry = training.loss(Workspace.serial()).geometry();
        assertSame(geometry, training.geometry());
        assertSame(geometry, training.loss(Workspace.serial()).geometry());
        assertEquals(TokenGeometry.of(PROBLEM.samples()).largestRadius(), geometry.largestRadius());
    }

    @Test
    void measuresItsSamplesOnceForAllThreads() {
        Training training = training();
        Set<TokenGeometry> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        IntStream.range(0, 64).parallel().forEach(i -> seen.add(training.geometry()));
        assertEquals(1, seen.size());
    }
}
