package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What comes out must not depend on the locale or the folders of the machine. */
@DisabledOnOs(OS.WINDOWS)
class EnvironmentTest {
    private static final String DATA = "v,label\n" + "1,gr\u00fcn\n2,blau\n".repeat(4);

    @TempDir
    private Path folder;

    private CommandRun run(String option, byte[] input, String... arguments) throws IOException, InterruptedException {
        return CommandProcess.run(folder, "C", option, input, arguments);
    }

    @Test
    void resultsAreUtf8InTheCLocale() throws Exception {
        byte[] data = DATA.getBytes(StandardCharsets.UTF_8);
        CommandRun train = run("-Dx=y", data, "train", "-", "--iterations", "50", "--out", "m", "--json");
        assertEquals("", train.err());
        assertTrue(train.out().contains("\"positive\":\"gr\u00fcn\""), train.out());
        CommandRun predict = run("-Dx=y", data, "predict", "m", "-");
        assertEquals(9, predict.out().lines().count());
        assertTrue(predict.out().contains(",gr\u00fcn\n"), predict.out());
        assertEquals(0, run("-Dx=y", data, "predict", "m", "-", "--out", "s").code());
        assertEquals(predict.out(), Files.readString(folder.resolve("s")));
    }

    @Test
    void saysSoWhenThereIsNoFolderForTemporaryFiles() throws Exception {
        byte[] npz = new NpzBytes().floats("X", "2, 1, 1", 1, 2).bytes("y", "2", 0, 1).build();
        String nowhere = folder.resolve("nowhere").toString();
        CommandRun piped = run("-Djava.io.tmpdir=" + nowhere, npz, "train", "-", "--out", "m");
        assertEquals("mha: standard input cannot be copied to the folder for temporary files, " + nowhere
                + ": no such file or folder\n", piped.err());
        assertEquals(1, piped.code());
        Files.write(folder.resolve("d.npz"), npz);
        CommandRun file = run("-Djava.io.tmpdir=" + nowhere, new byte[0], "train", "d.npz", "--out", "m");
        assertEquals(0, file.code(), file.err());
    }

    /** Commands that are printed start what the user started. */
    @Test
    void namesItselfAsItWasTyped() throws Exception {
        assertEquals("mha: there is no option '--fast'; see './my mha' trial --help\n",
                run("-Ddev.mha.command=./my mha", new byte[0], "trial", "--fast").err());
        String[] trial = {"trial", "-", "--heads", "1", "--steps", "1", "--inits", "gauss", "--iterations", "20",
                "--out",
                "r"};
        CommandRun run = run("-Ddev.mha.command=./mha",
                ("v,label\n" + "1,x\n2,y\n".repeat(10)).getBytes(StandardCharsets.UTF_8),
                trial);
        assertTrue(run.out().contains("./mha train - --heads 1 "), run.out() + run.err());
    }

    @Test
    void saysSoInOneSentenceWhenALibraryIsMissing() throws Exception {
        Files.writeString(folder.resolve("d.csv"), DATA);
        CommandRun run = CommandProcess.without("fastcsv", folder, "train", "d.csv", "--out", "m");
        assertTrue(run.err().matches("mha: this installation is broken \\(java.lang.NoClassDefFoundError:"
                + " de/siegmar/fastcsv/\\S+\\): install it anew, or in a source tree delete mha-cli/target and start"
                + " again\n"), run.err());
        assertEquals(1, run.code());
        assertEquals("", run.out());
    }

    /** What will not fit the memory is refused with its size, before any work. */
    @Test
    void refusesWhatDoesNotFitTheMemory() throws Exception {
        StringBuilder rows = new StringBuilder("v,label\n");
        for (int i = 0; i < 2500; i++) {
            rows.append(i % 7).append(i % 2 == 0 ? ",x\n" : ",y\n");
        }
        Files.writeString(folder.resolve("d.csv"), rows);
        assertEquals(0, run("-Dx=y", new byte[0], "train", "d.csv", "--iterations", "2", "--out", "m").code());
        String more = " MB, Java has 64 MB: give it more with MHA_JAVA_OPTS=-Xmx1g, or take fewer ";
        CommandRun certify = run("-Xmx64m", new byte[0], "certify", "m", "d.csv", "--threads", "2");
        // two steps, so that the unroll would follow 2400 of them; with the scratch of both threads, which grows with
        // the lanes
        assertTrue(certify.err().matches("mha: tangent kernels of 2500 samples need 10[78]" + more + "samples\n"),
                certify.err());
        assertEquals(1, certify.code());
        CommandRun trial = run("-Xmx64m", new byte[0], "trial", "d.csv", "--repeats", "1000", "--out", "r");
        assertTrue(
                trial.err().matches("(?s)(mha: no --tokens given[^\n]*\n)?mha: 5000 divisions of 2500 samples need \\d+"
                        + more + "--folds or --repeats\n"),
                trial.err());
        assertEquals(1, trial.code());
        CommandRun curvature = run("-Xmx64m", new byte[0], "curvature", "m", "d.csv", "--json");
        assertEquals(0, curvature.code(), curvature.err());
        assertTrue(curvature.out().contains("\"quantity\":\"margin\",\"reason\":\"2500 samples and "), curvature.out());
    }

    /** What a training takes grows with the heads; it is told before any work. */
    @Test
    void refusesMoreHeadsThanFitTheMemory() throws Exception {
        String more = " MB, Java has 64 MB: give it more with MHA_JAVA_OPTS=-Xmx1g, or take fewer --heads";
        CommandRun train = run("-Xmx64m", new byte[0], "train", "digits", "--heads", "20000", "--out", "m");
        assertTrue(train.err().matches("mha: parameters and gradients of 20.000 heads need \\d+" + more + "\n"),
                train.err());
        assertEquals(1, train.code());
        CommandRun trial = run("-Xmx64m", new byte[0], "trial", "radar", "--heads", "1,20000", "--threads", "2");
        assertTrue(trial.err().matches("mha: 2 trainings of 20.000 heads at a time need \\d+" + more
                + " or --threads\n"), trial.err());
        assertEquals(1, trial.code());
    }

    /** Fewer threads are no advice where there is one. */
    @Test
    void advisesFewerThreadsOnlyWhereThereAreSome() throws Exception {
        String long2000 = "1,".repeat(2000);
        StringBuilder rows = new StringBuilder();
        for (int j = 0; j < 2000; j++) {
            rows.append('v').append(j).append(',');
        }
        rows.append("label\n");
        for (int i = 0; i < 4; i++) {
            rows.append(i).append(long2000, 1, long2000.length()).append(i % 2 == 0 ? "x\n" : "y\n");
        }
        Files.writeString(folder.resolve("d.csv"), rows);
        for (String threads : List.of("1", "2")) {
            CommandRun train = run("-Xmx64m", new byte[0], "train", "d.csv", "--heads", "4", "--iterations", "2",
                    "--out",
                    "m", "--curvature", "c.csv", "--threads", threads);
            assertEquals(1, train.code());
            assertTrue(train.err().contains("mha: derivatives of samples of 2000 tokens with 4 heads need "),
                    train.err());
            assertTrue(train.err().endsWith(threads.equals("1")
                    ? ", or take shorter samples or fewer --heads\n"
                    : ", or take fewer --threads, shorter samples or fewer --heads\n"), train.err());
        }
    }

    /** The square of the samples: said before the training, with the option that does without. */
    @Test
    void refusesTangentKernelsThatDoNotFit() throws Exception {
        Files.writeString(folder.resolve("d.csv"), "v,label\n" + "1,x\n2,y\n1.5,x\n".repeat(1000));
        String[] command = {"train", "d.csv", "--heads", "1", "--iterations", "2", "--out", "m", "--curvature",
                "c.csv"};
        CommandRun refused = run("-Xmx64m", new byte[0], command);
        assertEquals(1, refused.code());
        assertTrue(refused.err().matches("(?s).*mha: the tangent kernels of 3000 samples for --curvature need \\d+ MB,"
                + " Java has 64 MB: give it more with MHA_JAVA_OPTS=-Xmx1g, or give --curvature-skip margin\n"),
                refused.err());
        assertFalse(Files.exists(folder.resolve("m")));
        String[] without = Arrays.copyOf(command, command.length + 2);
        without[command.length] = "--curvature-skip";
        without[command.length + 1] = "margin";
        CommandRun run = run("-Xmx64m", new byte[0], without);
        assertEquals(0, run.code(), run.err());
        assertTrue(Files.exists(folder.resolve("c.csv")));
    }

    /** A disk that fills up during a trial takes the report, not the answer. */
    @Test
    void givesTheAnswerWhenTheReportDoesNotFitTheDisk() throws Exception {
        List<String> mounted = mounted("size=16k");
        Files.writeString(folder.resolve("d.csv"), "v,label\n" + "1,x\n2,y\n1.5,x\n2.5,y\n".repeat(10));
        CommandRun run = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "trial", "d.csv", "--heads",
                "1", "--steps", "1", "--inits", "gauss", "--iterations", "20", "--repeats", "1", "--out", "mount/r");
        assertTrue(
                run.err().contains(
                        "mha: cannot write mount/r: no space left on device; the answer without its report: "),
                run.err());
        assertEquals(1, run.code());
        assertTrue(run.out().startsWith("d.csv: 40 samples, "), run.out());
    }

    /** A full disk still takes an empty file. */
    @Test
    void refusesAFullDiskBeforeTheWork() throws Exception {
        List<String> mounted = new ArrayList<>(mounted("size=16k"));
        mounted.addAll(List.of("sh", "-c", "head -c 16384 /dev/zero > mount/full && exec \"$@\"", "sh"));
        Files.writeString(folder.resolve("d.csv"), "v,label\n" + "1,x\n2,y\n1.5,x\n2.5,y\n".repeat(10));
        for (String[] command : new String[][]{{"trial", "d.csv", "--out", "mount/r"},
                {"train", "d.csv", "--out", "mount/r"}}) {
            CommandRun run = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], command);
            assertEquals("mha: cannot write mount/r: nothing can be written in " + folder.resolve("mount")
                    + " (no space left on device)\n", run.err());
            assertEquals(1, run.code());
            assertEquals("", run.out());
        }
    }

    /** A disk that fills up during the work takes what was to be kept, not the answer; the exit code says so. */
    @Test
    void failsAfterTheAnswerWhenTrainingsCannotBeKept() throws Exception {
        List<String> mounted = mounted("size=4k");
        Files.writeString(folder.resolve("d.csv"), "v,label\n" + "1,x\n2,y\n1.5,x\n2.5,y\n".repeat(10));
        assertEquals(0, run("-Dx=y", new byte[0], "train", "d.csv", "--iterations", "20", "--out", "m").code());
        String full = "mha: cannot write mount/k.csv: no space left on device; the work goes on, and what it finishes"
                + " is not kept\n";
        CommandRun certify = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "certify", "m", "d.csv",
                "--keep", "mount/k.csv");
        // a machine that is busy also shows progress
        assertTrue(certify.err().contains(full), certify.err());
        // once for each of the two files
        assertTrue(certify.err().contains(full.replace("k.csv", "k.csv.path")), certify.err());
        assertEquals(2, certify.err().split("cannot write", -1).length - 1, certify.err());
        assertEquals(1, certify.code());
        assertTrue(certify.joined().contains("mean over 40 of 40 samples, each left out"), certify.out());
        CommandRun trial = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "trial", "d.csv", "--heads",
                "1", "--steps", "1,2", "--inits", "gauss", "--iterations", "3000", "--out", "r", "--keep",
                "mount/k.csv");
        assertTrue(trial.err().contains(full), trial.err());
        assertEquals(1, trial.code());
        assertTrue(Files.exists(folder.resolve("r/report.html")));
        CommandRun train = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "train", "d.csv", "--heads",
                "200", "--iterations", "20", "--out", "n", "--keep", "mount/k.csv");
        assertEquals(full, train.err());
        assertEquals(1, train.code());
        assertTrue(train.out().contains("\nwritten   n"), train.out());
        assertTrue(Files.exists(folder.resolve("n")));
    }

    @Test
    void refusesToKeepATrainingWhereNothingCanBeWritten() throws Exception {
        List<String> mounted = mounted("ro");
        Files.writeString(folder.resolve("d.csv"), "v,label\n" + "1,x\n2,y\n1.5,x\n2.5,y\n".repeat(10));
        CommandRun train = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "train", "d.csv", "--out",
                "n", "--keep", "mount/k");
        assertTrue(train.err().startsWith("mha: cannot write mount/k: nothing can be written in "), train.err());
        assertEquals(1, train.code());
        assertEquals("", train.out());
        assertFalse(Files.exists(folder.resolve("n")));
    }

    /** A mount point is a folder that no rename can replace. */
    @Test
    void refusesAMountPointBeforeTheWork() throws Exception {
        List<String> mounted = mounted("size=16m");
        CommandRun run = CommandProcess.run(folder, mounted, "C", "-Dx=y", new byte[0], "trial", "no-such-file.csv",
                "--out", "mount");
        assertEquals(
                "mha: cannot write mount: it cannot be replaced (device or resource busy), it may be a mount point;"
                        + " name a folder inside it\n",
                run.err());
        assertEquals(1, run.code());
        assertEquals("", run.out());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of("err.txt", "mount"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    /** What runs a command with the folder "mount" on a file system of its own. */
    private List<String> mounted(String option) throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        List<String> mounted = List.of("unshare", "--map-root-user", "--mount", "sh", "-c",
                "mount -t tmpfs -o " + option + " none \"$0\" && exec \"$@\"", mount.toString());
        List<String> trial = new ArrayList<>(mounted);
        trial.add("true");
        assumeTrue(succeeds(trial), "this user may mount nothing");
        return mounted;
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start()
                    .waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /** What is renamed before it is on the device may be empty after a power cut. */
    @Test
    void forcesTheFileAndItsFolderToTheDevice() throws Exception {
        ProductOfSigns.write(folder.resolve("d.csv"));
        CommandRun run = CommandProcess.run(folder, "C",
                "-XX:StartFlightRecording:filename=events.jfr,jdk.FileForce#enabled=true,jdk.FileForce#threshold=0ms",
                new byte[0], "train", "d.csv", "--tokens", "2x2", "--iterations", "1", "--out", "m");
        assertEquals(0, run.code(), run.err());
        Process print = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jfr").toString(), "print",
                "--events", "jdk.FileForce", folder.resolve("events.jfr").toString()).start();
        String events = new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(List.of(".mha-part-", ""), Pattern.compile("path = \"(.*)\"").matcher(events).results()
                .map(path -> path.group(1)).filter(path -> path.startsWith(folder.toString()))
                .map(path -> path.substring(folder.toString().length()).replaceFirst("^/", "")
                        .replaceFirst("^\\.mha-part-.*", ".mha-part-"))
                .toList(), events);
    }
}
