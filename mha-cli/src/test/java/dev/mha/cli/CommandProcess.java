package dev.mha.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command line in a Java of its own, for what depends on the environment of a process. */
final class CommandProcess {
    private CommandProcess() {}

    /**
     * Runs it to its end.
     *
     * @param folder working directory
     * @param locale of the process, all that is in its environment
     * @param option for Java
     * @param input standard input
     */
    static CommandRun run(Path folder, String locale, String option, byte[] input, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, List.of(), locale, option, input, arguments);
    }

    /** The same with words before the command line, such as a program that starts it. */
    static CommandRun run(Path folder, List<String> before, String locale, String option, byte[] input,
            String... arguments) throws IOException, InterruptedException {
        return start(folder, before, locale, option, main(), input, arguments);
    }

    /** The same with a library missing. */
    static CommandRun without(String library, Path folder, String... arguments)
            throws IOException, InterruptedException {
        String path = Stream.of("jdk.module.path", "java.class.path").map(name -> System.getProperty(name, ""))
                .flatMap(list -> Stream.of(list.split(File.pathSeparator)))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(library))
                .collect(Collectors.joining(File.pathSeparator));
        return start(folder, List.of(), "C", "-Dx=y", List.of("-cp", path, "dev.mha.cli.Main"), new byte[0], arguments);
    }

    /** Begins a command line with nothing on standard input; standard error goes to {@code err.txt} in the folder. */
    static Process begin(Path folder, String option, String... arguments) throws IOException {
        Process process = process(folder, List.of(), "C", option, main(), arguments);
        process.getOutputStream().close();
        return process;
    }

    private static List<String> main() {
        String modules = System.getProperty("jdk.module.path");
        return modules == null
                ? List.of("-cp", System.getProperty("java.class.path"), "dev.mha.cli.Main")
                : List.of("-p", modules, "-m", "dev.mha.cli/dev.mha.cli.Main");
    }

    private static CommandRun start(Path folder, List<String> before, String locale, String option, List<String> main,
            byte[] input, String... arguments) throws IOException, InterruptedException {
        Process process = process(folder, before, locale, option, main, arguments);
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new CommandRun(code, out, Files.readString(folder.resolve("err.txt")).lines()
                .filter(line -> line.startsWith("mha: ")).reduce("", (all, line) -> all + line + "\n"));
    }

    private static Process process(Path folder, List<String> before, String locale, String option, List<String> main,
            String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option));
        command.addAll(main);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", locale, "PATH", "/usr/bin:/bin"));
        return builder.redirectError(folder.resolve("err.txt").toFile()).start();
    }
}
