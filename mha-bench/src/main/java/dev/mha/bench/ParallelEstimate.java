package dev.mha.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Estimates how many times as fast as one thread each case is on many cores, from what one thread measures: the tasks
 * that a call would hand out, each run of them with its time; what is done between runs; the bytes that must move.
 * Cores are taken to be as fast together as alone, and to wait for nothing but the last task of a run and the memory:
 * what waking threads takes is left out.
 */
public final class ParallelEstimate {
    private static final int WORKERS = 64;
    private static final double GIGABYTES = 300;
    private static final long WARM_UP_NANOS = 1_000_000_000;
    private static final long NANOS = 400_000_000;

    private ParallelEstimate() {}

    /**
     * Prints the table; arguments: workers, 1e9 bytes a second that the memory moves, a pattern that titles must
     * contain.
     */
    public static void main(String[] arguments) {
        int workers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : WORKERS;
        double gigabytes = arguments.length > 1 ? Double.parseDouble(arguments[1]) : GIGABYTES;
        Pattern wanted = Pattern.compile(arguments.length > 2 ? arguments[2] : "");
        System.out.printf(Locale.ROOT,
                "%d cores, memory %.0f GB/s; one thread measured here, everything else estimated.%n%n", workers,
                gigabytes);
        System.out.println("| case | tasks | busiest / mean | one thread, ms | between runs | bytes a multiply-add |"
                + " GB/s asked for | times as fast | most is lost to |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (BenchCase item : BenchCases.all()) {
            if (item.threaded() && wanted.matcher(item.title()).find()) {
                System.out.println(line(item, workers, gigabytes));
            }
        }
    }

    private static String line(BenchCase item, int workers, double gigabytes) {
        Runnable serial = item.serial();
        TaskLedger ledger = new TaskLedger(workers, true);
        Runnable cut = item.prepare().apply(ledger);
        turns(serial, cut, ledger, WARM_UP_NANOS);
        List<Turn> turns = turns(serial, cut, ledger, NANOS);
        double one = median(turns, Turn::one);
        double between = median(turns, Turn::between);
        List<TaskLedger.Phase> phases = turns.get(0).phases();
        double runs = 0;
        double slowest = 0;
        double busiest = 0;
        double mean = 0;
        double longest = -1;
        int tasks = 0;
        for (int p = 0; p < phases.size(); p++) {
            TaskLedger.Phase phase = phases.get(p);
            int at = p;
            double time = median(turns, turn -> turn.phases().get(at).nanos());
            double share = HandOut.busiest(phase.work(), workers) / (double) phase.total();
            runs += time;
            slowest += time * share;
            busiest += phase.total() * share;
            mean += phase.total() / (double) workers;
            if (time > longest) {
                longest = time;
                tasks = phase.work().length;
            }
        }
        double bytes = Traffic.of(item, phases);
        double computing = slowest + between;
        double moving = bytes / gigabytes;
        double times = one / Math.max(computing, moving);
        return String.format(Locale.ROOT, "| %s | %d | %.2f | %.2f | %.1f %% | %.3f | %.0f | **%.0f** | %s |",
                item.title(), tasks, busiest / mean, 1e-6 * one, 100 * between / (runs + between),
                bytes / (item.work() / 2), bytes / computing, times,
                limit(workers, one, runs, slowest, between, moving));
    }

    /** One call on one thread, and one cut for many: its runs of tasks and the time between them. */
    private record Turn(double one, double between, List<TaskLedger.Phase> phases) {}

    /** Turn by turn, so that a change of clock meets both; three at least. */
    private static List<Turn> turns(Runnable serial, Runnable cut, TaskLedger ledger, long nanos) {
        List<Turn> turns = new ArrayList<>();
        for (long end = System.nanoTime() + nanos; turns.size() < 3 || System.nanoTime() < end;) {
            long begin = System.nanoTime();
            serial.run();
            long middle = System.nanoTime();
            cut.run();
            long all = System.nanoTime() - middle - ledger.ownNanos();
            List<TaskLedger.Phase> phases = ledger.take();
            long runs = phases.stream().mapToLong(TaskLedger.Phase::nanos).sum();
            turns.add(new Turn(middle - begin, Math.max(0, all - runs), phases));
        }
        return turns;
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> of) {
        return Measured.median(turns.stream().mapToDouble(of).sorted().toArray());
    }

    /** Which of the four costs most, beside a thread's share of the call. */
    private static String limit(int workers, double one, double runs, double slowest, double between, double moving) {
        if (moving > slowest + between) {
            return "memory";
        }
        double imbalance = slowest - runs / workers;
        double cutting = (runs + between - one) / workers;
        if (Math.max(imbalance, Math.max(between, cutting)) < 0.02 * one / workers) {
            return "nothing counted here";
        }
        if (between >= imbalance && between >= cutting) {
            return "what is done between runs";
        }
        return imbalance >= cutting ? "imbalance" : "work done again in smaller tasks";
    }
}
