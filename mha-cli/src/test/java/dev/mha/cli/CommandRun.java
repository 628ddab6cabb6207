package dev.mha.cli;

import dev.mha.cli.terminal.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A command line run inside this process, as if its streams were pipes.
 *
 * @param code exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int code, String out, String err) {
    private static final int WIDTH = 100;

    /** Runs it; {@code @} in front of an argument stands for the folder, also in what comes back. */
    static CommandRun in(Path folder, byte[] standardInput, String... arguments) {
        return in(folder, new ByteArrayInputStream(standardInput), arguments);
    }

    private static CommandRun in(Path folder, InputStream standardInput, String... arguments) {
        String[] real = Arrays.stream(arguments).map(argument -> argument.replaceFirst("^@", folder.toString()))
                .toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = Screen.of(standardInput, out, StandardCharsets.UTF_8, err,
                StandardCharsets.UTF_8, false, false, WIDTH);
        int code = Main.run(screen, real);
        return new CommandRun(code, text(out, folder), text(err, folder));
    }

    /** Runs it with nothing on standard input. */
    static CommandRun in(Path folder, String... arguments) {
        return in(folder, new byte[0], arguments);
    }

    /**
     * Runs it with data on standard input, and takes a place once these are read: after all has been checked, before
     * anything is written, as a disk that fills up.
     *
     * @param taken a folder to be there then
     */
    static CommandRun taking(Path folder, String taken, byte[] standardInput, String... arguments) {
        return in(folder, new ByteArrayInputStream(standardInput) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                folder.resolve(taken).toFile().mkdirs();
                return super.read(bytes, offset, length);
            }
        }, arguments);
    }

    /** What it wrote to standard output, as if no line had been broken. */
    String joined() {
        return out.replaceAll("\\s+", " ");
    }

    /** Whether no line of standard output is longer than the terminal is wide. */
    boolean fits() {
        return out.lines().allMatch(line -> line.length() <= WIDTH);
    }

    private static String text(ByteArrayOutputStream bytes, Path folder) {
        return bytes.toString(StandardCharsets.UTF_8).replace(folder.toString(), "@");
    }
}
