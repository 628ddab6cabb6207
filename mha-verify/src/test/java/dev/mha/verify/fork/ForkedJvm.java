package dev.mha.verify.fork;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a new virtual machine of the same JDK and class path. */
final class ForkedJvm {
    /** What makes the vector kernels available on the class path. */
    static final String VECTOR = "--add-modules=jdk.incubator.vector";

    private static final long MINUTES = 4;

    private ForkedJvm() {}

    /** Both streams of a run that ended with status 0. */
    record Output(List<String> lines, String errors) {}

    /**
     * @param flags
     *            of the virtual machine
     * @throws AssertionError
     *             with what the run wrote, if it fails or hangs
     */
    static Output run(List<String> flags, Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mha-fork");
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(flags + " " + main.getSimpleName() + " "
                        + (ended ? "exits with " + process.exitValue() : "hangs") + ": "
                        + Files.readString(out, UTF_8) + Files.readString(errors, UTF_8));
            }
            return new Output(Files.readAllLines(out, UTF_8), Files.readString(errors, UTF_8));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
            Files.deleteIfExists(errors);
            Files.deleteIfExists(folder);
        }
    }

    /** Surefire starts its own machine with a jar that only lists the class path, and leaves the list here. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
