package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of the command form no cycle, and one that is planted is found. */
class PackageCyclesTest {
    /** A class of the command as descriptors and signatures name it: its package comes before the large letter. */
    private static final Pattern NAMES = Pattern.compile("dev/mha/cli(?:/[a-z]\\w*)*/[A-Z]");

    @Test
    void thoseOfTheCommandFormNone() throws IOException, URISyntaxException {
        Map<String, Set<String>> uses = uses(
                Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        assertTrue(uses.get("dev/mha/cli").contains("dev/mha/cli/terminal"), () -> "the scan must see uses: " + uses);
        assertTrue(uses.containsKey("dev/mha/cli/figure"), () -> "the scan must see every package: " + uses);
        assertEquals(List.of(), PackageCycles.of(uses));
    }

    @Test
    void findsThoseThatArePlanted() {
        assertEquals(
                List.of("a uses b, which comes back to it", "b uses c, which comes back to it",
                        "c uses a, which comes back to it"),
                PackageCycles.of(new TreeMap<>(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"), "d",
                        Set.of("a")))));
        assertEquals(List.of("a uses b, which comes back to it", "b uses a, which comes back to it"),
                PackageCycles.of(new TreeMap<>(Map.of("a", Set.of("b"), "b", Set.of("a")))));
    }

    @Test
    void letsAChainPass() {
        assertEquals(List.of(), PackageCycles.of(Map.of("a", Set.of("b", "c"), "b", Set.of("c"), "c", Set.of())));
    }

    /** Found by the names in class files, so that an import for a comment alone does not count. */
    private static Map<String, Set<String>> uses(Path classes) throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassModel type = ClassFile.of().parse(Files.readAllBytes(file));
                String own = type.thisClass().asInternalName();
                if (own.startsWith("dev/mha/cli/") && !own.endsWith("/package-info")) {
                    String from = own.substring(0, own.lastIndexOf('/'));
                    Set<String> used = uses.computeIfAbsent(from, none -> new TreeSet<>());
                    for (PoolEntry entry : type.constantPool()) {
                        if (entry instanceof Utf8Entry text) {
                            NAMES.matcher(text.stringValue()).results().map(MatchResult::group)
                                    .map(name -> name.substring(0, name.lastIndexOf('/')))
                                    .filter(name -> !name.equals(from)).forEach(used::add);
                        }
                    }
                }
            }
        }
        return uses;
    }
}
