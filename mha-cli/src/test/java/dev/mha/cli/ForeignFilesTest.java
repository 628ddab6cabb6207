package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of data and models that somebody else wrote. */
class ForeignFilesTest {
    @TempDir
    private Path folder;

    /** Labels and metadata come from files that others wrote: a terminal would obey what stands in them. */
    @Test
    void sendsNoControlCharactersToTheTerminal() throws IOException {
        Files.writeString(folder.resolve("evil.csv"),
                "a,b,label\n" + "1,2,z\u001b]0;PWN\u0007\n2,1,a\u009b\n".repeat(9));
        CommandRun train = CommandRun.in(folder, "train", "@/evil.csv", "--iterations", "2", "--out", "@/evil");
        assertEquals(0, train.code(), train.err());
        assertFalse(controls(train.out() + train.err()), train.out());
        Files.writeString(folder.resolve("other.csv"), "a,b,label\n1,2,x\n2,1,y\n");
        CommandRun predict = CommandRun.in(folder, "predict", "@/evil", "@/other.csv", "--out", "@/scores");
        assertEquals("mha: the labels of the data are not the model's 'a ' and 'z ]0;PWN ', so the scores are not"
                + " judged" + System.lineSeparator(), predict.err());
        CommandRun curvature = CommandRun.in(folder, "curvature", "@/evil", "@/other.csv");
        assertTrue(curvature.err().contains("is 'x' for sample 1, and not one of 'a ' and 'z ]0;PWN ', which"),
                curvature.err());
        assertFalse(controls(curvature.err()), curvature.err());

        byte[] model = Files.readAllBytes(folder.resolve("evil"));
        int length = (int) ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(model, 8, length, StandardCharsets.UTF_8).stripTrailing();
        for (String key : List.of("missing", "seed", "initialization", "columns")) {
            byte[] changed = header.replaceFirst("\"" + key + "\":\"", "$0\\\\u001b]0;PWN\\\\u0007")
                    .getBytes(StandardCharsets.UTF_8);
            int size = (changed.length + 7) / 8 * 8;
            ByteBuffer file = ByteBuffer.allocate(8 + size + model.length - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(size).put(changed);
            while (file.position() < 8 + size) {
                file.put((byte) ' ');
            }
            Files.write(folder.resolve("w"), file.put(model, 8 + length, model.length - 8 - length).array());
            CommandRun run = CommandRun.in(folder, "certify", "@/w", "@/evil.csv");
            assertEquals(1, run.code(), run.err());
            assertTrue(run.err().contains("]0;PWN?"), run.err());
            assertFalse(controls(run.err()), run.err());
        }
    }

    private static boolean controls(String text) {
        return text.replace(System.lineSeparator(), "").chars().anyMatch(Character::isISOControl);
    }

    /** Which of the two is at fault cannot be told, so both are named. */
    @Test
    void namesTheFilesWhereAScoreIsNoNumber() throws IOException {
        ClassifierShape shape = new ClassifierShape(1, 2, 2);
        float[] theta = new float[shape.parameters()];
        Arrays.fill(theta, 3e38f);
        ModelFile.write(folder.resolve("huge"),
                new SavedModel(new AttentionClassifier(shape, theta), null, "a", "b", Map.of()));
        Files.writeString(folder.resolve("one.csv"), "a,b,c,d\n1,1,1,1\n");
        CommandRun run = CommandRun.in(folder, "predict", "@/huge", "@/one.csv");
        assertTrue(
                run.err().matches("mha: @/one.csv: the score of sample 1 is (NaN|Infinity): its values or the weights"
                        + " of @/huge are too large\\R"),
                run.err());
        assertEquals(1, run.code());
    }
}
