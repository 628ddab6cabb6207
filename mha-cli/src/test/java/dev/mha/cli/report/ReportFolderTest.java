package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.mha.cli.file.Destination;
import dev.mha.cli.file.Unfinished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    @TempDir
    Path root;

    private static Map<String, ReportFolder.Content> files(String page) {
        Map<String, ReportFolder.Content> files = new LinkedHashMap<>();
        files.put("report.html", text(page));
        files.put("report.json", text("{\"schema\":\"mha.trial/1\"}\n"));
        files.put("cells.csv", text("heads\n1\n"));
        return files;
    }

    private static ReportFolder.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private String refusal(Path target, boolean force) {
        String message = assertThrows(IOException.class, () -> ReportFolder.write(target, force, files("new")))
                .getMessage();
        assertFalse(message.contains("\n"), message);
        assertEquals(message, assertThrows(IOException.class, () -> ReportFolder.check(target, force)).getMessage());
        return message;
    }

    @Test
    void writesAllFilesAndNothingElseAndCreatesParents() throws IOException {
        Path target = root.resolve("a/b/out");
        ReportFolder.write(target, false, files("page"));
        assertEquals(List.of("cells.csv", "report.html", "report.json"), names(target));
        assertEquals("page", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root.resolve("a/b")));
    }

    /** The writer of CSV wraps what failed where its own room is full. */
    @Test
    void saysWhyAFileCannotBeWrittenWhoeverWritesIt() throws IOException {
        Path target = root.resolve("out");
        Map<String, ReportFolder.Content> files = files("page");
        files.put("cells.csv", out -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        });
        assertEquals("cannot write " + target + ": no space left on device",
                assertThrows(IOException.class, () -> ReportFolder.write(target, false, files)).getMessage());
        assertEquals(List.of(), names(root));
    }

    @Test
    void takesAnEmptyFolder() throws IOException {
        Path target = Files.createDirectory(root.resolve("out"));
        ReportFolder.write(target, false, files("page"));
        assertEquals("page", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    @Test
    void refusesAnEarlierReportUnlessForced() throws IOException {
        Path target = root.resolve("out");
        ReportFolder.write(target, false, files("old"));
        assertEquals(target + " already holds a report; use --force to replace it", refusal(target, false));
        assertEquals("old", Files.readString(target.resolve("report.html")));
        ReportFolder.write(target, true, files("new"));
        assertEquals("new", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    @Test
    void neverTouchesAFolderThatIsNotAReport() throws IOException {
        Path target = Files.createDirectory(root.resolve("thesis"));
        Files.writeString(target.resolve("report.html"), "mine");
        Files.writeString(target.resolve("report.json"), "{\"schema\":\"other/1\"}");
        assertEquals(target + " exists and is not a report of mha (it holds report.html); choose another folder",
                refusal(target, true));
        assertEquals("mine", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("report.html", "report.json"), names(target));
    }

    @Test
    void neverDeletesWhatAUserPutIntoAReport() throws IOException {
        Path target = root.resolve("out");
        ReportFolder.write(target, false, files("old"));
        Files.writeString(target.resolve("notes.txt"), "mine");
        assertEquals(
                target + " holds notes.txt, which is not part of a report; move it away or choose another folder",
                refusal(target, true));
        assertEquals("mine", Files.readString(target.resolve("notes.txt")));
        assertEquals("old", Files.readString(target.resolve("report.html")));
    }

    @Test
    void refusesAFileALinkAndTheRoot() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "mine");
        assertEquals(file + " is a file, not a folder", refusal(file, true));
        Path inside = file.resolve("out");
        assertEquals("cannot write " + inside + ": " + file + " is a file, not a folder", refusal(inside, true));
        Path target = root.resolve("real");
        ReportFolder.write(target, false, files("old"));
        Path link = Files.createSymbolicLink(root.resolve("link"), target);
        assertEquals(link + " is a symbolic link; name the folder itself", refusal(link, true));
        Path dangling = Files.createSymbolicLink(root.resolve("dangling"), root.resolve("gone"));
        assertEquals(dangling + " is a symbolic link; name the folder itself", refusal(dangling, true));
        assertEquals("old", Files.readString(target.resolve("report.html")));
        Path top = root.getRoot();
        assertEquals(top + " cannot be a report folder; name a folder inside it", refusal(top, true));
    }

    @Test
    void refusesParentsThatCannotBeBeforeTheWork() throws IOException {
        Path dangling = Files.createSymbolicLink(root.resolve("dangling"), root.resolve("gone"));
        Path inside = dangling.resolve("out");
        assertEquals("cannot write " + inside + ": " + dangling + " is a symbolic link that leads to no folder",
                refusal(inside, false));
        Path overlong = root.resolve("new").resolve("n".repeat(256)).resolve("out");
        assertEquals("cannot write " + overlong + ": file name too long", refusal(overlong, false));
        assertEquals(List.of("dangling"), names(root));
        Path longest = root.resolve("n".repeat(255));
        ReportFolder.write(longest, false, files("page"));
        ReportFolder.write(longest, true, files("new"));
        assertEquals("new", Files.readString(longest.resolve("report.html")));
    }

    @Test
    void leavesNothingWhenWritingFailsHalfWay() throws IOException {
        Path target = root.resolve("out");
        Map<String, ReportFolder.Content> files = files("page");
        files.put("cells.csv", out -> {
            out.write(new byte[100_000]);
            throw new IOException("No space left on device");
        });
        assertEquals("cannot write " + target + ": no space left on device",
                assertThrows(IOException.class, () -> ReportFolder.write(target, false, files)).getMessage());
        assertEquals(List.of(), names(root));
        files.put("cells.csv", out -> {
            throw new AccessDeniedException("cells.csv");
        });
        assertEquals("cannot write " + target + ": no permission",
                assertThrows(IOException.class, () -> ReportFolder.write(target, false, files)).getMessage());
        files.put("cells.csv", out -> {
            throw new IllegalStateException("a mistake");
        });
        assertThrows(IllegalStateException.class, () -> ReportFolder.write(target, false, files));
        assertEquals(List.of(), names(root));
    }

    @Test
    void doesNotReplaceWhatAnotherRunWroteMeanwhile() throws IOException {
        Path target = root.resolve("out");
        Map<String, ReportFolder.Content> files = files("late");
        files.put("cells.csv", out -> ReportFolder.write(target, false, files("early")));
        assertEquals("cannot write " + target + ": it exists by now; use --force to replace it",
                assertThrows(IOException.class, () -> ReportFolder.write(target, false, files)).getMessage());
        assertEquals("early", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    @Test
    void replacesWhatAnotherRunWroteMeanwhileWhenForced() throws IOException {
        Path target = root.resolve("out");
        Map<String, ReportFolder.Content> files = files("late");
        files.put("cells.csv", out -> {
            out.write('x');
            ReportFolder.write(target, false, files("early"));
        });
        ReportFolder.write(target, true, files);
        assertEquals("late", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    @Test
    void refusesTheCurrentFolder() {
        assertEquals("the current folder cannot be the report folder; name a folder inside it",
                refusal(Path.of("."), true));
    }

    @Test
    void leavesNothingWhenInterruptedHalfWay() throws IOException {
        Path target = root.resolve("out");
        Map<String, ReportFolder.Content> files = files("page");
        files.put("cells.csv", out -> {
            assertEquals(1, names(root).size());
            Unfinished.delete();
            assertEquals(List.of(), names(root));
        });
        assertThrows(IOException.class, () -> ReportFolder.write(target, false, files));
        assertEquals(List.of(), names(root));
    }

    @Test
    void deletesNothingThatIsWhole() throws IOException {
        Path target = root.resolve("out");
        ReportFolder.write(target, false, files("page"));
        Unfinished.delete();
        assertEquals(List.of("cells.csv", "report.html", "report.json"), names(target));
    }

    @Test
    void keepsTheEarlierReportWhenTheNewOneFails() throws IOException {
        Path target = root.resolve("out");
        ReportFolder.write(target, false, files("old"));
        Map<String, ReportFolder.Content> files = files("new");
        files.put("cells.csv", out -> {
            throw new IOException("No space left on device");
        });
        assertThrows(IOException.class, () -> ReportFolder.write(target, true, files));
        assertEquals("old", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    /** What SIGKILL between the two renames of a replacement leaves. */
    @Test
    void takesAReportBackThatAKilledRunMovedAside() throws Exception {
        Path target = root.resolve("out");
        Path other = root.resolve("other");
        ReportFolder.write(target, false, files("old"));
        Process ended = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        ended.waitFor();
        Files.move(target, root.resolve(".mha-" + Destination.purpose("old", target) + "-" + ended.pid()));
        ReportFolder.check(other, false);
        assertFalse(Files.exists(other), "the report of another place");
        assertEquals(target + " already holds a report (a run was killed while it replaced it, it is back in its place"
                + " now); use --force to replace it",
                assertThrows(IOException.class, () -> ReportFolder.check(target, false)).getMessage());
        assertEquals("old", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));

        Files.move(target,
                root.resolve(".mha-" + Destination.purpose("old", target) + "-" + ProcessHandle.current().pid()));
        ReportFolder.write(target, true, files("new"));
        assertEquals("new", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("out"), names(root));
    }

    @Test
    void leavesAReportThatALivingRunMovedAside() throws IOException {
        Path target = root.resolve("out");
        ReportFolder.write(target, false, files("old"));
        Path aside = root.resolve(".mha-" + Destination.purpose("old", target) + "-"
                + ProcessHandle.current().parent().orElseThrow().pid());
        Files.move(target, aside);
        ReportFolder.write(target, false, files("new"));
        assertEquals("old", Files.readString(aside.resolve("report.html")));
        assertEquals("new", Files.readString(target.resolve("report.html")));
    }

    @Test
    void saysSoWhenTheFolderIsReadOnly() throws IOException {
        Path parent = Files.createDirectory(root.resolve("locked"));
        assertTrue(parent.toFile().setWritable(false));
        assumeFalse(Files.isWritable(parent), "this user writes into read-only folders (root)");
        Path target = parent.resolve("out");
        assertEquals("cannot write " + target + ": no permission to write in " + parent, refusal(target, false));
    }
}
