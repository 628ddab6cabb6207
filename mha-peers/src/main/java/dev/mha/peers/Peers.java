package dev.mha.peers;

import dev.mha.bench.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints how many times as fast as its peers mha is. */
public final class Peers {
    /**
     * Variables that choose kernels, threads or caches of a peer. Some machines set OPENBLAS_CORETYPE and
     * OPENBLAS_L2_SIZE for the sake of old builds, which halves the speed of a current one.
     */
    private static final Pattern PEERS_VARIABLES = Pattern
            .compile("(OPENBLAS|GOTO|MKL|OMP|KMP|GOMP|ATEN|TORCH|PYTORCH|ORT|ONEDNN|DNNL|NVPL)_.*");

    private Peers() {}

    /** See the usage text; exits with 2 when the arguments are wrong and with 1 when a fork, a result or a file is. */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(PeerOptions.USAGE);
            return;
        }
        PeerOptions options = null;
        try {
            options = PeerOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("peers: " + wrong.getMessage());
            System.err.print(PeerOptions.USAGE);
            System.exit(2);
        }
        try {
            run(options);
        } catch (IllegalStateException | IOException | UncheckedIOException failed) {
            System.err.println("peers: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void run(PeerOptions options) throws IOException, InterruptedException {
        List<String> titles = PeerCases.titles().stream().filter(title -> options.wanted().matcher(title).find())
                .toList();
        if (titles.isEmpty()) {
            throw new IllegalStateException("no case matches " + options.wanted());
        }
        Journal journal = new Journal(options.resume());
        for (int f = 1; f <= options.forks(); f++) {
            int fork = f;
            List<String> missing = titles.stream().filter(title -> !journal.has(fork, title)).toList();
            if (!missing.isEmpty()) {
                System.err.print("\rfork " + f + " of " + options.forks() + " ...");
                measure(fork, missing, options.seconds(), journal);
            }
        }
        System.err.print("\r                    \r");
        PeerTable table = PeerTable.of(titles, journal, options);
        System.out.print(table.text());
        write(options.markdown(), table.markdown());
        write(options.json(), table.json());
    }

    private static void measure(int fork, List<String> titles, double seconds, Journal journal)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        System.getenv().keySet().stream().filter(name -> PEERS_VARIABLES.matcher(name).matches())
                .forEach(name -> environment.put(name, ""));
        environment.put("OMP_NUM_THREADS", "1");
        environment.put("OPENBLAS_NUM_THREADS", "1");
        // JavaCPP: tensors are released by hand, so that the collector need not know them, and no call asks how much is
        // in use
        List<String> flags = List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.nopointergc=true", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-Dorg.bytedeco.javacpp.cachedir="
                        + System.getProperty("org.bytedeco.javacpp.cachedir", "target/javacpp"));
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(seconds)));
        arguments.addAll(titles);
        List<String[]> lines = new ArrayList<>();
        List<String> machine = new ArrayList<>();
        Child.run(flags, PeerRun.class, arguments, environment, fields -> {
            try {
                if (fields[0].equals("machine")) {
                    machine.addAll(List.of(fields));
                } else if (fields[0].equals(PeerRun.ABOUT)) {
                    journal.add(fork, List.<String[]>of(new String[]{PeerRun.ABOUT, fields[1] + "; mha on "
                            + machine.get(1) + " lanes, JDK " + Runtime.version()}));
                } else if (fields[1].equals(PeerRun.END)) {
                    journal.add(fork, lines);
                    lines.clear();
                } else {
                    lines.add(fields);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private static void write(Path file, String text) {
        if (file != null) {
            try {
                Files.writeString(file, text);
            } catch (IOException failed) {
                throw new IllegalStateException("cannot write " + file + ": " + failed, failed);
            }
        }
    }
}
