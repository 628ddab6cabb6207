package dev.mha.verify.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.ModelFile;
import dev.mha.core.model.SavedModel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        String output = run("Example");
        Matcher losses = Pattern.compile("loss (\\S+) -> (\\S+)").matcher(output);
        assertTrue(losses.find(), output);
        assertTrue(Double.parseDouble(losses.group(2)) < Double.parseDouble(losses.group(1)) / 2, output);
    }

    @Test
    void theServingExampleScoresWithAModelFile() throws IOException, InterruptedException {
        // One head, one token of one feature, no standardization: a constant 1 beside the value, and U weighs it by 3.
        AttentionClassifier classifier = new AttentionClassifier(new ClassifierShape(1, 1, 2),
                new float[]{0, 0, 0, 0, 2, 3});
        TokenEncoder encoder = TokenEncoder.of(new TokenSettings(false, 0, true, 1), 1, 1, new float[1],
                new float[]{1}, new float[0]);
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, new SavedModel(classifier, encoder, "no", "yes", Map.of()));
        String output = run("Serve", file.toString());
        assertTrue(output.lines().toList().contains("3.0 yes"), output);
    }

    /** Compiles the block that declares a class, and runs it. */
    private String run(String name, String... arguments) throws IOException, InterruptedException {
        String code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(README).results()
                .map(block -> block.group(1)).filter(block -> block.contains("public class " + name + " {"))
                .findFirst().orElseThrow();
        Path source = Files.writeString(folder.resolve(name + ".java"), code);
        String classPath = System.getProperty("java.class.path");
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("-cp", classPath, "-d", folder.toString()), null,
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)
                        .getJavaFileObjects(source))
                .call();
        assertTrue(compiled, messages.toString());

        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
                        "jdk.incubator.vector", "-cp", folder + System.getProperty("path.separator") + classPath,
                        name));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the example did not end");
        assertEquals(0, process.exitValue(), Files.readString(output));
        return Files.readString(output);
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
