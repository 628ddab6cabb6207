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
 * Vectors that an inner loop changes and the loop around it carries on. Whether C2 keeps such a vector in a register
 * depends on the order in which it inlines, and so on what the interpreter happened to see first: now and then it lives
 * on the heap for as long as the machine runs (JDK 25; {@code -XX:+StressIncrementalInlining} shows it in most runs).
 */
final class CarriedVectors {
    private static final String VECTOR = "Ljdk/incubator/vector/\\w*Vector;";

    private final List<LocalVariable> vectors = new ArrayList<>();
    /** Every branch back. */
    private final List<Loop> loops = new ArrayList<>();
    private final List<Integer> storeEnds = new ArrayList<>();
    private final List<Integer> storeSlots = new ArrayList<>();
    private final CodeAttribute code;
    private boolean variables;

    private record Loop(int from, int to) {}

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
                    variables = true;
                    if (variable.typeSymbol().descriptorString().matches(VECTOR)) {
                        vectors.add(variable);
                    }
                }
                case BranchInstruction branch when code.labelToBci(branch.target()) <= start ->
                    loops.add(new Loop(code.labelToBci(branch.target()), at));
                case StoreInstruction store when store.typeKind() == TypeKind.REFERENCE -> {
                    storeEnds.add(at);
                    storeSlots.add(store.slot());
                }
                default -> {
                }
            }
        }
    }

    /** Whether the variables have lost their names: a class compiled without {@code -g} would keep any rule. */
    boolean blind() {
        return !storeEnds.isEmpty() && !variables;
    }

    /** Names of the vectors that two loops or more carry. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (LocalVariable vector : vectors) {
            int from = code.labelToBci(vector.startScope());
            int to = code.labelToBci(vector.endScope());
            for (int i = 0; i < storeEnds.size(); i++) {
                int end = storeEnds.get(i);
                if (storeSlots.get(i) == vector.slot() && end > from && end <= to && carrying(from, end) > 1) {
                    names.add(vector.name().stringValue());
                }
            }
        }
        return names;
    }

    /** Loops that start after the variable does and hold a store that ends at {@code end}. */
    private long carrying(int variable, int end) {
        return loops.stream().filter(loop -> variable <= loop.from && loop.from < end && end <= loop.to).count();
    }
}
