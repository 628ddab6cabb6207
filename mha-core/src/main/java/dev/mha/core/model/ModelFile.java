package dev.mha.core.model;

import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Models as safetensors files, which the package of that name reads in Python: F32 tensors {@code W} [heads, features,
 * features] and {@code U} [heads, tokens, features], and, when the model encodes raw values, {@code mean} and
 * {@code deviation} [tokens, raw features] and {@code position} [tokens, 2 x frequencies].
 *
 * <p>Strings in the metadata: {@code format_version} (1), {@code label_negative}, {@code label_positive},
 * {@code tokens.standardize}, {@code tokens.position_frequencies}, {@code tokens.constant}, {@code tokens.scale}, and
 * those of {@link SavedModel#metadata()}. A file with W and U alone is a model whose tokens are used as they come, with
 * the classes {@code -1} and {@code 1}, by which nobody has named them ({@link SavedModel#named()}).
 */
public final class ModelFile {
    private static final String VERSION = "format_version";
    private static final String NEGATIVE = "label_negative";
    private static final String POSITIVE = "label_positive";
    private static final String TOKENS = "tokens.";
    private static final String STANDARDIZE = TOKENS + "standardize";
    private static final String FREQUENCIES = TOKENS + "position_frequencies";
    private static final String CONSTANT = TOKENS + "constant";
    private static final String SCALE = TOKENS + "scale";
    private static final Set<String> KEYS = Set
            .of(VERSION, NEGATIVE, POSITIVE, STANDARDIZE, FREQUENCIES, CONSTANT, SCALE);

    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";
    private static final String POSITION = "position";
    private static final Set<String> TENSORS = Set.of("W", "U", MEAN, DEVIATION, POSITION);

    private ModelFile() {}

    /** Whether a metadata key has a meaning of its own in the file. */
    static boolean reserved(String key) {
        return KEYS.contains(key) || key.startsWith(TOKENS);
    }

    /**
     * Writes a model under a temporary name beside {@code file} and renames it: whatever happens, no half-written file
     * is left under the name, and an old one there is replaced in one instant.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, SavedModel model) throws IOException {
        content(model).write(file);
    }

    /**
     * Writes the bytes of a model file, for callers with a way of their own to write files whole.
     *
     * @throws IOException if the channel cannot be written
     */
    public static void write(WritableByteChannel channel, SavedModel model) throws IOException {
        content(model).write(channel);
    }

    private static SafeTensors content(SavedModel model) {
        ClassifierShape shape = model.classifier().shape();
        float[] theta = model.classifier().theta();
        int heads = shape.heads();
        int tokens = shape.tokens();
        int d = shape.features();
        float[] w = new float[heads * d * d];
        float[] u = new float[heads * tokens * d];
        for (int head = 0; head < heads; head++) {
            System.arraycopy(theta, shape.attentionOffset(head), w, head * d * d, d * d);
            System.arraycopy(theta, shape.decoderOffset(head), u, head * tokens * d, tokens * d);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("W", Tensor.of(w, heads, d, d));
        tensors.put("U", Tensor.of(u, heads, tokens, d));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(VERSION, "1");
        if (model.named()) {
            metadata.put(NEGATIVE, model.negative());
            metadata.put(POSITIVE, model.positive());
        }
        TokenEncoder encoder = model.encoder();
        if (encoder != null) {
            TokenSettings settings = encoder.settings();
            metadata.put(STANDARDIZE, Boolean.toString(settings.standardize()));
            metadata.put(FREQUENCIES, Integer.toString(settings.positionFrequencies()));
            metadata.put(CONSTANT, Boolean.toString(settings.constant()));
            metadata.put(SCALE, Double.toString(settings.scale()));
            if (settings.standardize()) {
                tensors.put(MEAN, Tensor.of(encoder.mean(), tokens, encoder.rawFeatures()));
                tensors.put(DEVIATION, Tensor.of(encoder.deviation(), tokens, encoder.rawFeatures()));
            }
            if (settings.positionFrequencies() > 0) {
                tensors.put(POSITION, Tensor.of(encoder.position(), tokens, 2 * settings.positionFrequencies()));
            }
        }
        metadata.putAll(model.metadata());
        return new SafeTensors(tensors, metadata);
    }

    /**
     * Reads a model.
     *
     * @throws ModelFormatException saying in one sentence with the file's name what is wrong with it
     * @throws IOException if the file cannot be read at all
     */
    public static SavedModel read(Path file) throws IOException {
        SafeTensors content = SafeTensors.read(file);
        try {
            return model(content);
        } catch (IllegalArgumentException wrong) {
            ModelFormatException named = new ModelFormatException(file, wrong.getMessage());
            named.initCause(wrong);
            throw named;
        }
    }

    private static SavedModel model(SafeTensors content) {
        Map<String, Tensor> tensors = content.tensors();
        Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
        String version = metadata.remove(VERSION);
        if (version != null && !version.equals("1")) {
            throw new IllegalArgumentException("has format version " + version + ", this program reads version 1");
        }
        for (String name : tensors.keySet()) {
            if (!TENSORS.contains(name)) {
                throw new IllegalArgumentException("tensor \"" + name + "\" is none of a model's");
            }
        }
        AttentionClassifier classifier = classifier(required(tensors, "W"), required(tensors, "U"));
        TokenEncoder encoder = encoder(tensors, metadata, classifier.shape());
        String negative = metadata.remove(NEGATIVE);
        String positive = metadata.remove(POSITIVE);
        metadata.keySet().removeAll(KEYS);
        return new SavedModel(classifier, encoder, negative == null ? "-1" : negative,
                positive == null ? "1" : positive, negative != null || positive != null, metadata);
    }

    private static Tensor required(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("has no tensor \"" + name + "\"");
        }
        return tensor;
    }

    private static AttentionClassifier classifier(Tensor w, Tensor u) {
        boolean fits = w.shape().length == 3 && u.shape().length == 3 && w.size(1) == w.size(2)
                && w.size(0) == u.size(0) && w.size(2) == u.size(2);
        if (!fits) {
            throw new IllegalArgumentException(
                    "W " + w.describe() + " and U " + u.describe()
                            + " must be [heads, features, features] and [heads, tokens, features]");
        }
        ClassifierShape shape = new ClassifierShape(u.size(0), u.size(1), u.size(2));
        float[] theta = new float[shape.parameters()];
        int d = shape.features();
        for (int head = 0; head < shape.heads(); head++) {
            System.arraycopy(w.values(), head * d * d, theta, shape.attentionOffset(head), d * d);
            int size = shape.tokens() * d;
            System.arraycopy(u.values(), head * size, theta, shape.decoderOffset(head), size);
        }
        return new AttentionClassifier(shape, theta);
    }

    private static TokenEncoder encoder(Map<String, Tensor> tensors, Map<String, String> metadata,
            ClassifierShape shape) {
        boolean any = metadata.keySet().stream().anyMatch(key -> key.startsWith(TOKENS));
        if (!any) {
            for (String name : new String[]{MEAN, DEVIATION, POSITION}) {
                if (tensors.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "tensor \"" + name + "\" needs the metadata \"" + STANDARDIZE + "\" and its like");
                }
            }
            return null;
        }
        TokenSettings settings = settings(metadata);
        int codes = 2 * settings.positionFrequencies();
        int raw = shape.features() - codes - (settings.constant() ? 1 : 0);
        if (raw < 1) {
            throw new IllegalArgumentException(
                    "its tokens have " + shape.features() + " features, too few for " + codes + " of position"
                            + (settings.constant() ? " and a constant" : "") + " beside the data's own");
        }
        float[] ones = new float[shape.tokens() * raw];
        Arrays.fill(ones, 1);
        float[] mean = part(tensors, MEAN, settings.standardize(), shape.tokens(), raw, new float[ones.length]);
        float[] deviation = part(tensors, DEVIATION, settings.standardize(), shape.tokens(), raw, ones);
        float[] position = part(tensors, POSITION, codes > 0, shape.tokens(), codes, new float[0]);
        return TokenEncoder.of(settings, shape.tokens(), raw, mean, deviation, position);
    }

    /** A tensor of the encoder, or {@code absent} when the settings do without it. */
    private static float[] part(Map<String, Tensor> tensors, String name, boolean wanted, int rows, int columns,
            float[] absent) {
        if (!wanted && !tensors.containsKey(name)) {
            return absent;
        }
        if (!wanted) {
            throw new IllegalArgumentException("tensor \"" + name + "\" is not used by its token settings");
        }
        Tensor tensor = required(tensors, name);
        if (!Arrays.equals(tensor.shape(), new int[]{rows, columns})) {
            throw new IllegalArgumentException(
                    "tensor \"" + name + "\" has the shape " + tensor.describe() + ", its model needs [" + rows + ", "
                            + columns + "]");
        }
        return tensor.values();
    }

    private static TokenSettings settings(Map<String, String> metadata) {
        for (String key : metadata.keySet()) {
            if (key.startsWith(TOKENS) && !KEYS.contains(key)) {
                throw new IllegalArgumentException("metadata \"" + key + "\" is none of the token settings");
            }
        }
        // to its end, since one that is too large is a number too
        BigInteger frequencies = number(metadata, FREQUENCIES, BigInteger::new);
        if (frequencies.signum() < 0 || frequencies.bitLength() > 31
                || frequencies.intValue() > TokenSettings.MOST_FREQUENCIES) {
            throw new IllegalArgumentException("metadata \"" + FREQUENCIES + "\" is " + frequencies + ", must be 0 to "
                    + TokenSettings.MOST_FREQUENCIES);
        }
        double scale = number(metadata, SCALE, Double::parseDouble);
        // A finished token is a float: a scale that is none makes tokens of zeros or infinities, whatever the data.
        if (Float.isInfinite((float) scale) || (float) scale == 0) {
            throw new IllegalArgumentException(
                    "metadata \"" + SCALE + "\" is " + scale + ", must be within the range of 32-bit numbers");
        }
        return new TokenSettings(flag(metadata, STANDARDIZE), frequencies.intValue(), flag(metadata, CONSTANT), scale);
    }

    private static <T> T number(Map<String, String> metadata, String key, Function<String, T> parser) {
        String value = text(metadata, key);
        try {
            return parser.apply(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("metadata \"" + key + "\" is \"" + value + "\", which is not a number",
                    wrong);
        }
    }

    private static boolean flag(Map<String, String> metadata, String key) {
        return switch (text(metadata, key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(
                    "metadata \"" + key + "\" is \"" + metadata.get(key) + "\", must be true or false");
        };
    }

    private static String text(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("has no metadata \"" + key + "\"");
        }
        return value;
    }
}
