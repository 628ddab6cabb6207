package dev.mha.verify.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.model.AttentionClassifier;
import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages of the core form no cycle, and one that is planted is found. */
class PackageCyclesTest {
    @TempDir
    Path folder;

    @Test
    void thoseOfTheCoreFormNone() {
        List<ClassModel> core = ClassFiles.ofModule(AttentionClassifier.class);
        assertTrue(core.size() > 5, "the scan must see the module");
        assertEquals(List.of(), PackageCycles.of(core, "dev/mha/core/"));
    }

    @Test
    void findsTheOneThatIsPlanted() throws IOException {
        assertEquals(List.of("a uses b, which comes back to it", "b uses c, which comes back to it",
                "c uses a, which comes back to it"),
                planted("package x.a; public class A { x.b.B b; }",
                        "package x.b; public class B { void f(java.util.List<x.c.C> c) {} }",
                        "package x.c; public class C { Object f() { return new x.a.A(); } }",
                        "package x.d; public class D extends x.a.A { }"));
    }

    @Test
    void letsAChainPass() throws IOException {
        assertEquals(List.of(), planted("package x.a; public class A { x.b.B b; x.c.C c; }",
                "package x.b; public class B { x.c.C c; }", "package x.c; public class C { C other; }"));
    }

    private List<String> planted(String... sources) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        for (String source : sources) {
            String name = source.replaceAll(".* class (\\w+) .*", "$1");
            Path file = folder.resolve(name + ".java");
            Files.writeString(file, source);
            arguments.add(file.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status, "the planted classes must compile");
        return PackageCycles.of(ClassFiles.read(classes), "x/");
    }
}
