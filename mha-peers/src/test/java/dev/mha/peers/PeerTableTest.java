package dev.mha.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTableTest {
    private static final PeerOptions OPTIONS = PeerOptions.parse();

    @Test
    void meansAreOverTheBestPeerOfEachCase() throws IOException {
        Journal journal = new Journal(null);
        add(journal, "a", "one", 4, 2);
        add(journal, "a", "two", 2, 0.5);
        add(journal, "b", "one", 8, 8);
        PeerTable table = PeerTable.of(List.of("a", "b"), journal, OPTIONS);
        assertEquals(List.of(
                "Geometric mean over 2 cases, beside the best peer of each: 4.00 from float[], 2.00 kernel only",
                "Beside one, 2 cases: 5.66 from float[], 4.00 kernel only",
                "Beside two, 1 cases: 2.00 from float[], 0.50 kernel only", "Slower than a peer from float[]: none",
                "Slower than a peer's kernel only: a (two, 0.50)"), table.summary());
    }

    @Test
    void givesMedianLeastAndMostOfTheForks() {
        assertEquals("2.00 (1.00-4.00)", PeerTable.Ratio.of(2, 4, 1).text());
        assertEquals("-", PeerTable.Ratio.of().text());
    }

    /** A peer of 0.8 / 0.5 = 160 % of the probe means that the probe failed. */
    @Test
    void printsNoShareAboveTheProbe() throws IOException {
        Journal journal = new Journal(null);
        add(journal, "a", "one", 4, 0.5);
        PeerTable table = PeerTable.of(List.of("a"), journal, OPTIONS);
        assertTrue(table.markdown().contains("| a | 80 % | one | - |"), table.markdown());
        Journal broken = new Journal(null);
        broken.add(1, List.of(line("a", PeerRun.PROBE, PeerRun.NATIVE, 1.1), line("a", "one", PeerRun.NATIVE, 2)));
        String text = PeerTable.of(List.of("a"), broken, OPTIONS).markdown();
        assertTrue(text.contains("| a | - | one | - |"), text);
    }

    @Test
    void aResumedRunKnowsWhatIsMeasured(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("peers.tsv");
        Journal first = new Journal(file);
        first.add(1, List.<String[]>of(new String[]{PeerRun.ABOUT, "libraries"}));
        add(first, "a", "one", 4, 2);
        Journal second = new Journal(file);
        assertTrue(second.has(1, "a"));
        assertFalse(second.has(2, "a"));
        assertFalse(second.has(1, "b"));
        assertEquals(List.of("libraries"), second.about());
        assertEquals(PeerTable.of(List.of("a"), first, OPTIONS).text(),
                PeerTable.of(List.of("a"), second, OPTIONS).text());
    }

    @Test
    void anotherFileIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "hello world\n");
        assertTrue(assertThrows(IllegalStateException.class, () -> new Journal(file)).getMessage()
                .endsWith("is no file of --resume: 'hello world'"));
    }

    @Test
    void namesTheOptionThatIsWrong() {
        for (String[] wrong : new String[][]{{"--forks", "0", "--forks is '0', must be a whole number of at least 1"},
                {"--seconds", "NaN", "--seconds is 'NaN', must be a number above 0"},
                {"--case", "(", "--case is '(', no regular expression: Unclosed group"},
                {"--fork", "1", "there is no option --fork"}}) {
            assertEquals(wrong[2],
                    assertThrows(IllegalArgumentException.class, () -> PeerOptions.parse(wrong[0], wrong[1]))
                            .getMessage());
        }
        assertEquals(1, PeerOptions.parse("--quick").forks());
    }

    private static void add(Journal journal, String title, String peer, double fromArrays, double kernel)
            throws IOException {
        journal.add(1, List.of(line(title, PeerRun.PROBE, PeerRun.NATIVE, 0.8),
                line(title, peer, PeerRun.ARRAYS, fromArrays), line(title, peer, PeerRun.NATIVE, kernel)));
    }

    private static String[] line(String title, String peer, String mode, double ratio) {
        return new String[]{title, peer, mode, String.valueOf(ratio), "100", "50"};
    }
}
