package dev.mha.verify.code;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Vectors and masks that an inner loop changes and the loop around it carries on. Whether C2 keeps such a vector in a
 * register depends on the order in which it inlines, and so on what the interpreter happened to see first: now and then
 * it lives on the heap for as long as the machine runs (JDK 25; {@code -XX:+UnlockDiagnosticVMOptions
 * -XX:+StressIncrementalInlining} shows it in most runs). The rule goes by variables: a vector that the outer loop
 * hands to a second variable of the inner one escapes it.
 */
final class CarriedVectors {
    private static final String VECTOR = "Ljdk/incubator/vector/\\w*Vector(Mask)?;";

    private final List<LocalVariable> vectors = new ArrayList<>();
    /**
     * One for each branch back, not for each place that is branched to: a {@code do} and the {@code while} that it
     * begins with start at the same place. A {@code while} with a {@code continue} is two loops that way; kernels have
     * none.
     */
    private final List<Loop> loops = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();
    private final CodeAttribute code;
    private boolean named;

    private record Loop(int from, int to) {}

    /** A scope begins where the first store ends: by their ends, the one that makes a variable is not in its scope. */
    private record Store(int end, int slot) {}

    CarriedVectors(CodeAttribute code) {
        this.code = code;
        int at = 0;
        for (CodeElement element : code) {
            int start = at;
            if (element instanceof Instruction instruction) {
                at += instruction.sizeInBytes();
            }
            switch (element) {
                case LocalVariable variable -> {
                    named = true;
                    if (variable.typeSymbol().descriptorString().matches(VECTOR)) {
                        vectors.add(variable);
                    }
                }
                case BranchInstruction branch when code.labelToBci(branch.target()) <= start ->
                    loops.add(new Loop(code.labelToBci(branch.target()), at));
                case StoreInstruction store when store.typeKind() == TypeKind.REFERENCE ->
                    stores.add(new Store(at, store.slot()));
                default -> {
                }
            }
        }
        while (widen()) {
        }
    }

    /** A loop that ends with another one may have its own branch back above that one's body, where it leaves it. */
    private boolean widen() {
        for (int i = 0; i < loops.size(); i++) {
            for (Loop inner : loops) {
                Loop outer = loops.get(i);
                if (outer.from <= inner.from && inner.from < outer.to && inner.to > outer.to) {
                    loops.set(i, new Loop(outer.from, inner.to));
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the variables have lost their names: a class compiled without {@code -g} would keep any rule. */
    boolean blind() {
        return !stores.isEmpty() && !named;
    }

    /** Names of the vectors that two loops or more carry. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (LocalVariable vector : vectors) {
            int from = code.labelToBci(vector.startScope());
            int to = code.labelToBci(vector.endScope());
            for (Store store : stores) {
                boolean own = store.slot == vector.slot() && from < store.end && store.end <= to;
                if (own && carrying(from, store.end) > 1) {
                    names.add(vector.name().stringValue());
                }
            }
        }
        return names;
    }

    /** Loops that start after the variable does and hold the store that ends at {@code end}. */
    private long carrying(int variable, int end) {
        return loops.stream().filter(loop -> variable <= loop.from && loop.from < end && end <= loop.to).count();
    }
}
