package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code mha curvature} on a model and samples that a test writes down number by number. */
abstract class SmallCurvature {
    @TempDir
    Path folder;

    /** A model whose tokens are used as they come. */
    void model(ClassifierShape shape, float... theta) throws IOException {
        ModelFile.write(folder.resolve("m"),
                new SavedModel(new AttentionClassifier(shape, theta), null, "-1", "1", Map.of()));
    }

    void data(NpzBytes arrays) throws IOException {
        Files.write(folder.resolve("d.npz"), arrays.build());
    }

    CommandRun run(String... more) {
        String[] arguments = Arrays.copyOf(new String[]{"curvature", "@/m", "@/d.npz"}, 3 + more.length);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandRun.in(folder, arguments);
    }

    void fails(String sentence) {
        CommandRun run = run();
        assertEquals("mha: " + sentence + System.lineSeparator(), run.err());
        assertEquals(1, run.code());
        assertEquals("", run.out());
    }

    /** A model of two heads of two tokens of two features, and six samples. */
    void small() throws IOException {
        model(new ClassifierShape(2, 2, 2), 0.3f, -0.2f, 0.5f, 0.1f, 1, -1, 0.5f, 0.25f, -0.7f, 0.4f, 0.2f, 0.6f, -0.3f,
                0.8f, 0.9f, -0.5f);
        data(new NpzBytes().floats("X", "6, 2, 2", 1, 0, 0, 1, 2, 1, -1, 0, 0.5f, 0.5f, 1, -2, -1, -1, 0, 2, 1.5f, 0, 0,
                -1, -2, 0.5f, 1, 1).bytes("y", "6", 1, -1, 1, -1, -1, 1));
    }

    static double number(Object object, String... keys) {
        Object at = object;
        for (String key : keys) {
            at = ((Map<?, ?>) at).get(key);
        }
        return ((Number) at).doubleValue();
    }
}
