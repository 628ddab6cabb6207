package dev.mha.bench;

import java.util.Arrays;
import java.util.List;

/**
 * One case over all forks.
 *
 * @param title group and sizes
 * @param threads 1: shares are of the probe; more: of the same case on one thread
 * @param forks what each measured
 * @param median share, NaN when every probe failed
 * @param least smallest share
 * @param most largest share
 */
record Line(String title, int threads, List<Measured> forks, double median, double least, double most) {
    /** Forks whose shares differ by more than this part of the median are said to disagree. */
    private static final double DISAGREEMENT = 0.1;

    /** A share whose probe failed is left out, and the note says so. */
    static Line of(String title, int threads, List<Measured> forks) {
        double[] shares = forks.stream().filter(fork -> !fork.peerFailed(threads)).mapToDouble(Measured::share).sorted()
                .toArray();
        if (shares.length == 0) {
            return new Line(title, threads, forks, Double.NaN, Double.NaN, Double.NaN);
        }
        return new Line(title, threads, forks, Measured.median(shares), shares[0], shares[shares.length - 1]);
    }

    double rate() {
        return Measured.median(forks.stream().mapToDouble(Measured::rate).toArray());
    }

    double probe() {
        return Measured.median(forks.stream().mapToDouble(Measured::probe).toArray());
    }

    /** The most that any fork allocated in a call. */
    long bytes() {
        return forks.stream().mapToLong(Measured::bytes).max().orElse(0);
    }

    /** What a reader must know about the figures; empty when they speak for themselves. */
    String note() {
        long failed = forks.stream().filter(fork -> fork.peerFailed(threads)).count();
        String probes = failed == 0
                ? ""
                : (threads == 1 ? "probe" : "one thread") + " failed in " + failed + " of " + forks.size() + " forks";
        boolean apart = most - least > DISAGREEMENT * median;
        String agreement = apart ? "forks disagree" : "";
        return String.join("; ", Arrays.stream(new String[]{probes, agreement}).filter(s -> !s.isEmpty()).toList());
    }
}
