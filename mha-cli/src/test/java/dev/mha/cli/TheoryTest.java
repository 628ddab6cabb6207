package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes and members that docs/theory.md names are there. The command alone sees all modules that have them. */
class TheoryTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyClassItNamesExists() throws IOException {
        Map<String, String> sources = sources();
        int classes = 0;
        for (MatchResult name : Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.(\\w+))?`")
                .matcher(Files.readString(ROOT.resolve("docs/theory.md"))).results().toList()) {
            // the build makes those for double from those for float
            String source = sources.getOrDefault(name.group(1), sources.get(name.group(1).replaceFirst("^Double", "")));
            assertTrue(source != null, () -> "no class " + name.group(1));
            assertTrue(name.group(2) == null || declares(source, name.group(2)),
                    () -> name.group(1) + " has no " + name.group(2));
            classes++;
        }
        assertTrue(classes > 50, "found " + classes + " classes only");
    }

    /** Whether a source has a method, a field, a record component or a type of this name; comments do not count. */
    private static boolean declares(String source, String member) {
        String code = source.replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
        return Pattern
                .compile("\\b(?!(return|new|throw|else)\\b)\\w+(<[^;(){}]*>)?(\\[])*\\s+" + member + "\\s*[(){;=,]"
                        + "|\\b(record|class|interface|enum)\\s+" + member + "\\b")
                .matcher(code).find();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : new String[]{"mha-kernels", "mha-core", "mha-cli"}) {
            for (String tree : new String[]{"src/main/java", "src/test/java"}) {
                try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(tree))) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
