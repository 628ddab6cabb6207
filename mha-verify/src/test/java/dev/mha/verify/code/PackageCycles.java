package dev.mha.verify.code;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages that use each other, round about or straight: none of them can be read, tested or changed without the
 * others. Found by the names in class files, so that an import for a comment alone does not count.
 * One like it holds the packages of mha-cli, which has neither this module nor its tests on its path.
 */
final class PackageCycles {
    private final Map<String, Set<String>> uses = new TreeMap<>();

    private PackageCycles() {}

    /**
     * Every use by which one comes back to where one was, one sentence each; empty when there is none.
     *
     * @param root folder of the packages, with its slash at the end; packages beneath these count as one with them
     */
    static List<String> of(List<ClassModel> types, String root) {
        Pattern names = Pattern.compile(Pattern.quote(root) + "(\\w+)/");
        PackageCycles cycles = new PackageCycles();
        for (ClassModel type : types) {
            Matcher own = names.matcher(type.thisClass().asInternalName());
            if (own.lookingAt()) {
                cycles.add(own.group(1), type, names);
            }
        }
        return cycles.found();
    }

    private void add(String from, ClassModel type, Pattern names) {
        Set<String> used = uses.computeIfAbsent(from, none -> new TreeSet<>());
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                names.matcher(text.stringValue()).results().map(name -> name.group(1))
                        .filter(name -> !name.equals(from)).forEach(used::add);
            }
        }
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        uses.forEach((from, used) -> {
            for (String to : used) {
                if (reached(to, new TreeSet<>()).contains(from)) {
                    found.add(from + " uses " + to + ", which comes back to it");
                }
            }
        });
        return found;
    }

    private Set<String> reached(String from, Set<String> reached) {
        for (String to : uses.getOrDefault(from, Set.of())) {
            if (reached.add(to)) {
                reached(to, reached);
            }
        }
        return reached;
    }
}
