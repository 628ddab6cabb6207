package dev.mha.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Time of a case as a multiple of that of another one of the same sizes.
 *
 * @param title of the case
 * @param of group of the other one
 * @param median over forks
 * @param least of all forks
 * @param most of all forks
 */
record Cost(String title, String of, double median, double least, double most) {
    /** Groups, and the groups that they are multiples of: what a user would otherwise do. */
    private static final Map<String, String> GROUPS = Map.ofEntries(Map.entry(BenchCases.TANGENT, BenchCases.BOTH),
            Map.entry(BenchCases.HESSIAN, BenchCases.BOTH), Map.entry(BenchCases.NEW_POINT, BenchCases.BOTH),
            Map.entry(HessianRun.PRODUCT.group, BenchCases.CLASSIFIER),
            Map.entry(HessianRun.FOUR.group, BenchCases.CLASSIFIER),
            Map.entry(HessianRun.WITH_STEP.group, BenchCases.CLASSIFIER),
            Map.entry(HessianRun.DOUBLE_PRODUCT.group, HessianRun.DOUBLE_STEP.group),
            Map.entry(HessianRun.DOUBLE_FOUR.group, HessianRun.DOUBLE_STEP.group),
            Map.entry(HessianRun.DOUBLE_WITH_STEP.group, HessianRun.DOUBLE_STEP.group));

    /**
     * The multiples that these lines, each of one thread, allow to state: both cases were measured. In each fork both
     * stood beside the probe in turns, so the ratio of their shares does not see a change of clock between them. A fork
     * whose probe failed is left out.
     */
    static List<Cost> of(List<Line> lines) {
        List<Cost> costs = new ArrayList<>();
        for (Line line : lines) {
            BenchCase item = BenchCases.named(line.title());
            String group = GROUPS.get(item.group());
            OptionalInt other = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).title().equals(group + " " + item.name())).findFirst();
            if (other.isPresent()) {
                Line base = lines.get(other.getAsInt());
                double[] times = IntStream.range(0, line.forks().size())
                        .filter(f -> !line.forks().get(f).peerFailed(1) && !base.forks().get(f).peerFailed(1))
                        .mapToDouble(f -> item.work() / line.forks().get(f).share()
                                / (BenchCases.named(base.title()).work() / base.forks().get(f).share()))
                        .sorted().toArray();
                if (times.length > 0) {
                    costs.add(new Cost(line.title(), group, Measured.median(times), times[0], times[times.length - 1]));
                }
            }
        }
        return costs;
    }
}
