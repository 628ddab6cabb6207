package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.terminal.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user reads in a terminal of 80 columns. */
class HelpTest {
    private static final String EXAMPLES = "Examples:";

    @ParameterizedTest
    @ValueSource(strings = {"", "trial", "train", "predict", "curvature", "certify", "experiment", "kernels",
            "completion"})
    void showsEveryExampleOnOneLine(String command) {
        List<String> lines = help(command).lines().toList();
        int first = lines.indexOf(EXAMPLES) + 1;
        assertTrue(first > 0, "no examples");
        List<String> examples = lines.subList(first, lines.size()).stream().takeWhile(line -> !line.isBlank()).toList();
        assertFalse(examples.isEmpty());
        for (String example : examples) {
            assertTrue(example.startsWith("  ") && example.contains("mha "), "a line broken in two: " + example);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "train", "predict", "curvature", "certify", "experiment", "kernels", "completion"})
    void endsTheOptionsWithHelp(String command) {
        List<String> options = help(command).lines().takeWhile(line -> !line.equals(EXAMPLES))
                .filter(line -> line.matches(" {2,6}-.*")).toList();
        assertTrue(options.getLast().startsWith("  -h, --help"), options.getLast());
    }

    /** A name with a dot in it is broken there, and reads like the end of a sentence. */
    @ParameterizedTest
    @ValueSource(strings = {"trial", "train", "predict", "curvature", "certify", "experiment", "kernels", "completion"})
    void breaksNoNameOfAFile(String command) {
        List<String> lines = help(command).lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            boolean goesOn = lines.get(i).matches("\\s{8,}[a-z].*");
            assertFalse(goesOn && lines.get(i - 1).endsWith("."), lines.get(i - 1) + "\n" + lines.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trial", "certify"})
    void isThereByAWordToo(String command) {
        assertEquals(help(command), print(command.isEmpty() ? new String[]{"help"} : new String[]{"help", command}));
    }

    private static String help(String command) {
        return print(command.isEmpty() ? new String[]{"--help"} : new String[]{command, "--help"});
    }

    private static String print(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), out, StandardCharsets.UTF_8,
                new ByteArrayOutputStream(), StandardCharsets.UTF_8, false, false, 80);
        assertEquals(Main.OK, Main.run(screen, arguments));
        return out.toString(StandardCharsets.UTF_8);
    }
}
