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
        String modules = System.getProperty("jdk.module.path");
        return start(folder, before, locale, option, modules == null
                ? List.of("-cp", System.getProperty("java.class.path"), "dev.mha.cli.Main")
                : List.of("-p", modules, "-m", "dev.mha.cli/dev.mha.cli.Main"), input, arguments);
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

    private static CommandRun start(Path folder, List<String> before, String locale, String option, List<String> main,
            byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option));
        command.addAll(main);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", locale, "PATH", "/usr/bin:/bin"));
        Path err = folder.resolve("err.txt");
        Process process = builder.redirectError(err.toFile()).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new CommandRun(code, out, Files.readString(err).lines()
                .filter(line -> line.startsWith("mha: ")).reduce("", (all, line) -> all + line + "\n"));
    }
}
