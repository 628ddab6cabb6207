package dev.mha.verify.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change of a source file that some test must notice.
 *
 * @param line where it stands in the list of mutants
 * @param source simple name of the changed class, behind its package where two are called alike
 * @param tests simple names of the test classes that should notice
 * @param options of the virtual machine that runs them
 * @param before what stands in the source; any white space stands for any other
 * @param after what replaces it; may be empty
 */
record Mutant(int line, String source, List<String> tests, List<String> options, String before, String after) {

    /**
     * Reads a list of mutants:
     *
     * <pre>
     * # a comment
     * = SourceClass FirstTest SecondTest -XX:AnyOption
     * - what stands in the source
     * + what replaces it
     * </pre>
     *
     * A heading holds for all pairs up to the next one; several lines of a kind belong together.
     *
     * @throws IllegalArgumentException naming the line that is wrong
     */
    static List<Mutant> parse(List<String> lines) {
        List<Mutant> mutants = new ArrayList<>();
        List<String> heading = List.of();
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= lines.size(); i++) {
            String line = i < lines.size() ? lines.get(i).strip() : "";
            char kind = line.isEmpty() ? ' ' : line.charAt(0);
            String text = line.isEmpty() ? "" : line.substring(1).strip();
            if (kind != '+' && after.length() > 0) {
                mutants.add(of(start, heading, before.toString().strip(), after.toString().strip()));
                before.setLength(0);
                after.setLength(0);
            }
            switch (kind) {
                case ' ', '#' -> require(before.isEmpty(), i, "what replaces line " + start + "?");
                case '=' -> {
                    require(before.isEmpty(), i, "what replaces line " + start + "?");
                    heading = List.of(text.split("\\s+"));
                    require(heading.size() > 1, i, "a heading names a source class and its tests");
                }
                case '-' -> {
                    require(!heading.isEmpty(), i, "a heading must come first");
                    require(!text.isEmpty(), i, "nothing to replace");
                    start = before.isEmpty() ? i + 1 : start;
                    before.append(text).append('\n');
                }
                case '+' -> {
                    require(!before.isEmpty(), i, "nothing to replace");
                    after.append(text).append('\n');
                }
                default -> require(false, i, "starts with none of # = - +");
            }
        }
        return mutants;
    }

    private static Mutant of(int line, List<String> heading, String before, String after) {
        List<String> words = heading.subList(1, heading.size());
        return new Mutant(line, heading.getFirst(), words.stream().filter(word -> !word.startsWith("-")).toList(),
                words.stream().filter(word -> word.startsWith("-")).toList(), before, after);
    }

    private static void require(boolean holds, int index, String message) {
        if (!holds) {
            throw new IllegalArgumentException("line " + (index + 1) + ": " + message);
        }
    }

    /**
     * The source with the change in it.
     *
     * @throws IllegalArgumentException unless what stands in the source is there exactly once
     */
    String apply(String code) {
        List<String> words = List.of(before.split("\\s+"));
        Matcher matcher = Pattern.compile(String.join("\\s+", words.stream().map(Pattern::quote).toList()))
                .matcher(code);
        long count = matcher.results().count();
        if (count != 1) {
            throw new IllegalArgumentException(
                    "line " + line + ": " + source + " has this " + count + " times, not once");
        }
        return matcher.reset().replaceFirst(Matcher.quoteReplacement(after));
    }

    /** The change on one line. */
    String summary() {
        return (before + (after.isEmpty() ? " is dropped" : "  ->  " + after)).replaceAll("\\s+", " ");
    }
}
