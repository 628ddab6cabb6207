package dev.mha.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    void knowsOnePlaceBehindTwoNamesOfItsFolder() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), there);
        UsageException refused = assertThrows(UsageException.class,
                () -> WholeFile.requireApart("--out", there.resolve("m"), "--html", link.resolve("m")));
        assertEquals("--out and --html both name " + link.resolve("m"), refused.getMessage());
        WholeFile.requireApart("--out", there.resolve("m"), "--html", link.resolve("n"));
        WholeFile.requireApart("--out", folder.resolve("none").resolve("m"), "--html", there.resolve("m"));
    }

    private String refusal(Path target, String... inputs) {
        return assertThrows(FailureException.class, () -> WholeFile.check(target, true, List.of(inputs))).getMessage();
    }

    @Test
    void refusesToReplaceWhatTheCommandReadsUnderAnyName() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "data");
        Path link = Files.createSymbolicLink(folder.resolve("s.csv"), data);
        Path hard = Files.createLink(folder.resolve("h.csv"), data);
        for (Path name : List.of(data, link, hard, folder.resolve(".").resolve("d.csv"))) {
            assertEquals("cannot write " + data + ": the command reads " + name + "; choose another name",
                    refusal(data, "-", name.toString()));
        }
        WholeFile.check(data, true, List.of("-", folder.resolve("none.csv").toString()));
        WholeFile.check(folder.resolve("new"), false, List.of(data.toString()));
    }

    /** As a library throws it that lets no checked exception through. */
    @Test
    void aDiskThatFillsUpInTheMiddleLeavesNothing() throws IOException {
        Path target = folder.resolve("m");
        FailureException full = assertThrows(FailureException.class, () -> WholeFile.write(target, false, part -> {
            Files.writeString(part, "half");
            throw new UncheckedIOException(new IOException("No space left on device"));
        }));
        assertEquals("cannot write " + target + ": no space left on device", full.getMessage());
        assertEquals(List.of(), names());
    }

    @Test
    void saysThatADirectoryIsNoFileWhateverIsReadFromIt() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "data");
        assertEquals(folder + " is a directory, name a file", refusal(folder, data.toString()));
    }

    @Test
    void asksTheFileSystemBeforeTheWorkAndLeavesNothing() throws IOException {
        Path longest = folder.resolve("m".repeat(255));
        WholeFile.check(longest, false, List.of());
        assertEquals(List.of(), names());
        WholeFile.write(longest, false, part -> Files.writeString(part, "whole"));
        assertEquals("whole", Files.readString(longest));
        Path longer = folder.resolve("m".repeat(256));
        assertEquals("cannot write " + longer + ": file name too long", refusal(longer));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesAFolderThatTakesNoFiles() {
        assertEquals("cannot write /proc/m: nothing can be written in /proc (no such file or folder)",
                refusal(Path.of("/proc/m")));
    }

    /** A process that was killed leaves a part; the next one at the same place takes it away, and no other's. */
    @Test
    void takesAwayWhatAKilledProcessLeft() throws Exception {
        Path target = folder.resolve("m");
        Path[] own = new Path[1];
        WholeFile.write(target, false, part -> {
            own[0] = part;
            Files.writeString(part, "whole");
        });
        String mine = Long.toString(ProcessHandle.current().pid());
        String name = own[0].getFileName().toString();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-version").start();
        process.waitFor();
        String gone = name.replace(mine, Long.toString(process.pid()));
        String living = name.replace(mine, Long.toString(ProcessHandle.current().parent().orElseThrow().pid()));
        String others = ".mha-part-0-" + process.pid();
        for (String left : List.of(gone, living, others)) {
            Files.writeString(folder.resolve(left), "half");
        }
        WholeFile.write(target, true, part -> Files.writeString(part, "anew"));
        assertEquals(Stream.of(living, others, "m").sorted().toList(), names());
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
