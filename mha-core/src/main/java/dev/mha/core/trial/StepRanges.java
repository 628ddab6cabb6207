package dev.mha.core.trial;

import dev.mha.core.model.Initialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which steps each head count takes. */
final class StepRanges {
    private StepRanges() {}

    /** One range for each initialization and head count, in the order of the combinations. */
    static List<StepRange> of(Map<Combination, List<CellResult>> combinations) {
        List<StepRange> ranges = new ArrayList<>();
        List<Combination> keys = List.copyOf(combinations.keySet());
        for (Initialization initialization : keys.stream().map(Combination::initialization).distinct().toList()) {
            List<Combination> same = keys.stream().filter(key -> key.initialization() == initialization).toList();
            for (int heads : same.stream().map(Combination::heads).distinct().toList()) {
                List<Combination> ascending = same.stream().filter(key -> key.heads() == heads)
                        .sorted(Comparator.comparingDouble(Combination::step)).toList();
                ranges.add(range(heads, initialization, ascending, combinations));
            }
        }
        return ranges;
    }

    private static StepRange range(int heads, Initialization initialization, List<Combination> ascending,
            Map<Combination, List<CellResult>> combinations) {
        double largestQuiet = Double.NaN;
        double smallestUnquiet = Double.NaN;
        double smallestDiverged = Double.NaN;
        for (Combination key : ascending) {
            List<CellResult> cells = combinations.get(key);
            boolean quiet = cells.stream().allMatch(CellResult::quiet);
            if (quiet && Double.isNaN(smallestUnquiet)) {
                largestQuiet = key.step();
            }
            if (!quiet && Double.isNaN(smallestUnquiet)) {
                smallestUnquiet = key.step();
            }
            if (Double.isNaN(smallestDiverged) && cells.stream().anyMatch(CellResult::diverged)) {
                smallestDiverged = key.step();
            }
        }
        return new StepRange(heads, initialization, largestQuiet, smallestUnquiet, smallestDiverged);
    }
}
