package dev.mha.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What is measured so far: lines of fork, title, peer, mode, ratio, mha's rate, the peer's rate. */
final class Journal {
    private static final int FIELDS = 7;

    private final Path file;
    private final List<String[]> lines = new ArrayList<>();

    /** Reads the file if there is one; null keeps everything in memory. */
    Journal(Path file) throws IOException {
        this.file = file;
        if (file != null && Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                if (fields.length != FIELDS && !(fields.length == 3 && fields[1].equals(PeerRun.ABOUT))) {
                    throw new IllegalStateException(file + " is no file of --resume: '" + line + "'");
                }
                lines.add(fields);
            }
        }
    }

    /** Whether a case is measured in a fork. */
    boolean has(int fork, String title) {
        return lines.stream().anyMatch(line -> line[0].equals(String.valueOf(fork)) && line[1].equals(title));
    }

    /** What computed, one text for each machine and choice of kernels. */
    List<String> about() {
        return lines.stream().filter(line -> line[1].equals(PeerRun.ABOUT)).map(line -> line[2]).distinct().toList();
    }

    /** All lines of a case. */
    List<String[]> of(String title) {
        return lines.stream().filter(line -> line[1].equals(title)).toList();
    }

    /** Adds the lines of a case at once, so that a run that is stopped leaves no half of one. */
    void add(int fork, List<String[]> more) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String[] fields : more) {
            String[] line = new String[fields.length + 1];
            line[0] = String.valueOf(fork);
            System.arraycopy(fields, 0, line, 1, fields.length);
            lines.add(line);
            text.append(String.join("\t", line)).append('\n');
        }
        if (file != null) {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
