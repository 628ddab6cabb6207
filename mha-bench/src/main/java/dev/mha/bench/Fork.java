package dev.mha.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one virtual machine measured.
 *
 * @param lanes floats in a vector
 * @param registers vector registers that the compiler uses
 * @param peak the probe's best short call at the start, in 1e9 float operations a second
 * @param gigahertz clock, see {@link ClockProbe}
 * @param cases in the order asked for
 */
record Fork(int lanes, int registers, double peak, double gigahertz, List<Measured> cases) {
    /** Starts a virtual machine that measures the cases. */
    static Fork run(TableOptions options, List<String> titles) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--add-modules=jdk.incubator.vector");
        command.addAll(options.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkRun.class.getName(),
                String.valueOf(options.seconds()), String.valueOf(options.threads())));
        command.addAll(titles);
        Path errors = Files.createTempFile("mha-fork", ".txt");
        try {
            return read(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors, titles.size());
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static Fork read(Process process, Path errors, int wanted) throws IOException, InterruptedException {
        String[] machine = null;
        List<Measured> cases = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("machine")) {
                    machine = fields;
                } else {
                    cases.add(new Measured(Double.parseDouble(fields[1]), Double.parseDouble(fields[2]),
                            Double.parseDouble(fields[3]), Long.parseLong(fields[4])));
                }
            }
        }
        int status = process.waitFor();
        if (status != 0 || machine == null || cases.size() != wanted) {
            throw new IllegalStateException(
                    "a fork measured " + cases.size() + " of " + wanted + " cases and ended with status " + status
                            + System.lineSeparator() + Files.readString(errors).strip());
        }
        return new Fork(Integer.parseInt(machine[1]), Integer.parseInt(machine[2]), Double.parseDouble(machine[3]),
                Double.parseDouble(machine[4]), cases);
    }
}
