package dev.mha.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A virtual machine that measures and prints lines of fields parted by tabs. */
public final class Child {
    private Child() {}

    /**
     * Starts it on this one's class path and hands on each line as it comes.
     *
     * @param flags of the virtual machine
     * @param main class with the main method
     * @param arguments of the main method
     * @param environment variables: kept as they are but for these; an empty value takes the variable away
     * @param line what to do with the fields of a line
     * @throws IllegalStateException
     *             with what it wrote to its standard error, if it ends with another status than 0
     */
    public static void run(List<String> flags, Class<?> main, List<String> arguments, Map<String, String> environment,
            Consumer<String[]> line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--add-modules=jdk.incubator.vector");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Path errors = Files.createTempFile("mha-fork", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader()) {
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    line.accept(text.split("\t", -1));
                }
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("a fork ended with status " + status + System.lineSeparator()
                        + Files.readString(errors).strip());
            }
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
