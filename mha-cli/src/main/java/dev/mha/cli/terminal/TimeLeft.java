package dev.mha.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Tells from how fast a job was lately how long the rest will take. The first seconds run code that is not compiled
 * yet, several times as slow as later, and would make the rest seem as long: so they leave the window, and as long as
 * the pace changes nothing is told.
 */
final class TimeLeft {
    /** Part of the time so far that the window has. */
    private static final double WINDOW = 1 / 3.0;

    /** Seconds that the window has at least: less is noise of a shared machine. */
    private static final double LEAST_WINDOW = 3;

    /** Fewest steps of progress in the window: where they come evenly there are two in each half of its time. */
    private static final int FEWEST = 4;

    /**
     * Times by which the halves of a window may differ in pace; of two steps in a half, one more or less is half of it.
     * The pace of a window may fall as much until the next step of progress comes.
     */
    private static final double STEADY = 1.6;

    /** Seconds between two points that are remembered, as a part of the time so far. */
    private static final double APART = 0.01;

    private final Deque<Point> points = new ArrayDeque<>();

    private record Point(double seconds, double share) {}

    /**
     * Tells how far the job is.
     *
     * @param seconds since its start, ascending
     * @param share that is done, 0 to 1; only what rises says something of the pace
     */
    void add(double seconds, double share) {
        if (points.isEmpty()) {
            points.add(new Point(seconds, share));
            return;
        }
        Point last = points.getLast();
        if (share <= last.share() || seconds - last.seconds() < APART * seconds) {
            return;
        }
        points.add(new Point(seconds, share));
        double from = seconds - Math.max(LEAST_WINDOW, WINDOW * seconds);
        while (points.size() > FEWEST + 1 && second().seconds() <= from) {
            points.removeFirst();
        }
    }

    private Point second() {
        Iterator<Point> all = points.iterator();
        all.next();
        return all.next();
    }

    /**
     * Seconds to the end; NaN while the pace changes or nothing moves, or too little is known of it.
     *
     * @param seconds since the start, now
     */
    double seconds(double seconds) {
        if (points.size() <= FEWEST) {
            return Double.NaN;
        }
        Point first = points.getFirst();
        Point last = points.getLast();
        Point middle = first;
        for (Point point : points) {
            if (point.seconds() > (first.seconds() + last.seconds()) / 2) {
                break;
            }
            middle = point;
        }
        double before = pace(first, middle);
        double after = pace(middle, last);
        if (last.seconds() - first.seconds() < LEAST_WINDOW || !(before > 0) || after > STEADY * before
                || before > STEADY * after) {
            return Double.NaN;
        }
        double pace = pace(first, last);
        if (pace(first, new Point(seconds, last.share())) < pace / STEADY) {
            return Double.NaN;
        }
        double left = (1 - last.share()) / pace;
        // since the last step of progress some of that has gone by
        return Math.max(0, left - (seconds - last.seconds()));
    }

    private static double pace(Point from, Point to) {
        return (to.share() - from.share()) / (to.seconds() - from.seconds());
    }
}
