package dev.mha.verify.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Plants each mutant of a list, runs the tests that should notice, and prints which survived. */
final class Mutate {
    private static final List<String> MODULES = List.of("mha-kernels", "mha-core", "mha-verify");

    /** A mutant may loop for ever; the tests of none take longer than this. */
    private static final int SECONDS = 240;

    private final Path root;
    private final Path folder;
    /** Class path without the mutated class. */
    private final String classPath;
    /** Sources by full name. */
    private final Map<String, Path> sources = new LinkedHashMap<>();
    /** Full names by simple name. */
    private final Map<String, String> tests = new LinkedHashMap<>();

    /** How a run of tests ended: status 0 all passed, 1 one failed, else the machine broke. */
    private record Outcome(int status, String word, double seconds) {}

    private Mutate(Path root, Path folder) throws IOException {
        this.root = root;
        this.folder = folder;
        List<String> path = new ArrayList<>();
        for (String module : MODULES) {
            path.add(root.resolve(module + "/target/classes").toString());
            path.add(root.resolve(module + "/target/test-classes").toString());
        }
        path.add(System.getProperty("java.class.path"));
        classPath = String.join(File.pathSeparator, path);
        for (String module : MODULES) {
            Path main = root.resolve(module + "/src/main/java");
            for (Path file : javaFiles(main)) {
                sources.put(name(main, file), file);
            }
            Path from = root.resolve(module + "/src/test/java");
            for (Path file : javaFiles(from)) {
                // two modules have an AttentionArgumentsTest: both run
                tests.merge(simpleName(file), name(from, file), (a, b) -> a + " " + b);
            }
        }
    }

    /**
     * Breaks the sources one mutant at a time and prints which test noticed.
     *
     * @param arguments root of the sources, list of mutants, and names of sources to keep to; none for all
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> wanted = Arrays.asList(arguments).subList(2, arguments.length);
        Path folder = Files.createTempDirectory("mha-mutate");
        int status;
        try {
            List<Mutant> mutants = Mutant.parse(Files.readAllLines(Path.of(arguments[1]))).stream()
                    .filter(mutant -> wanted.isEmpty() || wanted.contains(mutant.source())).toList();
            boolean allKilled = new Mutate(Path.of(arguments[0]), folder).run(mutants);
            status = allKilled ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("mutate: " + e.getMessage());
            status = 2;
        } finally {
            delete(folder);
        }
        System.exit(status);
    }

    private boolean run(List<Mutant> mutants) throws IOException, InterruptedException {
        requireFit(mutants);
        List<Mutant> survivors = new ArrayList<>();
        Map<List<String>, Outcome> intact = new LinkedHashMap<>();
        for (Mutant mutant : mutants) {
            List<String> command = Stream.concat(mutant.options().stream(), mutant.tests().stream()).toList();
            if (!intact.containsKey(command)) {
                Outcome outcome = tests(mutant, null);
                if (outcome.status() != 0 || outcome.word().equals("0")) {
                    throw new IllegalArgumentException(command + " without a mutant: " + outcome.word());
                }
                intact.put(command, outcome);
                print("passes", outcome.seconds(), String.join(" ", command), outcome.word() + " tests, no mutant");
            }
            Path classes = compile(mutant);
            Outcome outcome = tests(mutant, classes);
            delete(classes);
            if (outcome.status() > 1) {
                throw new IllegalArgumentException("line " + mutant.line() + ": the tests ended with status "
                        + outcome.status() + ", which is no verdict");
            }
            boolean killed = outcome.status() != 0;
            if (!killed) {
                survivors.add(mutant);
            }
            print(killed ? "killed" : "SURVIVED", outcome.seconds(), mutant.source() + ": " + mutant.summary(),
                    killed ? outcome.word() : "line " + mutant.line());
        }
        System.out.println(mutants.size() - survivors.size() + " killed, " + survivors.size() + " survived");
        return survivors.isEmpty();
    }

    /** Names all entries of a list that went stale, before the long work. */
    private void requireFit(List<Mutant> mutants) throws IOException {
        List<String> stale = new ArrayList<>();
        for (Mutant mutant : mutants) {
            try {
                mutant.apply(Files.readString(source(mutant), UTF_8));
                mutant.tests().forEach(this::test);
            } catch (IllegalArgumentException unfit) {
                stale.add(unfit.getMessage());
            }
        }
        if (!stale.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator() + "mutate: ", stale));
        }
    }

    private static void print(String state, double seconds, String what, String by) {
        System.out.printf(Locale.ROOT, "%-8s %5.1f s  %s  [%s]%n", state, seconds, what, by);
    }

    private Path source(Mutant mutant) {
        List<Path> found = sources.entrySet().stream().filter(entry -> entry.getKey().endsWith("." + mutant.source()))
                .map(Map.Entry::getValue).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("line " + mutant.line() + ": " + found.size() + " classes are called "
                    + mutant.source() + ", not one");
        }
        return found.getFirst();
    }

    private List<String> test(String simpleName) {
        if (!tests.containsKey(simpleName)) {
            throw new IllegalArgumentException("no test " + simpleName + ".java in " + MODULES);
        }
        return List.of(tests.get(simpleName).split(" "));
    }

    /** Compiles the mutated file alone; returns the folder of its classes. */
    private Path compile(Mutant mutant) throws IOException {
        Path source = source(mutant);
        Path work = Files.createTempDirectory(folder, "mutant");
        Path file = work.resolve(source.getFileName());
        Files.writeString(file, mutant.apply(Files.readString(source, UTF_8)), UTF_8);
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(messages, null, null,
                List.of("-nowarn", "-parameters", "--add-modules", "jdk.incubator.vector", "-cp", classPath, "-d",
                        work.toString()),
                null, compiler.getStandardFileManager(null, null, UTF_8).getJavaFileObjects(file)).call();
        if (!compiled) {
            throw new IllegalArgumentException("line " + mutant.line() + " does not compile: " + messages);
        }
        return work;
    }

    private Outcome tests(Mutant mutant, Path classes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea", "-Xmx2g", "--add-modules=jdk.incubator.vector"));
        command.addAll(mutant.options());
        command.addAll(List.of("-cp", (classes == null ? "" : classes + File.pathSeparator) + classPath,
                FirstFailure.class.getName()));
        mutant.tests().forEach(name -> command.addAll(test(name)));
        Path out = Files.createTempFile(folder, "out", ".txt");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).directory(root.resolve("mha-verify").toFile())
                .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        boolean ended;
        try {
            ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(out, UTF_8);
        String word = !ended ? "hangs" : lines.isEmpty() ? "no test ran" : lines.getLast();
        return new Outcome(ended ? process.exitValue() : 1, word, (System.nanoTime() - begin) * 1e-9);
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static String simpleName(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String name(Path from, Path file) {
        return from.relativize(file).toString().replace(".java", "").replace(File.separatorChar, '.');
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
