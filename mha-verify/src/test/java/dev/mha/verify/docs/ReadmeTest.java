package dev.mha.verify.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows must compile, run, and exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final String README = read(ROOT.resolve("README.md"));

    @TempDir
    private Path folder;

    @Test
    void theLibraryExampleCompilesAndRuns() throws IOException, InterruptedException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(README);
        assertTrue(block.find(), "README.md has no java block");
        Path source = Files.writeString(folder.resolve("Example.java"), block.group(1));
        String classPath = System.getProperty("java.class.path");
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("-cp", classPath, "-d", folder.toString()), null,
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)
                        .getJavaFileObjects(source))
                .call();
        assertTrue(compiled, messages.toString());

        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-cp",
                folder + System.getProperty("path.separator") + classPath, "Example").redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the example did not end");
        assertEquals(0, process.exitValue(), Files.readString(output));
        Matcher losses = Pattern.compile("loss (\\S+) -> (\\S+)").matcher(Files.readString(output));
        assertTrue(losses.find(), Files.readString(output));
        assertTrue(Double.parseDouble(losses.group(2)) < Double.parseDouble(losses.group(1)) / 2,
                Files.readString(output));
    }

    @Test
    void everyLinkLeadsToAFile() {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(README);
        int links = 0;
        while (link.find()) {
            links++;
            assertTrue(Files.exists(ROOT.resolve(link.group(1))), "README.md links to " + link.group(1));
        }
        assertTrue(links > 5, "found " + links + " links only");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }
}
