package dev.mha.bench;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The benchmarks' cases on the kernels of one jar: a copy of both for each loader, so that two versions can take turns
 * in one virtual machine. A class of the kernels never comes from elsewhere, also when the jar lacks it.
 */
final class KernelLoader extends URLClassLoader {
    private static final String KERNELS = "dev.mha.kernels.";
    /** Classes of the benchmarks in the kernels' packages. */
    private static final List<String> OURS = List.of("dev.mha.kernels.vector.FmaProbe",
            "dev.mha.kernels.vector.DoubleFmaProbe", "dev.mha.kernels.vector.TileRuns",
            "dev.mha.kernels.vector.AttentionParts", "dev.mha.kernels.classifier.ClassifierParts",
            "dev.mha.kernels.classifier.ClassifierCrossover");

    private final URLClassLoader cases;

    private KernelLoader(URL kernels, URL[] cases) {
        // the platform's loader sees no copy of either
        super(new URL[]{kernels}, ClassLoader.getPlatformClassLoader());
        this.cases = new URLClassLoader(cases, null);
    }

    /**
     * Over the kernels of {@code jar} and the cases of this program's class path.
     *
     * @throws IllegalStateException
     *             if the file cannot be read or has no kernels
     */
    static KernelLoader of(Path jar) throws IOException {
        check(jar);
        String[] places = System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1);
        URL[] cases = new URL[places.length];
        for (int i = 0; i < places.length; i++) {
            cases[i] = Path.of(places[i]).toUri().toURL();
        }
        return new KernelLoader(jar.toUri().toURL(), cases);
    }

    static void check(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getEntry("dev/mha/kernels/AttentionForward.class") == null) {
                throw new IllegalStateException(jar + " is no jar of mha-kernels: it has no AttentionForward");
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + jar + " as a jar: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The call of a case. */
    Runnable prepare(String title) throws ReflectiveOperationException {
        Method prepare = loadClass(BenchCases.class.getName()).getMethod("prepare", String.class);
        return (Runnable) prepare.invoke(null, title);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        boolean ours = OURS.stream().anyMatch(own -> name.equals(own) || name.startsWith(own + "$"));
        if (name.startsWith(KERNELS) && !ours) {
            return super.findClass(name);
        }
        try (var in = cases.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        cases.close();
    }
}
