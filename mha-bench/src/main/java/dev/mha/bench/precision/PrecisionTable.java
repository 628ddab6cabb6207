package dev.mha.bench.precision;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.BenchCases;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.TileRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Prints the errors of every kernel against double, as a Markdown table, over the sizes of the bench table. */
public final class PrecisionTable {
    private static final String USAGE = """
            Usage: mha-bench/precision [--peers] [--case REGEX] [--markdown FILE]
            Prints how far the results of each kernel are from double, over the sizes of the speed table.
              --peers          those of ONNX Runtime and libtorch too; builds mha-peers first
              --case REGEX     only the cases whose title contains a match
              --markdown FILE  also writes the table
            """;
    private static final List<String> RESULTS = List.of("output", "gradient of queries", "gradient of keys",
            "gradient of values");
    /** Every 61st float of the exponential's range: 18 million. */
    private static final int STRIDE = 61;

    private final List<Contender> contenders;
    private final StringBuilder table = new StringBuilder();

    private PrecisionTable(List<Contender> contenders) {
        this.contenders = contenders;
    }

    /** mha alone. */
    public static void main(String[] arguments) {
        run(List.of(Contender.MHA), arguments);
    }

    /** Exits with 2 when the arguments are wrong and with 1 when the file cannot be written. */
    public static void run(List<Contender> contenders, String... arguments) {
        Pattern wanted = Pattern.compile("");
        Path file = null;
        for (int i = 0; i < arguments.length; i++) {
            boolean last = i + 1 == arguments.length;
            if (arguments[i].equals("--help")) {
                System.out.print(USAGE);
                return;
            } else if (arguments[i].equals("--case") && !last) {
                wanted = Pattern.compile(arguments[++i]);
            } else if (arguments[i].equals("--markdown") && !last) {
                file = Path.of(arguments[++i]);
            } else {
                System.err.println("precision: there is no option " + arguments[i] + ", or it needs a value");
                System.err.print(USAGE);
                System.exit(2);
            }
        }
        String text = new PrecisionTable(contenders).print(wanted);
        System.out.print(text);
        if (file != null) {
            try {
                Files.writeString(file, text);
            } catch (IOException failed) {
                System.err.println("precision: cannot write " + file + ": " + failed);
                System.exit(1);
            }
        }
    }

    private String print(Pattern wanted) {
        table.append("| case | result |");
        contenders.forEach(contender -> table.append(' ').append(contender.name()).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(contenders.size())).append('\n');
        if (wanted.matcher("exponential").find()) {
            exponential();
        }
        for (AttentionRun run : BenchCases.attention()) {
            // the backward runs give the output too
            if (run.backward() && wanted.matcher(run.title()).find()) {
                attention(run);
            }
        }
        for (ClassifierRun run : BenchCases.classifier()) {
            if (wanted.matcher(run.title()).find()) {
                classifier(run);
            }
        }
        return table.toString();
    }

    /** Each value is a row of its own here. */
    private void exponential() {
        int first = Float.floatToIntBits(0x1p-30f);
        int last = Float.floatToIntBits(126f);
        float[] numbers = new float[(last - first) / STRIDE / Lanes.COUNT * Lanes.COUNT];
        double[] exact = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -Float.intBitsToFloat(first + i * STRIDE);
            exact[i] = Math.pow(2, numbers[i]);
        }
        TileRuns.exponential(numbers);
        row("exponential of base 2, -126 to 0", "every " + STRIDE + "st float",
                List.of(Deviation.of(exact, numbers, 1)));
    }

    private void attention(AttentionRun run) {
        AttentionRun.Data data = run.data();
        DoubleAttention reference = new DoubleAttention(run, data);
        double[][] exact = {reference.out, reference.queryGrad, reference.keyGrad, reference.valueGrad};
        List<float[][]> results = contenders.stream().map(contender -> contender.attention(run, data)).toList();
        for (int r = 0; r < exact.length; r++) {
            List<Deviation> deviations = new ArrayList<>();
            for (float[][] of : results) {
                deviations.add(r < of.length ? Deviation.of(exact[r], of[r], run.headDim()) : null);
            }
            row(r == 0 ? run.title() : "", RESULTS.get(r), deviations);
        }
        List<Deviation> tangents = SecondOrder.attention(run);
        for (int r = 0; r < tangents.size(); r++) {
            row("", SecondOrder.RESULTS.get(r), tangents.subList(r, r + 1));
        }
    }

    private void classifier(ClassifierRun run) {
        ClassifierRun.Data data = run.data();
        DoubleClassifier reference = new DoubleClassifier(run, data);
        PackedSamples packed = PackedSamples.pack(data.x, run.samples(), run.shape().tokens(), run.shape().features(),
                null);
        double loss = ClassifierKernel.lossAndGradient(run.shape(), packed, data.theta, data.labels, null, data.scores,
                data.gradient, Workspace.serial());
        row(run.title(), "loss", List.of(Deviation.of(new double[]{reference.loss}, new float[]{(float) loss}, 1)));
        List<Deviation> deviations = new ArrayList<>();
        for (Contender contender : contenders) {
            float[][] results = contender.classifier(run, data);
            deviations.add(results.length == 0
                    ? null
                    : Deviation.of(reference.gradient, results[0], run.shape().features()));
        }
        row("", "gradient", deviations);
        row("", "Hessian-vector product", List.of(SecondOrder.classifier(run)));
    }

    private void row(String title, String result, List<Deviation> deviations) {
        table.append("| ").append(title).append(" | ").append(result).append(" |");
        for (int c = 0; c < contenders.size(); c++) {
            Deviation deviation = c < deviations.size() ? deviations.get(c) : null;
            table.append(' ').append(deviation == null ? "-" : deviation.text()).append(" |");
        }
        table.append('\n');
        System.err.printf(Locale.ROOT, "\r%-60s", title.isEmpty() ? result : title);
    }
}
