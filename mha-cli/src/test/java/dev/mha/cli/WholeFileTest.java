package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void doesNotReplaceWhatAnotherRunWroteMeanwhile() throws IOException {
        Path target = folder.resolve("m");
        FailureException refused = assertThrows(FailureException.class, () -> WholeFile.write(target, false, part -> {
            Files.writeString(part, "late");
            Files.writeString(target, "early");
        }));
        assertEquals("cannot write " + target + ": it exists by now; use --force to replace it", refused.getMessage());
        assertEquals("early", Files.readString(target));
        assertEquals(List.of("m"), names());
    }

    @Test
    void replacesWithForceAndLeavesNothingElse() throws IOException {
        Path target = Files.writeString(folder.resolve("m"), "old");
        WholeFile.write(target, true, part -> Files.writeString(part, "new"));
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("m"), names());
    }

    @Test
    void refusesALinkThatLeadsNowhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("m"), folder.resolve("nowhere"));
        assertThrows(FailureException.class, () -> WholeFile.write(link, true, part -> Files.writeString(part, "x")));
        assertFalse(Files.exists(folder.resolve("nowhere")));
        assertEquals(List.of("m"), names());
    }
}
