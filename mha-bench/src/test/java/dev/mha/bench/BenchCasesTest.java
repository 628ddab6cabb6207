package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class BenchCasesTest {
    @Test
    void everyTitleIsOneCase() {
        List<String> titles = BenchCases.all().stream().map(BenchCase::title).toList();
        assertEquals(titles, titles.stream().distinct().toList());
        for (String title : titles) {
            assertEquals(title, BenchCases.named(title).title());
        }
    }

    /** An annotation cannot ask for the list: its sizes are written out, and must not fall behind. */
    @Test
    void theJmhClassesHaveEverySizeOfTheTable() throws NoSuchFieldException {
        assertEquals(sizes(BenchCases.FORWARD), parameters(AttentionForwardBenchmark.class));
        assertEquals(sizes(BenchCases.BOTH), parameters(AttentionBackwardBenchmark.class));
        assertEquals(sizes(BenchCases.TANGENT), parameters(AttentionTangentBenchmark.class));
        assertEquals(sizes(BenchCases.HESSIAN), parameters(AttentionHessianBenchmark.class));
        assertEquals(sizes(BenchCases.NEW_POINT), parameters(AttentionNewPointBenchmark.class));
        assertEquals(sizes(BenchCases.CLASSIFIER), parameters(ClassifierStepBenchmark.class));
        String[] kinds = ClassifierHessianBenchmark.class.getField("kind").getAnnotation(Param.class).value();
        assertEquals(Arrays.stream(HessianRun.values()).map(HessianRun::name).toList(), List.of(kinds));
        for (HessianRun kind : HessianRun.values()) {
            assertEquals(sizes(kind.group), parameters(ClassifierHessianBenchmark.class));
        }
    }

    @Test
    void countsTheOperationsThatTheResultNeeds() {
        assertEquals(2.0 * 64 * 2 * 8 * 128 * 128, BenchCases.named("forward (1, 8, 128, 64)").work());
        assertEquals(2.0 * 64 * 2 * 8 * (128 * 129 / 2), BenchCases.named("forward (1, 8, 128, 64) causal").work());
        assertEquals(2.0 * 64 * 7 * 8 * 128 * 128, BenchCases.named("forward + backward (1, 8, 128, 64)").work());
        assertEquals(2.0 * 128 * 5 * 4096 * 4096, BenchCases.named("tangent (1, 1, 4096, 128)").work());
        assertEquals(2.0 * 64 * 17 * 8 * (2048 * 2049 / 2),
                BenchCases.named("Hessian-vector product (1, 8, 2048, 64) causal").work());
        assertEquals(2.0 * 64 * 19 * 8 * 512 * 512,
                BenchCases.named("forward + Hessian-vector product (1, 8, 512, 64)").work());
        assertEquals(512.0 * 16 * 2 * (4 * 10 * 10 * 20 + 2 * 10 * 20 * 20),
                BenchCases.named("classifier step (512, 16, 10, 20)").work());
        // a forward pass for the attention of the point, then for each vector one forward and one back
        double pass = 1024.0 * 8 * 2 * (2 * 32 * 32 * 32 + 32 * 32 * 32);
        assertEquals(3 * pass, BenchCases.named("classifier Hessian product (1024, 8, 32, 32)").work());
        assertEquals(9 * pass, BenchCases.named("4 classifier Hessian products in double (1024, 8, 32, 32)").work());
        assertEquals(2 * pass, BenchCases.named("classifier step in double (1024, 8, 32, 32)").work());
        // the attention once, the sums of the gradient, and for the vector one forward and one back
        assertEquals(4 * pass, BenchCases.named("classifier step + Hessian product (1024, 8, 32, 32)").work());
    }

    /**
     * Each array of 256 x 8 x 32 x 32 floats has 8 MB: three read, one written; backward reads five and writes three.
     */
    @Test
    void countsTheBytesThatMustMove() {
        double megabytes = 8 * 1024 * 1024;
        assertEquals(4 * megabytes, BenchCases.named("traffic of forward (256, 8, 32, 32)").work());
        assertEquals(12 * megabytes, BenchCases.named("traffic of forward + backward (256, 8, 32, 32)").work());
        assertEquals(4 * megabytes, Yardstick.MEMORY.work());
    }

    private static List<String> sizes(String group) {
        return BenchCases.all().stream().filter(item -> item.group().equals(group)).map(BenchCase::name).toList();
    }

    private static List<String> parameters(Class<?> benchmark) throws NoSuchFieldException {
        return Arrays.stream(benchmark.getField("size").getAnnotation(Param.class).value()).map(CaseBenchmark::sizes)
                .toList();
    }
}
