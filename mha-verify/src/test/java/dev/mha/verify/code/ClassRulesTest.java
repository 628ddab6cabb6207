package dev.mha.verify.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.AttentionClassifier;
import dev.mha.kernels.Workspace;
import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules hold for the kernels and the core, and each of them finds a class planted to break it. */
class ClassRulesTest {
    /** Classes whose methods may be large, and methods that may take or return a vector, each with the reason. */
    private static final Map<String, String> EXCEPTIONS = exceptions();

    @TempDir
    Path folder;

    private static Map<String, String> exceptions() {
        Map<String, String> exceptions = new HashMap<>();
        for (String tile : List.of("3x3", "4x3", "4x4", "5x3", "5x4", "5x5")) {
            for (String precision : List.of("", "Double")) {
                exceptions.put(ClassRules.VECTOR_PACKAGE + precision + "SampleTile" + tile,
                        "called once a tile, compiled on its own");
            }
        }
        for (String tile : List.of("4x3", "4x4", "5x3", "5x4", "5x5")) {
            for (String precision : List.of("", "Double")) {
                exceptions.put(ClassRules.VECTOR_PACKAGE + precision + "SamplePairs" + tile,
                        "called a few times a tile, compiled on its own");
            }
        }
        for (int vectors = 1; vectors <= 4; vectors++) {
            exceptions.put(ClassRules.VECTOR_PACKAGE + "ShortTiles" + vectors,
                    "called once a tile, compiled on its own");
        }
        for (int rows = 4; rows <= 5; rows++) {
            for (String step : List.of("SampleSoftmax", "SampleTangent", "DoubleSampleSoftmax",
                    "DoubleSampleTangent")) {
                exceptions.put(ClassRules.VECTOR_PACKAGE + step + rows, "called once a panel, compiled on its own");
            }
        }
        for (String tile : List.of("RowsSet6x4", "RowsAdd6x4", "PanelRowsAdd6x4", "ColumnsAdd6x4", "PanelColumnsAdd6x4",
                "PanelColumnsSum6x4", "HalfRowsSet6x2", "HalfColumnsAdd8x2", "HalfRowsSet4x2", "ColumnsAdd6x2",
                "PanelColumnsAdd6x2",
                "PanelColumnsSum6x2")) {
            exceptions.put(ClassRules.VECTOR_PACKAGE + tile, "called once a tile, compiled on its own");
        }
        for (String block : List.of("Softmax", "Tangents", "ShortTangents", "HeadGather", "HeadScatter", "Transpose16",
                "Transpose8",
                "LaneSums16", "DoubleLaneSums")) {
            exceptions.put(ClassRules.VECTOR_PACKAGE + block, "called once a block, compiled on its own");
        }
        return exceptions;
    }

    @Test
    void kernelsAndCoreKeepTheRules() {
        ClassRules rules = new ClassRules(EXCEPTIONS);
        List<String> found = new ArrayList<>();
        List<ClassModel> kernels = ClassFiles.ofModule(Workspace.class);
        List<ClassModel> core = ClassFiles.ofModule(AttentionClassifier.class);
        assertTrue(kernels.size() > 5 && core.size() > 5, "the scan must see both modules");
        kernels.forEach(type -> found.addAll(rules.violations(type)));
        core.forEach(type -> found.addAll(rules.violations(type)));
        assertEquals(List.of(), found);
    }

    @Test
    void everyExceptionNamesAClassOrMethodThatExists() {
        List<String> methods = new ArrayList<>();
        for (ClassModel type : ClassFiles.ofModule(Workspace.class)) {
            methods.add(type.thisClass().asInternalName());
            type.methods().forEach(
                    method -> methods.add(type.thisClass().asInternalName() + "." + method.methodName().stringValue()));
        }
        assertEquals(List.of(), EXCEPTIONS.keySet().stream().filter(name -> !methods.contains(name)).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "float sum(FloatVector v) { return v.reduceLanes(VectorOperators.ADD); } | reduces float lanes by ADD",
            "float f(float[] a) { return FloatVector.fromArray(S, a, 0).reduceLanes(VectorOperators.MUL); }"
                    + " | reduces float lanes by MUL",
            "float f(float[] a, VectorOperators.Associative op) { return FloatVector.fromArray(S, a, 0).reduceLanes(op); }"
                    + " | reduces float lanes by one that is no constant",
            "long f(float[] a) { return FloatVector.fromArray(S, a, 0).reduceLanesToLong(VectorOperators.ADD); }"
                    + " | reduces float lanes by ADD",
            "double f(double[] a) { return DoubleVector.fromArray(DoubleVector.SPECIES_256, a, 0)"
                    + ".reduceLanes(VectorOperators.ADD); } | reduces float lanes by ADD",
            "float f(float[] a, VectorSpecies<Float> s) { return a[s.length()]; } | takes a species",
            "VectorSpecies<Float> s; | is not static final",
            "static VectorSpecies<Float> s = S; | is not static final",
            "VectorMask<Float> m; | is not static final",
            "FloatVector v; | keeps a vector in a field",
            "static final FloatVector ONE = FloatVector.broadcast(S, 1f); | keeps a vector in a field",
            "FloatVector[] v; | keeps a vector in a field",
            "FloatVector f(float[] a) { return FloatVector.fromArray(S, a, 0); } | takes or returns a vector",
            "void f(float[] a, FloatVector v) { v.intoArray(a, 0); } | takes or returns a vector",
            "void f(float[] a) { FloatVector[] v = {FloatVector.fromArray(S, a, 0)}; v[0].intoArray(a, 1); }"
                    + " | makes an array of vectors",
            "void f(float[] a) { FloatVector v = FloatVector.zero(S); for (int r = 0; r < 9; r++) {"
                    + " int i = 0; for (; i < 9; i++) { v = v.add(FloatVector.fromArray(S, a, r * 9 + i)); } }"
                    + " v.intoArray(a, 0); } | carries v across two nested loops",
            "void f(float[] a, int n) { FloatVector v = FloatVector.zero(S); int r = 0; do { while (n > r) {"
                    + " v = v.add(1f); n--; } } while (++r < 9);"
                    + " v.intoArray(a, 0); } | carries v across two nested loops",
            "void f(float[] a, int n) { FloatVector v = FloatVector.zero(S); int r = 0; while (r < 9) { r++;"
                    + " while (n > r) { v = v.add(1f); n--; } }"
                    + " v.intoArray(a, 0); } | carries v across two nested loops",
            "boolean f(float[] a) { var m = FloatVector.zero(S).compare(VectorOperators.LT, 1f);"
                    + " for (int r = 0; r < 9; r++) { for (int i = 0; i < 9; i++) {"
                    + " m = m.and(FloatVector.fromArray(S, a, r * 9 + i).compare(VectorOperators.LT, 1f)); } }"
                    + " return m.anyTrue(); } | carries m across two nested loops"})
    void findsThePlantedFault(String member, String expected) throws IOException {
        List<String> found = violations("dev.mha.kernels.vector", member);
        assertTrue(found.stream().anyMatch(text -> text.contains(expected)), () -> "found " + found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "float f(float[] a) { return FloatVector.fromArray(S, a, 0).reduceLanes(VectorOperators.MAX); }",
            "float f(float[] a) { return FloatVector.fromArray(S, a, 0).lanewise(VectorOperators.ADD, 1f)"
                    + ".reduceLanes(VectorOperators.MIN); }",
            "int f(int[] a) { return IntVector.fromArray(IntVector.SPECIES_256, a, 0).reduceLanes(VectorOperators.ADD); }",
            "void f(float[] a) { for (int r = 0; r < 9; r++) { FloatVector v = FloatVector.zero(S);"
                    + " for (int i = 0; i < 9; i++) { v = v.add(FloatVector.fromArray(S, a, r * 9 + i)); }"
                    + " v.intoArray(a, r); } }",
            "void f(float[] a) { FloatVector v = FloatVector.zero(S); for (int r = 0; r < 9; r++) {"
                    + " v = v.add(1f); for (int i = 0; i < 9; i++) { v.intoArray(a, r * 9 + i); } } }",
            "static final VectorShuffle<Float> SWAP = VectorShuffle.iota(S, 1, 1, true);"})
    void letsSoundCodePass(String member) throws IOException {
        assertEquals(List.of(), violations("dev.mha.kernels.vector", member));
    }

    @Test
    void findsAClassWhoseVariablesHaveLostTheirNames() throws IOException {
        String body = "void f(float[] a) { FloatVector v = FloatVector.fromArray(S, a, 0); v.intoArray(a, 0); }";
        assertEquals(List.of(), violations("dev.mha.kernels.vector", body));
        List<String> found = new ArrayList<>();
        compile("dev.mha.kernels.vector", body, "-g:none")
                .forEach(type -> found.addAll(new ClassRules(Map.of()).violations(type)));
        assertTrue(found.toString().contains("has no names of variables"), () -> "found " + found);
    }

    @Test
    void findsALargeMethod() throws IOException {
        String body = "void f(float[] a) { FloatVector v = FloatVector.fromArray(S, a, 0);"
                + "v = v.add(1f);".repeat(70)
                + "v.intoArray(a, 0); }";
        List<String> found = violations("dev.mha.kernels.vector", body);
        assertTrue(found.toString().contains("never inlined"), () -> "found " + found);
        ClassRules listed = new ClassRules(Map.of("dev/mha/kernels/vector/Planted.f", "planted"));
        assertEquals(List.of(), compile("dev.mha.kernels.vector", body).stream()
                .flatMap(type -> listed.violations(type).stream()).toList());
        List<String> huge = violations("dev.mha.kernels.work",
                "int f(int a) { " + "a += a * 7;".repeat(2000) + "return a; }");
        assertTrue(huge.toString().contains("never compiled"), () -> "found " + huge);
    }

    @Test
    void findsTheIncubatorInAnotherPackage() throws IOException {
        List<String> found = violations("dev.mha.kernels.work", "");
        assertTrue(found.toString().contains("uses the incubator outside"), () -> "found " + found);
    }

    private List<String> violations(String packageName, String member) throws IOException {
        ClassRules rules = new ClassRules(Map.of());
        return compile(packageName, member).stream().flatMap(type -> rules.violations(type).stream()).toList();
    }

    private List<ClassModel> compile(String packageName, String member) throws IOException {
        return compile(packageName, member, "-g");
    }

    private List<ClassModel> compile(String packageName, String member, String debugging) throws IOException {
        Path source = folder.resolve("Planted.java");
        Files.writeString(source, "package " + packageName + "; import jdk.incubator.vector.*; final class Planted {"
                + "static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED; " + member + "}");
        Path classes = Files.createTempDirectory(folder, "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(null, null, null, "--add-modules", "jdk.incubator.vector", "-Xlint:-incubating",
                debugging,
                "-d", classes.toString(), source.toString());
        assertEquals(0, status, "the planted class must compile");
        return ClassFiles.read(classes);
    }
}
