package dev.mha.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
    @TempDir
    private Path root;

    @Test
    void anInterruptionWaitsForTheRenames() throws Exception {
        Path part = Files.createDirectory(root.resolve("part"));
        Files.writeString(part.resolve("report.html"), "new");
        Path place = root.resolve("out");
        Unfinished.begin(part);
        Thread[] interruption = new Thread[1];
        Unfinished.place(part, () -> {
            interruption[0] = Thread.ofPlatform().start(Unfinished::delete);
            // It either waits, as it should, or ends and has deleted the files.
            while (interruption[0].getState() != Thread.State.BLOCKED
                    && interruption[0].getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
            Files.move(part, place);
        });
        interruption[0].join();
        assertEquals("new", Files.readString(place.resolve("report.html")));
        assertFalse(Files.exists(part));
    }

    @Test
    void anEmptyFolderGoesAndOneInUseStays() throws IOException {
        Path empty = Files.createDirectory(root.resolve("empty"));
        Path used = Files.createDirectory(root.resolve("used"));
        Files.writeString(used.resolve("cells.csv"), "1");
        Path part = Files.writeString(empty.resolve("part"), "new");
        Unfinished.made(empty);
        Unfinished.made(used);
        Unfinished.begin(part);
        Unfinished.delete();
        assertFalse(Files.exists(empty));
        assertEquals("1", Files.readString(used.resolve("cells.csv")));
    }

    @Test
    void nothingTakesItsPlaceAfterAnInterruption() throws IOException {
        Path part = Files.writeString(root.resolve("part"), "new");
        Path place = Files.writeString(root.resolve("out"), "old");
        Unfinished.begin(part);
        Unfinished.delete();
        assertFalse(Files.exists(part));
        assertThrows(IOException.class, () -> Unfinished.place(part, () -> Files.delete(place)));
        assertTrue(Files.exists(place));
    }
}
