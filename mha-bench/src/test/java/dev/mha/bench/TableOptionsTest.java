package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableOptionsTest {
    @Test
    void measuresEverythingInFiveForksByDefault() {
        TableOptions options = TableOptions.parse();
        assertEquals(5, options.forks());
        assertEquals(2.4, options.seconds());
        assertTrue(BenchCases.all().stream().allMatch(item -> options.wanted().matcher(item.title()).find()));
        assertEquals(List.of(), options.flags());
        assertNull(options.json());
        assertNull(options.markdown());
        assertNull(options.compare());
    }

    @Test
    void readsEveryOption() {
        TableOptions options = TableOptions.parse("--forks", "3", "--seconds", "1.5", "--case", "causal$", "--flag",
                "-XX:UseAVX=2", "--flag", "-Xmx1g", "--json", "a.json", "--markdown", "b.md", "--compare", "old.jar");
        assertEquals(3, options.forks());
        assertEquals(1.5, options.seconds());
        assertEquals("causal$", options.wanted().pattern());
        assertEquals(List.of("-XX:UseAVX=2", "-Xmx1g"), options.flags());
        assertEquals(Path.of("a.json"), options.json());
        assertEquals(Path.of("b.md"), options.markdown());
        assertEquals(Path.of("old.jar"), options.compare());
    }

    @Test
    void quickKeepsWhatWasSaidOfOtherThings() {
        TableOptions options = TableOptions.parse("--case", "forward", "--quick");
        assertEquals(1, options.forks());
        assertEquals(0.8, options.seconds());
        assertEquals("forward", options.wanted().pattern());
        assertEquals(2, TableOptions.parse("--quick", "--forks", "2").forks());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"--fork 3 | there is no option --fork",
            "--forks | --forks needs a value", "--forks x | --forks is 'x', must be a whole number of at least 1",
            "--forks 0 | --forks is '0', must be a whole number of at least 1",
            "--seconds soon | --seconds is 'soon', must be a number above 0",
            "--seconds 0 | --seconds is '0', must be a number above 0",
            "--seconds NaN | --seconds is 'NaN', must be a number above 0",
            "--seconds Infinity | --seconds is 'Infinity', must be a number above 0",
            "--quick --compare a.jar | --compare needs at least 3 forks, not 1: say --forks after --quick",
            "--compare a.jar --threads 2 | --compare measures one thread, --threads is 2",
            "--case ( | --case is '(', no regular expression: Unclosed group"})
    void namesTheOptionThatIsWrong(String arguments, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> TableOptions.parse(arguments.split(" ")))
                        .getMessage());
    }
}
