package dev.mha.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        List<String> arguments = new ArrayList<>(
                List.of(String.valueOf(options.seconds()), String.valueOf(options.threads())));
        arguments.addAll(titles);
        List<String[]> lines = new ArrayList<>();
        Child.run(options.flags(), ForkRun.class, arguments, Map.of(), lines::add);
        if (lines.size() != 1 + titles.size()) {
            throw new IllegalStateException(
                    "a fork printed " + lines.size() + " lines for " + titles.size() + " cases");
        }
        String[] machine = lines.get(0);
        List<Measured> cases = lines.stream().skip(1)
                .map(fields -> new Measured(Double.parseDouble(fields[1]), Double.parseDouble(fields[2]),
                        Double.parseDouble(fields[3]), Long.parseLong(fields[4])))
                .toList();
        return new Fork(Integer.parseInt(machine[1]), Integer.parseInt(machine[2]), Double.parseDouble(machine[3]),
                Double.parseDouble(machine[4]), cases);
    }
}
