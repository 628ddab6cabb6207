package dev.mha.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Packages that use each other, round about or straight: none of them can be read, tested or changed without the
 * others.
 */
final class PackageCycles {
    private PackageCycles() {}

    /**
     * Every use by which one comes back to where one was, one sentence each; empty when there is none.
     *
     * @param uses which packages each uses, itself not among them
     */
    static List<String> of(Map<String, Set<String>> uses) {
        List<String> found = new ArrayList<>();
        uses.forEach((from, used) -> {
            for (String to : used) {
                if (from.equals(to) || reached(uses, to, new HashSet<>()).contains(from)) {
                    found.add(from + " uses " + to + ", which comes back to it");
                }
            }
        });
        return found;
    }

    private static Set<String> reached(Map<String, Set<String>> uses, String from, Set<String> reached) {
        for (String to : uses.getOrDefault(from, Set.of())) {
            if (reached.add(to)) {
                reached(uses, to, reached);
            }
        }
        return reached;
    }
}
