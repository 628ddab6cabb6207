package dev.mha.cli.certify;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.keep.KeptRows;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.train.Training;
import dev.mha.kernels.Kernels;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trainings with one sample changed, kept in a file as they end. They serve a training of the very same samples, start
 * and steps, by the same version on the same kind of machine: others would differ in their last bits.
 */
public final class KeptRetrainings {
    private static final List<String> HEADER = List.of("training", "part", "sample", "fresh", "loss_before",
            "loss_after",
            "distance", "largest_loss_change", "loss_sum", "farthest", "decoder_norm");

    private final KeptRows rows;
    private final Map<Part, String> works;
    private final Map<Key, Retraining> known = new HashMap<>();

    /** A sample that a training of a part does without, and what takes its place. */
    private record Key(Part part, int sample, int fresh) {}

    private KeptRetrainings(Screen screen, Path file, Map<Part, String> works, List<String> inputs) {
        this.works = works;
        // other test samples are no reason to give up what was left out, nor what others replaced
        rows = KeptRows.open(screen, file, HEADER,
                row -> works.containsValue(row.getFirst()) || row.get(1).equals(Names.of(Part.REPLACE_ONE)),
                "trainings without a sample", inputs, row -> {
                    Part part = Names.constant(Part.class, row.get(1));
                    Retraining one = retraining(row);
                    return !row.getFirst().equals(works.get(part))
                            || known.put(new Key(part, one.sample(), one.fresh()), one) == null;
                });
    }

    /**
     * Reads what is there.
     *
     * @param fresh what replaces samples, or null
     * @param inputs paths that the command reads
     * @throws FailureException in one sentence, if the file is of something else
     */
    public static KeptRetrainings open(Screen screen, Path file, Training training, Fresh fresh, List<String> inputs) {
        Map<Part, String> works = new EnumMap<>(Part.class);
        works.put(Part.LEAVE_ONE_OUT, fingerprint(training, null));
        works.put(Part.REPLACE_ONE, fingerprint(training, fresh));
        return new KeptRetrainings(screen, file, works, inputs);
    }

    private static Retraining retraining(List<String> row) {
        double[] figures = row.subList(4, row.size()).stream().mapToDouble(Double::parseDouble).toArray();
        return new Retraining(Integer.parseInt(row.get(2)) - 1, Integer.parseInt(row.get(3)) - 1, figures[0],
                figures[1], figures[2], figures[3],
                figures[4], figures[5], figures[6]);
    }

    /** What is known of a sample, or null; see {@link Retraining} for {@code fresh}. */
    Retraining find(Part part, int sample, int fresh) {
        return known.get(new Key(part, sample, fresh));
    }

    /** Keeps one. */
    void add(Part part, Retraining one) {
        rows.add(List.of(works.get(part), Names.of(part), Integer.toString(one.sample() + 1),
                Integer.toString(one.fresh() + 1), Double.toString(one.lossBefore()), Double.toString(one.lossAfter()),
                Double.toString(one.distance()),
                Double.toString(one.largestLossChange()), Double.toString(one.lossSum()),
                Double.toString(one.farthest()), Double.toString(one.decoderNorm())));
    }

    /** Writes what is not yet written, and says whether all of it is kept. */
    public boolean flush() {
        return rows.flush();
    }

    /** Whether there is something to go on from, and all of it is in the file. */
    public boolean isKept() {
        return rows.isKept();
    }

    /** A hash of everything that a retraining depends on. */
    private static String fingerprint(Training training, Fresh fresh) {
        Fingerprint fingerprint = new Fingerprint()
                .add(Version.program() + "\n" + Kernels.describe() + "\n" + training.shape() + "\n" + training.step()
                        + "\n" + training.iterations())
                .add(training.start()).add(training.samples(), training.labels());
        return (fresh == null ? fingerprint : fingerprint.add(fresh.samples(), fresh.labels())).text();
    }
}
