package dev.mha.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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

    /** Runs it; {@code @} in front of an argument stands for the folder, also in what comes back. */
    static CommandRun in(Path folder, byte[] standardInput, String... arguments) {
        String[] real = Arrays.stream(arguments).map(argument -> argument.replaceFirst("^@", folder.toString()))
                .toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = Screen.of(new ByteArrayInputStream(standardInput), out, StandardCharsets.UTF_8, err,
                StandardCharsets.UTF_8, false, false, 100);
        int code = Main.run(screen, real);
        return new CommandRun(code, text(out, folder), text(err, folder));
    }

    /** Runs it with nothing on standard input. */
    static CommandRun in(Path folder, String... arguments) {
        return in(folder, new byte[0], arguments);
    }

    private static String text(ByteArrayOutputStream bytes, Path folder) {
        return bytes.toString(StandardCharsets.UTF_8).replace(folder.toString(), "@");
    }
}
