package dev.mha.verify.code;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What breaks vector code in a way that no compiler reports and no ordinary test sees, found in the class files: sums
 * over lanes whose bits change once the method is compiled, and shapes of code that make C2 put vectors on the heap.
 */
final class ClassRules {
    /** The one package that may use the incubator. */
    static final String VECTOR_PACKAGE = "dev/mha/kernels/vector/";
    /** C2 does not inline a hot method that is larger (FreqInlineSize); a vector that crosses such a call is boxed. */
    static final int LARGEST_INLINED = 325;
    /** No compiler touches a method that is larger (DontCompileHugeMethods). */
    static final int LARGEST_COMPILED = 8000;

    private static final String INCUBATOR = "jdk/incubator/vector/";
    private static final String SPECIES = "VectorSpecies";
    /** Constants that C2 folds like the species; vectors themselves are not among them. */
    private static final Set<String> CONSTANT_TYPES = Set.of(SPECIES, "VectorShuffle", "VectorMask");
    /** Reductions whose result does not depend on the order. */
    private static final Set<String> EXACT_REDUCTIONS = Set.of("MAX", "MIN", "FIRST_NONZERO");

    private final Map<String, String> exceptions;

    /**
     * @param exceptions why "class.method", or "class" with all its methods, may be large, or "class.method" take or
     *            return a vector
     */
    ClassRules(Map<String, String> exceptions) {
        this.exceptions = exceptions;
    }

    /** What is wrong with a class, one sentence each; empty when nothing is. */
    List<String> violations(ClassModel type) {
        String name = type.thisClass().asInternalName();
        List<String> found = new ArrayList<>();
        if (!name.startsWith(VECTOR_PACKAGE) && mentionsIncubator(type)) {
            found.add(name + " uses the incubator outside " + VECTOR_PACKAGE);
        }
        for (FieldModel field : type.fields()) {
            checkField(name, field, found);
        }
        for (MethodModel method : type.methods()) {
            checkMethod(name, method, found);
        }
        return found;
    }

    private static boolean mentionsIncubator(ClassModel type) {
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof Utf8Entry text && text.stringValue().contains(INCUBATOR)) {
                return true;
            }
        }
        return false;
    }

    private static void checkField(String owner, FieldModel field, List<String> found) {
        String type = field.fieldTypeSymbol().descriptorString();
        if (!type.contains(INCUBATOR)) {
            return;
        }
        String name = owner + "." + field.fieldName().stringValue();
        boolean constant = field.flags().has(AccessFlag.STATIC) && field.flags().has(AccessFlag.FINAL);
        if (!CONSTANT_TYPES.contains(incubatorClass(field.fieldTypeSymbol()))) {
            found.add(name + " keeps a vector in a field: it lives on the heap");
        } else if (!constant) {
            found.add(name + " is a species, shuffle or mask that is not static final: C2 cannot fold it");
        }
    }

    private void checkMethod(String owner, MethodModel method, List<String> found) {
        String name = owner + "." + method.methodName().stringValue();
        MethodTypeDesc type = method.methodTypeSymbol();
        boolean mayBeLarge = exceptions.containsKey(name) || exceptions.containsKey(owner);
        boolean vectors = false;
        for (ClassDesc parameter : type.parameterList()) {
            if (incubatorClass(parameter).equals(SPECIES)) {
                found.add(name + " takes a species: with a second species its vectors are boxed");
            }
            vectors |= !incubatorClass(parameter).isEmpty();
        }
        vectors |= !incubatorClass(type.returnType()).isEmpty();
        if (vectors && !exceptions.containsKey(name)) {
            found.add(name + " takes or returns a vector: it is boxed wherever the call is not inlined");
        }
        if (method.code().isEmpty()) {
            return;
        }
        CodeModel code = method.code().get();
        CodeAttribute attribute = method.findAttribute(Attributes.code()).orElseThrow();
        int length = attribute.codeLength();
        if (length > LARGEST_COMPILED) {
            found.add(name + " has " + length + " bytecodes: above " + LARGEST_COMPILED + " it is never compiled");
        }
        if (checkCode(name, code, found) && length > LARGEST_INLINED && !mayBeLarge) {
            found.add(name + " uses vectors and has " + length + " bytecodes: above " + LARGEST_INLINED
                    + " it is never inlined");
        }
        CarriedVectors carried = new CarriedVectors(attribute);
        if (carried.blind() && name.startsWith(VECTOR_PACKAGE)) {
            found.add(name + " has no names of variables: compile with -g");
        }
        for (String vector : carried.names()) {
            found.add(name + " carries " + vector + " across two nested loops: now and then it lives on the heap");
        }
    }

    /** Tells whether the code uses vectors. */
    private static boolean checkCode(String name, CodeModel code, List<String> found) {
        boolean uses = false;
        String operator = "one that is no constant";
        for (CodeElement element : code) {
            switch (element) {
                case FieldInstruction field when field.owner().asInternalName().equals(INCUBATOR
                        + "VectorOperators") ->
                    operator = field.name().stringValue();
                case InvokeInstruction call when call.owner().asInternalName().startsWith(INCUBATOR) -> {
                    uses = true;
                    if (reducesFloats(call) && !EXACT_REDUCTIONS.contains(operator)) {
                        found.add(name + " reduces float lanes by " + operator
                                + ": its order, and so its bits, change once the method is compiled");
                    }
                    if (!call.name().stringValue().equals("length")) {
                        operator = consumed(call) ? "one that is no constant" : operator;
                    }
                }
                case NewReferenceArrayInstruction array when array.componentType().asInternalName()
                        .startsWith(INCUBATOR) ->
                    found.add(name + " makes an array of vectors: they live on the heap");
                default -> {
                }
            }
        }
        return uses;
    }

    private static boolean reducesFloats(InvokeInstruction call) {
        String owner = call.owner().asInternalName().substring(INCUBATOR.length());
        return call.name().stringValue().startsWith("reduceLanes")
                && Set.of("FloatVector", "DoubleVector", "Vector").contains(owner);
    }

    /** Whether a call takes an operator: it was the last one loaded. */
    private static boolean consumed(InvokeInstruction call) {
        return call.typeSymbol().parameterList().stream()
                .anyMatch(p -> p.descriptorString().contains("VectorOperators"));
    }

    /** Simple name of an incubator class, without array dimensions; empty for any other type. */
    private static String incubatorClass(ClassDesc type) {
        ClassDesc element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        String descriptor = element.descriptorString();
        return descriptor.startsWith("L" + INCUBATOR)
                ? descriptor.substring(INCUBATOR.length() + 1, descriptor.length() - 1)
                : "";
    }
}
