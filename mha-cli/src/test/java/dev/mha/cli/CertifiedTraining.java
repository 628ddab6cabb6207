package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model that was trained on made data, and what certifies it. */
abstract class CertifiedTraining {
    static final Mixture MIXTURE = new Mixture(4, 5, 3, 1.5, 0.25, 0.5);

    @TempDir
    Path folder;

    private static String rows(Dataset data, String part) {
        StringBuilder rows = new StringBuilder();
        int row = data.tokens() * data.features();
        for (int i = 0; i < data.samples(); i++) {
            for (int j = 0; j < row; j++) {
                rows.append(data.x()[i * row + j]).append(',');
            }
            rows.append(part).append(',').append(data.labels()[i] > 0 ? "b" : "a").append('\n');
        }
        return rows.toString();
    }

    /** 24 samples to train on and 30 to test on, told apart by a column. */
    @BeforeEach
    void data() throws IOException {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < 20; j++) {
            names.add("v" + j);
        }
        String head = String.join(",", names) + ",part,label\n";
        Files.writeString(folder.resolve("d.csv"), head + rows(MIXTURE.train(24, 1), "train")
                + rows(MIXTURE.test(30, 1), "test"));
        Files.writeString(folder.resolve("other.csv"), head + rows(MIXTURE.train(24, 2), "train")
                + rows(MIXTURE.test(30, 2), "test"));
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--part", "part", "--tokens", "4x5", "--heads",
                "2", "--init", "sign", "--size", "0.5", "--seed", "7", "--step", "0.8", "--iterations", "30", "--out",
                "@/m");
        assertEquals(0, train.code(), train.err());
    }

    /** Runs the command on the model and its data. */
    CommandRun certify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("certify", "@/m", "@/d.csv"));
        arguments.addAll(List.of(more));
        return CommandRun.in(folder, arguments.toArray(String[]::new));
    }

    /** What was printed, as if no line had been broken. */
    static String sentences(CommandRun run) {
        return run.out().replace('\n', ' ');
    }

    static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
