package dev.mha.cli.terminal;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How far a job is and how long it will take: a bar that is drawn anew on a terminal, a plain line early on and every
 * half minute elsewhere. Jobs of less than a second show nothing but what they begin with. Threads may tell it at once.
 */
public final class ProgressLine implements AutoCloseable {
    private static final double SILENT_SECONDS = 1;
    private static final double LIVE_SECONDS = 0.2;
    private static final double PLAIN_SECONDS = 30;

    /** Share of the work before which its pace says nothing of the rest. */
    private static final double EARLY = 0.03;

    /**
     * Seconds in which code is compiled: a curvature of twenty seconds promised a minute after nine. From here on an
     * estimate is worth something, and what will take long says so.
     */
    private static final double WARM_SECONDS = 10;

    private final Screen screen;
    private String task;
    private final LongSupplier clock;
    private final BooleanSupplier stopping;
    private final long start;
    private final TimeLeft pace = new TimeLeft();
    private double lastShown;
    /** Estimates of how much work there is may change; what has been shown as done stays done. */
    private double furthest;
    private int drawn;

    /**
     * A job that begins now.
     *
     * @param task what is at work first, in a word or two
     */
    public ProgressLine(Screen screen, String task) {
        this(screen, task, System::nanoTime, Interruption::requested);
    }

    /**
     * @param clock in nanoseconds
     * @param stopping whether the work was asked to stop: how far it would be from its end is no news then
     */
    public ProgressLine(Screen screen, String task, LongSupplier clock, BooleanSupplier stopping) {
        this.screen = screen;
        this.task = task;
        this.clock = clock;
        this.stopping = stopping;
        this.start = clock.getAsLong();
    }

    /** Tells what is at work now, and how far the whole job is. */
    public synchronized void update(String work, double share) {
        task = work;
        update(share);
    }

    /** Shows at once that a job has begun which will take long. */
    public synchronized void begin() {
        if (screen.live()) {
            draw(0, Double.NaN);
        }
    }

    /**
     * Tells how far the job is.
     *
     * @param share share of the work that is done, 0 to 1
     */
    public synchronized void update(double share) {
        double seconds = seconds();
        pace.add(seconds, share);
        update(share, pace.seconds(seconds));
    }

    /**
     * Tells how far the job is.
     *
     * @param share share of the work that is done, 0 to 1
     * @param estimate of the seconds to the end; NaN when nothing is known yet
     */
    public synchronized void update(double share, double estimate) {
        if (stopping.getAsBoolean()) {
            close();
            return;
        }
        furthest = Math.max(furthest, share);
        double seconds = seconds();
        double left = share < EARLY || seconds < WARM_SECONDS ? Double.NaN : estimate;
        if (screen.live()) {
            if (seconds > SILENT_SECONDS && seconds - lastShown > LIVE_SECONDS) {
                lastShown = seconds;
                draw(furthest, left);
            }
        } else if (seconds - lastShown >= PLAIN_SECONDS
                || (lastShown == 0 && left >= PLAIN_SECONDS)) {
            lastShown = seconds;
            screen.note(task + ": " + Math.round(100 * furthest) + " % done"
                    + (Double.isNaN(left) ? "" : ", about " + duration(left) + " left"));
        }
    }

    private double seconds() {
        return (clock.getAsLong() - start) / 1e9;
    }

    private void draw(double share, double left) {
        String percent = String.format(Locale.ROOT, "%3d %% ", Math.round(100 * share));
        String before = task + " " + percent;
        String after = Double.isNaN(left) ? "" : " " + duration(left) + " left";
        // a line that reaches the last column would go on below, where it is not drawn anew
        int width = screen.width() - 1;
        if (before.length() + after.length() > width) {
            after = "";
        }
        if (before.length() > width) {
            before = percent;
        }
        if (before.length() > width) {
            return;
        }
        int room = Math.min(40, width - before.length() - after.length());
        StringBuilder line = new StringBuilder(before);
        if (room >= 10) {
            int full = (int) Math.round(share * room);
            line.append((screen.unicode() ? "\u2588" : "#").repeat(full))
                    .append((screen.unicode() ? "\u2591" : ".").repeat(room - full));
        }
        line.append(after);
        int length = line.length();
        // Blanks instead of an escape code that clears the line: the same bytes are harmless everywhere.
        line.append(" ".repeat(Math.max(0, drawn - length)));
        drawn = length;
        print("\r" + line);
    }

    private void print(String text) {
        synchronized (screen.err()) {
            screen.err().print(text);
            screen.err().flush();
        }
    }

    /** A duration in words that nobody has to decode. */
    static String duration(double seconds) {
        if (seconds < 90) {
            return Math.max(1, Math.round(seconds)) + " s";
        }
        return seconds < 5400
                ? String.format(Locale.ROOT, "%d min", Math.round(seconds / 60))
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (drawn > 0) {
            print("\r" + " ".repeat(drawn) + "\r");
            drawn = 0;
        }
    }
}
