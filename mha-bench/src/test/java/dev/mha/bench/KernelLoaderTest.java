package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.kernels.AttentionForward;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLoaderTest {
    private static final String CASE = "forward (32, 4, 10, 16)";

    @TempDir
    Path folder;

    /** Two copies of one jar: classes of their own, none shared with each other or with this test, and both compute. */
    @Test
    void eachLoaderHasKernelsAndCasesOfItsOwn() throws IOException, ReflectiveOperationException {
        Path jar = jar("");
        try (KernelLoader one = KernelLoader.of(jar); KernelLoader other = KernelLoader.of(jar)) {
            for (String name : List.of(AttentionForward.class.getName(), BenchCases.class.getName())) {
                Class<?> first = one.loadClass(name);
                assertSame(one, first.getClassLoader());
                assertNotSame(first, other.loadClass(name));
                assertNotSame(first, Class.forName(name));
            }
            one.prepare(CASE).run();
            other.prepare(CASE).run();
        }
    }

    /** Else a comparison with an older version would measure the new kernels twice. */
    @Test
    void aClassThatTheJarLacksComesFromNowhereElse() throws IOException {
        Path jar = jar("dev/mha/kernels/classifier/");
        try (KernelLoader old = KernelLoader.of(jar)) {
            assertThrows(ClassNotFoundException.class,
                    () -> old.loadClass("dev.mha.kernels.classifier.ClassifierKernel"));
        }
    }

    @Test
    void saysWhatIsNoJarOfTheKernels() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no jar");
        assertEquals("cannot read " + text + " as a jar: zip END header not found", refusal(text));
        Path empty = folder.resolve("empty.jar");
        try (OutputStream out = Files.newOutputStream(empty); JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("a.txt"));
        }
        assertEquals(empty + " is no jar of mha-kernels: it has no AttentionForward", refusal(empty));
    }

    private static String refusal(Path file) {
        return assertThrows(IllegalStateException.class, () -> KernelLoader.of(file)).getMessage();
    }

    /** The kernels of this build as a jar, without the classes whose names begin so. */
    private Path jar(String without) throws IOException {
        Path source = Path.of(AttentionForward.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Path jar = folder.resolve("kernels.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            if (Files.isDirectory(source)) {
                copy(source, out, without);
            } else {
                try (var archive = java.nio.file.FileSystems.newFileSystem(source)) {
                    copy(archive.getPath("/"), out, without);
                }
            }
        }
        return jar;
    }

    private static void copy(Path root, JarOutputStream out, String without) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString();
            if (name.endsWith(".class") && (without.isEmpty() || !name.startsWith(without))) {
                out.putNextEntry(new JarEntry(name));
                Files.copy(file, out);
            }
        }
    }
}
