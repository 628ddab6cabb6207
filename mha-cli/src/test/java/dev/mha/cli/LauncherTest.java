package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script with a Java and a Maven that only say how they were called. Windows has no sh to run it. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String FAKE_JAVA = """
            #!/bin/sh
            for word in "$@"; do echo "<$word>"; done
            exit 7
            """;
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            echo "$JAVA_HOME" >> builds
            sleep 0.3
            mkdir -p mha-cli/target/dist/lib
            """;
    private static final String BROKEN_MAVEN = """
            #!/bin/sh
            echo "[ERROR] a source is wrong"
            exit 1
            """;

    @TempDir
    private Path temporary;
    private Path home;
    private Path jdk;
    private Path bin;

    /** What a start gave. */
    private record Start(int code, String out, String err) {}

    @BeforeEach
    void installed() throws IOException {
        home = Files.createDirectories(temporary.resolve("a folder/mha"));
        Files.copy(Path.of("..", "mha"), home.resolve("mha"));
        Files.createDirectories(home.resolve("lib"));
        jdk = temporary.resolve("a jdk");
        script(jdk.resolve("bin/java"), FAKE_JAVA);
        script(jdk.resolve("bin/javac"), FAKE_JAVA);
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        bin = temporary.resolve("bin");
    }

    private static void script(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process begin(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Start end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Start(process.waitFor(), out, err);
    }

    private Start start(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return end(begin(script, environment, arguments));
    }

    private Map<String, String> withJdk() {
        return Map.of("MHA_JAVA_HOME", jdk.toString());
    }

    private void sourceTree() throws IOException {
        Files.writeString(home.resolve("pom.xml"), "");
        for (String module : List.of("mha-kernels", "mha-core", "mha-cli")) {
            Files.createDirectories(home.resolve(module + "/src/main"));
            Files.writeString(home.resolve(module + "/pom.xml"), "");
        }
        Files.createDirectories(home.resolve("mha-cli/src/dist"));
        script(bin.resolve("mvn"), FAKE_MAVEN);
    }

    private List<String> builds() throws IOException {
        return Files.exists(home.resolve("builds")) ? Files.readAllLines(home.resolve("builds")) : List.of();
    }

    @Test
    void passesArgumentsAndExitCodeOn() throws Exception {
        Start start = start(home.resolve("mha"), withJdk(), "trial", "my data.csv", "", "--x=*");
        assertEquals(7, start.code());
        assertEquals("", start.err());
        assertEquals("""
                <-Ddev.mha.terminal=>
                <-Ddev.mha.columns=80>
                <-Ddev.mha.ascii=true>
                <-Ddev.mha.command=TYPED>
                <-p>
                <HOME/lib>
                <-m>
                <dev.mha.cli/dev.mha.cli.Main>
                <trial>
                <my data.csv>
                <>
                <--x=*>
                """.replace("HOME", home.toRealPath().toString()).replace("TYPED", home.resolve("mha").toString()),
                start.out());
    }

    @Test
    void givesJavaAnOpenStandardInput() throws Exception {
        script(jdk.resolve("bin/java"), "#!/bin/sh\ncat && echo end\n");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec \"$0\" predict m - <&-",
                home.resolve("mha").toString());
        builder.environment().putAll(withJdk());
        Start start = end(builder.directory(temporary.toFile()).start());
        assertEquals("", start.err());
        assertEquals("end\n", start.out());
    }

    /** What Java is told under a locale whose charset the command {@code locale} calls {@code charmap}. */
    private String underCharset(String charmap, String locale) throws Exception {
        script(bin.resolve("locale"), "#!/bin/sh\nif [ \"$LC_ALL\" = C.utf8 ]; then echo UTF-8; else echo " + charmap
                + "; fi\n");
        script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$3 LC_ALL=$LC_ALL\"\n");
        Start start = start(home.resolve("mha"), Map.of("MHA_JAVA_HOME", jdk.toString(), "LC_ALL", locale), "kernels");
        assertEquals("", start.err());
        return start.out().strip();
    }

    @Test
    void namesOfFilesAreUtf8WhereTheLocaleIsAscii() throws Exception {
        assertEquals("-Ddev.mha.ascii=true LC_ALL=C.utf8", underCharset("ANSI_X3.4-1968", "C"));
        assertEquals("-Ddev.mha.ascii=true LC_ALL=C.utf8", underCharset("US-ASCII", "nowhere"));
        assertEquals("-Ddev.mha.ascii=true LC_ALL=de_DE", underCharset("ISO-8859-1", "de_DE"));
        assertEquals("-Ddev.mha.ascii=false LC_ALL=sv_SE.UTF-8", underCharset("UTF-8", "sv_SE.UTF-8"));
    }

    @Test
    void goesByTheNameOfTheLocaleWhereNoCommandTells() throws Exception {
        assertEquals("-Ddev.mha.ascii=true LC_ALL=C.UTF-8", underCharset("", "POSIX"));
        assertEquals("-Ddev.mha.ascii=false LC_ALL=fi_FI.utf8", underCharset("", "fi_FI.utf8"));
    }

    @Test
    void findsItsFolderThroughLinks() throws Exception {
        Files.createDirectories(bin);
        Files.createSymbolicLink(bin.resolve("two"), Path.of("../a folder/mha/mha"));
        Files.createSymbolicLink(bin.resolve("mha"), bin.resolve("two"));
        assertTrue(start(bin.resolve("mha"), withJdk()).out().contains("<" + home.toRealPath() + "/lib>"));
        Start fromPath = end(new ProcessBuilder("/usr/bin/env", "-i", "PATH=" + bin + ":/usr/bin:/bin",
                "MHA_JAVA_HOME=" + jdk, "mha", "x").directory(temporary.toFile()).start());
        assertEquals(7, fromPath.code(), fromPath.err());
        assertTrue(fromPath.out().contains("<-Ddev.mha.command=mha>"), fromPath.out());
    }

    @Test
    void takesAnotherJdkWhenJavaHomeIsTooOld() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path right = home.resolve("runtime");
        script(right.resolve("bin/java"), FAKE_JAVA);
        Files.writeString(right.resolve("release"), "JAVA_VERSION=\"25\"\n");
        assertEquals(7, start(home.resolve("mha"), Map.of("JAVA_HOME", jdk.toString())).code());
    }

    @Test
    void printsItsJdkForOtherScriptsWithoutBuilding() throws Exception {
        sourceTree();
        Start start = start(home.resolve("mha"),
                Map.of("MHA_JAVA_HOME", jdk.toString(), "MHA_PRINT_JDK", "1"), "trial");
        assertEquals(new Start(0, jdk + "\n", ""), start);
        assertEquals(List.of(), builds());
    }

    @Test
    void refusesAWrongJavaHome() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"250.1\"\n");
        Start start = start(home.resolve("mha"), withJdk());
        assertEquals(1, start.code());
        assertEquals("", start.out());
        assertEquals("mha: MHA_JAVA_HOME=" + jdk + " is not a JDK 25\n", start.err());
    }

    /** Java ends with a stack trace there; what the shell itself says before is not ours. */
    @Test
    void refusesAFolderThatIsGone() throws Exception {
        Path script = temporary.resolve("gone.sh");
        script(script, "#!/bin/sh\nmkdir gone && cd gone && rmdir ../gone && exec \"$1\" trial\n");
        Start start = start(script, withJdk(), home.resolve("mha").toString());
        assertEquals(1, start.code());
        assertEquals("", start.out());
        assertTrue(start.err().endsWith("\nmha: the folder in which you are is gone; change to one that is there\n"),
                start.err());
    }

    @Test
    void buildsOnceAndAgainWhenASourceChanges() throws Exception {
        sourceTree();
        Start first = start(home.resolve("mha"), withJdk());
        assertEquals(7, first.code());
        assertEquals("mha: building once, a minute or two; without a Maven repository it also fetches 60 MB ...\n",
                first.err());
        assertEquals("", start(home.resolve("mha"), withJdk()).err());
        assertEquals(List.of(jdk.toString()), builds());
        Path source = Files.writeString(home.resolve("mha-core/src/main/A.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        start(home.resolve("mha"), withJdk());
        assertEquals(2, builds().size());
    }

    /** A build takes a minute: on a terminal, which {@code script} gives it here, a dot shows that it lives. */
    @Test
    void drawsDotsOnATerminalWhileItBuilds() throws Exception {
        Path terminal = Path.of("/usr/bin/script");
        assumeTrue(Files.exists(terminal) && Files.exists(Path.of("/proc/self")), "script of util-linux is needed");
        sourceTree();
        script(bin.resolve("mvn"), FAKE_MAVEN.replace("0.3", "3"));
        Start start = start(terminal, withJdk(), "-qec", "'" + home.resolve("mha") + "'", "/dev/null");
        assertEquals(7, start.code(), start.out());
        assertTrue(start.out().matches("(?s).*fetches 60 MB \\.{3}\\r\\n\\.+\\r\\n<-D.*"), start.out());
    }

    @Test
    void buildsOnceForStartsAtTheSameTime() throws Exception {
        sourceTree();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(begin(home.resolve("mha"), withJdk()));
        }
        for (Process process : processes) {
            assertEquals(7, end(process).code());
        }
        assertEquals(1, builds().size());
    }

    @Test
    void saysThatItWaitsWhereThereIsNoFlock() throws Exception {
        sourceTree();
        Path tools = Files.createDirectory(temporary.resolve("tools"));
        for (String tool : List.of("cat", "dirname", "find", "grep", "head", "locale", "mkdir", "mv", "readlink", "rm",
                "sh", "sleep", "stty", "tail", "touch")) {
            for (String folder : List.of("/bin", "/usr/bin")) {
                if (Files.exists(Path.of(folder, tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(folder, tool));
                }
            }
        }
        Path lock = Files.createDirectories(home.resolve("mha-cli/target/build.lock.d"));
        Files.writeString(lock.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
        Process waiting = begin(home.resolve("mha"),
                Map.of("MHA_JAVA_HOME", jdk.toString(), "PATH", bin + ":" + tools));
        try (BufferedReader err = waiting.errorReader(StandardCharsets.UTF_8)) {
            assertEquals("mha: waiting for another start that builds ...", err.readLine());
            assertEquals(List.of(), builds());
            Files.delete(lock.resolve("pid"));
            Files.delete(lock);
            assertFalse(err.lines().anyMatch(line -> line.contains("waiting")));
        }
        waiting.waitFor();
        assertEquals(1, builds().size());
    }

    @Test
    void showsWhyABuildFailedAndTriesAgain() throws Exception {
        sourceTree();
        script(bin.resolve("mvn"), BROKEN_MAVEN);
        Start start = start(home.resolve("mha"), withJdk());
        assertEquals(1, start.code());
        assertEquals("", start.out());
        assertTrue(start.err().contains("[ERROR] a source is wrong\nmha: the build failed; the whole log is "),
                start.err());
        assertFalse(Files.exists(home.resolve("mha-cli/target/dist.stamp")));
        script(bin.resolve("mvn"), FAKE_MAVEN);
        assertEquals(7, start(home.resolve("mha"), withJdk()).code());
    }
}
