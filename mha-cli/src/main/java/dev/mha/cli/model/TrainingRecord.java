package dev.mha.cli.model;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Missing;
import dev.mha.cli.input.Samples;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.program.Version;
import dev.mha.core.data.Dataset;
import dev.mha.core.model.SavedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** What a model file remembers of its data and its training: so are new data read, and the training repeated. */
public final class TrainingRecord {
    /** Key of what the data are called. */
    public static final String DATA = "data";
    /** Key of {@link #fingerprint}. */
    public static final String FINGERPRINT = "data_fingerprint";
    /** Key of the column that set samples apart for testing. */
    public static final String PART = "part_column";
    private static final String COLUMNS = "columns";
    private static final String LABEL = "label_column";
    private static final String MISSING = "missing";

    private TrainingRecord() {}

    /**
     * The metadata of a model.
     *
     * @param samples it was trained on, as they were read
     * @param data the same as they were taken
     * @param options how they were read
     * @param part column that set samples apart for testing, or null
     * @param run the training, with the steps that it took
     * @param loss on the training samples after them
     */
    public static Map<String, String> of(Samples samples, Dataset data, DataOptions options, String part,
            RunOptions.Run run, double loss) {
        Map<String, String> record = ofData(samples, data, options);
        if (part != null) {
            record.put(PART, part);
        }
        record.put("program", "mha " + Version.program());
        run.addTo(record);
        record.put("train_loss", Double.toString(loss));
        return record;
    }

    private static Map<String, String> ofData(Samples samples, Dataset data, DataOptions options) {
        Map<String, String> record = new LinkedHashMap<>();
        record.put(DATA, data.name());
        record.put(FINGERPRINT, fingerprint(data));
        record.put("samples", Integer.toString(data.samples()));
        record.put(COLUMNS, JSON.std.asString(samples.columns()));
        record.put(LABEL, options.label());
        record.put(MISSING, Names.of(options.missing()));
        return record;
    }

    /**
     * How new data should be read; what a model of another program does not say is as usual.
     *
     * @param file the model's file, for messages
     * @throws FailureException if what it says makes no sense
     */
    public static DataFormat format(SavedModel model, Path file) {
        return format(model, file, null);
    }

    /**
     * The same where samples that were set apart are to be told from the others, if the column is there that says so.
     *
     * @param file the model's file, for messages
     * @throws FailureException if what it says makes no sense
     */
    public static DataFormat ofTraining(SavedModel model, Path file) {
        return format(model, file, model.metadata().get(PART));
    }

    private static DataFormat format(SavedModel model, Path file, String part) {
        return format(columns(model, file), model.metadata().get(LABEL), missing(model, file), Prediction.grid(model),
                part);
    }

    /** The same for data to judge a model on that is still to be trained. */
    public static DataFormat format(Samples samples, DataOptions options) {
        return format(samples.columns(), options.label(), options.missing(),
                new Grid(samples.tokens(), samples.features()), null);
    }

    private static DataFormat format(List<String> names, String label, Missing missing, Grid grid, String part) {
        // The mark of missing values is a feature of the model, but no column of the data.
        Grid columns = missing == Missing.INDICATOR && grid.features() > 1
                ? new Grid(grid.tokens(), grid.features() - 1)
                : grid;
        return new DataFormat(null, null, null, null, null, missing, false,
                new DataFormat.Expected(names, label, columns, part));
    }

    private static Missing missing(SavedModel model, Path file) {
        String said = model.metadata().getOrDefault(MISSING, Missing.REFUSE.name());
        return Arrays.stream(Missing.values()).filter(one -> one.name().equalsIgnoreCase(said)).findFirst()
                .orElseThrow(() -> senseless(file, MISSING, said, "refuse, zero or indicator", null));
    }

    private static List<String> columns(SavedModel model, Path file) {
        String said = model.metadata().getOrDefault(COLUMNS, "[]");
        try {
            if (JSON.std.anyFrom(said) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw senseless(file, COLUMNS, said, "a JSON list of texts", null);
        } catch (JacksonException broken) {
            throw senseless(file, COLUMNS, said, "a JSON list of texts", broken);
        }
    }

    private static FailureException senseless(Path file, String key, String said, String wanted, Exception cause) {
        String shown = said.length() <= 40 ? said : said.substring(0, 37) + "...";
        return new FailureException(
                file + ": metadata \"" + key + "\" is \"" + shown + "\", must be " + wanted, cause);
    }

    /**
     * SHA-256 over sizes, values, lengths and labels: equal data have equal fingerprints, whatever file they were in.
     */
    public static String fingerprint(Dataset data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            int perSample = data.tokens() * data.features();
            ByteBuffer bytes = ByteBuffer.allocate(4 * (perSample + 2)).order(ByteOrder.LITTLE_ENDIAN);
            digest.update(bytes.putInt(data.tokens()).putInt(data.features()).flip());
            for (int i = 0; i < data.samples(); i++) {
                bytes.clear();
                bytes.putInt(data.length(i)).putFloat(data.labels()[i]);
                int at = data.offset(i);
                for (int k = 0; k < perSample; k++) {
                    bytes.putFloat(data.x()[at + k]);
                }
                digest.update(bytes.flip());
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
