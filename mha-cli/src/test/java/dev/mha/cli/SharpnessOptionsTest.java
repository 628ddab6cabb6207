package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** Curvature along a training. */
class SharpnessOptionsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d,label\n");
        for (int i = 0; i < 60; i++) {
            int a = i % 2 == 0 ? 1 : -1;
            int c = i / 2 % 2 == 0 ? 1 : -1;
            rows.append(a * (1 + i % 7)).append(',').append(i % 3).append(',').append(c * (1 + i % 5)).append(',')
                    .append(i % 4).append(',').append(a * c > 0 ? "good" : "bad").append('\n');
        }
        Files.writeString(folder.resolve("d.csv"), rows);
    }

    private CommandRun train(String... more) {
        String[] usual = {"train", "@/d.csv", "--tokens", "2x2", "--heads", "3", "--iterations", "25", "--step", "0.5",
                "--out", "@/m", "--curvature", "@/p.csv"};
        String[] arguments = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, arguments, usual.length, more.length);
        return CommandRun.in(folder, arguments);
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve("p.csv"));
    }

    /** The last row of the path is what the command says of the model, with an interval that holds. */
    @Test
    void endsAtTheModel() throws IOException {
        CommandRun run = train("--curvature-every", "10");
        assertEquals("", run.err());
        assertTrue(run.out().contains("curvature step x lambda_max "), run.out());
        List<String> rows = table();
        assertEquals(List.of("0", "10", "20", "25"),
                rows.stream().skip(1).map(row -> row.substring(0, row.indexOf(','))).toList());
        String[] last = rows.getLast().split(",", -1);
        Map<String, Object> object = JSON.std
                .mapFrom(CommandRun.in(folder, "curvature", "@/m", "@/d.csv", "--json").out());
        double largest = ((Number) ((Map<?, ?>) object.get("lambdaMax")).get("value")).doubleValue();
        Map<?, ?> least = (Map<?, ?>) object.get("lambdaMin");
        // the path measures to 1e-4
        assertEquals(largest, Double.parseDouble(last[3]), 1e-4 * largest);
        assertEquals(0.5 * largest, Double.parseDouble(last[5]), 1e-4 * largest);
        assertEquals((Double) object.get("loss"), Double.parseDouble(last[1]), 1e-12);
        assertEquals((Double) object.get("gradientNorm"), Double.parseDouble(last[2]), 1e-12);
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            assertTrue(Double.parseDouble(fields[6]) <= Double.parseDouble(fields[7]), row);
            assertEquals("true", fields[10]);
        }
        assertTrue(Double.parseDouble(last[6]) <= (Double) least.get("ritz"));
    }

    /** To measure changes nothing that is measured. */
    @Test
    void leavesTheModelAsItIs() throws IOException {
        assertEquals(0, train().code());
        // every second of 25 steps from 0 on, the last one, and the head of the table
        assertEquals(15, table().size());
        byte[] measured = Files.readAllBytes(folder.resolve("m"));
        String path = Files.readString(folder.resolve("p.csv"));
        assertEquals(0, CommandRun.in(folder, "train", "@/d.csv", "--tokens", "2x2", "--heads", "3", "--iterations",
                "25", "--step", "0.5", "--out", "@/m", "--force").code());
        assertEquals(-1, Arrays.mismatch(measured, Files.readAllBytes(folder.resolve("m"))));
        CommandRun again = train("--force", "--threads", "3", "--json");
        assertEquals(path, Files.readString(folder.resolve("p.csv")));
        assertEquals("@/p.csv", JSON.std.mapFrom(again.out()).get("curvature"));
    }

    @Test
    void replacesNothingWithoutForce() throws IOException {
        Files.writeString(folder.resolve("p.csv"), "mine");
        CommandRun run = train();
        assertEquals("mha: @/p.csv exists; use --force to replace it" + System.lineSeparator(), run.err());
        assertEquals("mine", Files.readString(folder.resolve("p.csv")));
        assertTrue(Files.notExists(folder.resolve("m")));
    }
}
