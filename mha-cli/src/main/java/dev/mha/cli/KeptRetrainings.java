package dev.mha.cli;

import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.Retraining;
import dev.mha.core.stability.StabilityReport.Part;
import dev.mha.core.train.Training;
import dev.mha.kernels.Kernels;
import dev.mha.kernels.classifier.PackedSamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trainings with one sample changed, kept in a file as they end. They serve a training of the very same samples, start
 * and steps, by the same version on the same kind of machine: others would differ in their last bits.
 */
final class KeptRetrainings {
    private static final List<String> HEADER = List.of("training", "part", "sample", "loss_before", "loss_after",
            "distance", "largest_loss_change", "loss_sum", "farthest", "decoder_norm");

    private final KeptRows rows;
    private final Map<Part, String> works;
    private final Map<Part, Map<Integer, Retraining>> known = new EnumMap<>(Part.class);

    private KeptRetrainings(KeptRows rows, Map<Part, String> works) {
        this.rows = rows;
        this.works = works;
        works.keySet().forEach(part -> known.put(part, new TreeMap<>()));
        for (List<String> row : rows.rows()) {
            try {
                Part part = part(row.get(1));
                Retraining one = retraining(row);
                if (!row.getFirst().equals(works.get(part))) {
                    throw new IllegalArgumentException("it is of another part");
                }
                known.get(part).put(one.sample(), one);
            } catch (IllegalArgumentException damaged) {
                throw rows.damaged(row, damaged);
            }
        }
    }

    /**
     * Reads what is there.
     *
     * @param fresh what replaces samples, or null
     * @param inputs paths that the command reads
     * @throws FailureException in one sentence, if the file is of something else
     */
    static KeptRetrainings open(Screen screen, Path file, Training training, Fresh fresh, List<String> inputs) {
        Map<Part, String> works = new EnumMap<>(Part.class);
        works.put(Part.LEAVE_ONE_OUT, fingerprint(training, null));
        works.put(Part.REPLACE_ONE, fingerprint(training, fresh));
        return new KeptRetrainings(KeptRows.open(screen, file, HEADER, List.copyOf(works.values()),
                "trainings without a sample", inputs), works);
    }

    private static Part part(String name) {
        return Part.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Retraining retraining(List<String> row) {
        double[] figures = row.subList(3, row.size()).stream().mapToDouble(Double::parseDouble).toArray();
        return new Retraining(Integer.parseInt(row.get(2)) - 1, figures[0], figures[1], figures[2], figures[3],
                figures[4], figures[5], figures[6]);
    }

    /** What is known of a sample, or null. */
    Retraining find(Part part, int sample) {
        return known.get(part).get(sample);
    }

    /** Number of trainings that were there. */
    int size() {
        return known.values().stream().mapToInt(Map::size).sum();
    }

    /** Keeps one. */
    void add(Part part, Retraining one) {
        rows.add(List.of(works.get(part), name(part), Integer.toString(one.sample() + 1),
                Double.toString(one.lossBefore()), Double.toString(one.lossAfter()), Double.toString(one.distance()),
                Double.toString(one.largestLossChange()), Double.toString(one.lossSum()),
                Double.toString(one.farthest()), Double.toString(one.decoderNorm())));
    }

    /** Writes what is not yet written, and says whether all of it is kept. */
    boolean flush() {
        return rows.flush();
    }

    /** 16 letters and digits of a hash over everything that a retraining depends on. */
    private static String fingerprint(Training training, Fresh fresh) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((Version.program() + "\n" + Kernels.describe() + "\n" + training.shape() + "\n"
                    + training.step() + "\n" + training.iterations()).getBytes(StandardCharsets.UTF_8));
            update(digest, training.start());
            update(digest, training.samples(), training.labels());
            if (fresh != null) {
                update(digest, fresh.samples(), fresh.labels());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static void update(MessageDigest digest, PackedSamples samples, float[] labels) {
        update(digest, labels);
        double[] tokens = new double[samples.tokens() * samples.features()];
        ByteBuffer bytes = ByteBuffer.allocate(8 * (tokens.length + 1));
        for (int i = 0; i < samples.samples(); i++) {
            samples.copyTokens(i, tokens);
            bytes.clear().putInt(samples.length(i));
            for (int j = 0; j < samples.length(i) * samples.features(); j++) {
                bytes.putDouble(tokens[j]);
            }
            digest.update(bytes.flip());
        }
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        digest.update(bytes.flip());
    }
}
