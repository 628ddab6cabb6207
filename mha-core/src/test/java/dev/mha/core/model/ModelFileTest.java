package dev.mha.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
    @TempDir
    Path folder;

    private static SavedModel model(TokenSettings settings) {
        int raw = 2;
        float[] x = new float[5 * 3 * raw];
        RandomSource random = RandomSource.of(9);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        Dataset data = new Dataset("d", 5, 3, raw, x, null, new float[]{1, -1, 1, -1, 1}, "no", "yes", null);
        TokenEncoder encoder = settings == null
                ? null
                : TokenEncoder.fit(data, new int[]{0, 1, 2, 3}, settings);
        ClassifierShape shape = new ClassifierShape(2, 3, encoder == null ? raw : encoder.features());
        float[] theta = Initialization.GAUSS.create(shape, null, null, 1, 4);
        theta[0] = -0f;
        theta[1] = Float.MIN_VALUE;
        theta[2] = Float.MAX_VALUE;
        return new SavedModel(new AttentionClassifier(shape, theta), encoder, "no \"quoted\" \\ \u00e4\ud83d\ude00",
                "yes\n",
                Map.of("data.fingerprint", "sha256:00", "training.step", "0.5"));
    }

    private static Stream<TokenSettings> settings() {
        return Stream.of(
                null,
                TokenSettings.NONE,
                TokenSettings.DEFAULT,
                new TokenSettings(false, 1, false, 0.1),
                new TokenSettings(true, 0, true, 1 / 3.0));
    }

    @Test
    void tellsStandInsFromNamesOfClasses() throws IOException {
        SavedModel model = model(null);
        Path file = folder.resolve("m.safetensors");
        ModelFile.write(file, new SavedModel(model.classifier(), null, "-1", "1", Map.of()));
        assertTrue(ModelFile.read(file).named());
        ModelFile.write(file, new SavedModel(model.classifier(), null, "-1", "1", false, Map.of()));
        SavedModel unnamed = ModelFile.read(file);
        assertFalse(unnamed.named());
        assertEquals("-1 1", unnamed.negative() + " " + unnamed.positive());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void readsBackEveryBit(TokenSettings settings) throws IOException {
        SavedModel model = model(settings);
        Path file = folder.resolve("m.safetensors");
        ModelFile.write(file, model);
        SavedModel again = ModelFile.read(file);
        assertEquals(model.classifier().shape(), again.classifier().shape());
        float[] theta = model.classifier().theta();
        for (int i = 0; i < theta.length; i++) {
            assertEquals(Float.floatToRawIntBits(theta[i]), Float.floatToRawIntBits(again.classifier().theta()[i]));
        }
        assertEquals(model.negative(), again.negative());
        assertEquals(model.positive(), again.positive());
        assertEquals(model.metadata(), again.metadata());
        if (settings == null) {
            assertNull(again.encoder());
        } else {
            assertEquals(settings, again.encoder().settings());
            assertArrayEquals(model.encoder().mean(), again.encoder().mean());
            assertArrayEquals(model.encoder().deviation(), again.encoder().deviation());
            assertArrayEquals(model.encoder().position(), again.encoder().position());
        }
        Path copy = folder.resolve("copy");
        ModelFile.write(copy, again);
        assertEquals(-1, Files.mismatch(file, copy));
    }

    @Test
    void theHeaderEndsOnAMultipleOfEightAndIsPlainText() throws IOException {
        Path file = folder.resolve("m");
        ModelFile.write(file, model(TokenSettings.DEFAULT));
        byte[] bytes = Files.readAllBytes(file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertEquals(0, length % 8);
        String header = new String(bytes, 8, (int) length, StandardCharsets.US_ASCII);
        // features 2 + 4 + 1
        assertTrue(header.startsWith("{\"__metadata__\":{\"format_version\":\"1\","), header);
        assertTrue(header.contains("\"W\":{\"dtype\":\"F32\",\"shape\":[2,7,7],\"data_offsets\":[0,392]}"), header);
        assertTrue(header.contains("\"U\":{\"dtype\":\"F32\",\"shape\":[2,3,7],\"data_offsets\":[392,560]}"), header);
        assertTrue(header.contains("\"mean\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[560,584]}"), header);
    }

    @Test
    void replacesAnOldFileAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("m");
        Files.writeString(file, "old");
        ModelFile.write(file, model(null));
        assertEquals(2, ModelFile.read(file).classifier().shape().heads());
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(List.of(file), entries.toList());
        }
        Path nowhere = folder.resolve("missing/m");
        String message = assertThrows(FileSystemException.class, () -> ModelFile.write(nowhere, model(null)))
                .getMessage();
        assertEquals(folder.resolve("missing") + ": no such folder", message);
    }

    @Test
    void aModelOfTwoTensorsIsEnough() throws IOException {
        Path file = write(TWO, values(3));
        SavedModel model = ModelFile.read(file);
        assertEquals(new ClassifierShape(1, 2, 1), model.classifier().shape());
        assertArrayEquals(new float[]{0, 1, 2}, model.classifier().theta());
        assertNull(model.encoder());
        assertEquals("-1", model.negative());
        assertEquals("1", model.positive());
    }

    @Test
    void tensorsMayStandInAnyOrder() throws IOException {
        Path file = write("{\"W\":" + tensor("1,1,1", 8, 12) + ",\n \"U\" : " + tensor("1,2,1", 0, 8) + "}   ",
                values(3));
        assertArrayEquals(new float[]{2, 0, 1}, ModelFile.read(file).classifier().theta());
    }

    private static String tensor(String shape, long begin, long end) {
        return "{\"dtype\":\"F32\",\"shape\":[" + shape + "],\"data_offsets\":[" + begin + "," + end + "]}";
    }

    private static final String W = "\"W\":" + tensor("1,1,1", 0, 4);
    private static final String U = "\"U\":" + tensor("1,2,1", 4, 12);
    private static final String TWO = "{" + W + "," + U + "}";

    private static byte[] values(int count) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            buffer.putFloat(i);
        }
        return buffer.array();
    }

    private Path write(String header, byte[] data) throws IOException {
        return write(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private Path write(byte[] header, byte[] data) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length).put(header).put(data);
        return Files.write(folder.resolve("bad.model"), buffer.array());
    }

    private static String meta(String entries) {
        return "{\"__metadata__\":{" + entries + "}," + W + "," + U + "}";
    }

    private static final String ENCODED = "\"tokens.standardize\":\"true\",\"tokens.position_frequencies\":\"0\","
            + "\"tokens.constant\":\"false\",\"tokens.scale\":\"1\"";

    private static Stream<Arguments> malformed() {
        String twice = "{" + W + "," + W + "," + U + "}";
        String wide = "{\"W\":" + tensor("1,1,1", 0, 4) + ",\"U\":";
        return Stream.of(
                Arguments.of("", "header length 0 does not fit"),
                Arguments.of("{", "header length 1 does not fit"),
                Arguments.of("{ ", "expected '\"' at character 3, found its end"),
                Arguments.of("{}", "its tensors have 0 bytes, the file holds 12 after the header"),
                Arguments.of("[1]", "expected '{' at character 1, found '['"),
                Arguments.of("W and U", "expected '{' at character 1, found 'W'"),
                Arguments.of(TWO + "x", "expected nothing more"),
                Arguments.of("{\"W\":true}", "expected an object, an array, a string or a whole number"),
                Arguments.of("{\"W\":1.5}", "expected a whole number to end at character 7, found '.'"),
                Arguments.of("{\"W\":1e3}", "expected a whole number"),
                Arguments.of("{\"W\":01}", "expected a whole number"),
                Arguments.of("{\"W\":12345678901234567890}",
                        "expected a number of at most 18 digits to end at character 24, found '9'"),
                Arguments.of("{\"W\":[1,]}", "expected an object, an array"),
                Arguments.of("{\"W\":\"a}", "expected the rest of a string"),
                Arguments.of("{\"W\":\"\\x\"}", "expected an escape of JSON"),
                Arguments.of("{\"W\":\"\\u12g4\"}", "expected an escape of JSON"),
                Arguments.of("{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "more than 8 levels of nesting"),
                Arguments.of("{\"W\":3}", "\"W\" does not have exactly dtype, shape and data_offsets"),
                Arguments.of(twice, "key \"W\" twice"),
                Arguments.of("{" + W.replace("F32", "F64") + "," + U + "}", "\"W\" has the type F64, only F32 is read"),
                Arguments.of("{" + W.replace("[1,1,1]", "[1,-1,1]") + "," + U + "}", "which make no sense"),
                Arguments.of("{" + W.replace("[0,4]", "[4,0]") + "," + U + "}", "which make no sense"),
                Arguments.of("{" + W.replace("[0,4]", "[0]") + "," + U + "}", "which make no sense"),
                Arguments.of("{" + W.replace("[0,4]", "[0,5]") + "," + U + "}", "has 5 bytes, needs 4"),
                Arguments.of("{\"W\":" + tensor("99999,99999,99999", 0, 4) + "," + U + "}",
                        "has more values than one array holds"),
                Arguments.of(
                        "{\"W\":" + tensor("4294967296,4294967296,0", 0, 0) + "," + U + "}",
                        "has more values than one array holds"),
                Arguments.of(wide + tensor("1,2,1", 0, 8) + "}", "\"U\" starts at byte 0 of the data, but the tensors"),
                Arguments.of(wide + tensor("1,1,1", 8, 12) + "}",
                        "\"U\" starts at byte 8 of the data, but the tensors"),
                Arguments.of(wide + tensor("1,3,1", 4, 16) + "}", "its tensors have 16 bytes, the file holds 12"),
                Arguments.of(wide + tensor("1,1,1", 4, 8) + "}", "its tensors have 8 bytes, the file holds 12"),
                Arguments.of("{\"W\":" + tensor("3,1,1", 0, 12) + "}", "has no tensor \"U\""),
                Arguments.of("{\"U\":" + tensor("1,3,1", 0, 12) + "}", "has no tensor \"W\""),
                Arguments.of(wide + tensor("2,1", 4, 12) + "}", "W [1, 1, 1] and U [2, 1] must be"),
                Arguments.of(wide + tensor("1,1,2", 4, 12) + "}", "W [1, 1, 1] and U [1, 1, 2] must be"),
                Arguments.of(wide + tensor("2,1,1", 4, 12) + "}", "W [1, 1, 1] and U [2, 1, 1] must be"),
                Arguments.of("{\"V\":" + tensor("1,3,1", 0, 12) + "}", "tensor \"V\" is none of a model's"),
                Arguments.of("{\"__metadata__\":[]," + W + "," + U + "}",
                        "__metadata__ in its header is not an object"),
                Arguments.of(meta("\"a\":1"), "metadata \"a\" is not a string"),
                Arguments.of(meta("\"format_version\":\"2\""), "has format version 2, this program reads version 1"),
                Arguments.of(meta("\"tokens.scale\":\"1\""), "has no metadata \"tokens.position_frequencies\""),
                Arguments.of(meta(ENCODED), "has no tensor \"mean\""),
                Arguments.of(meta(ENCODED.replace("\"true\"", "\"maybe\"")), "is \"maybe\", must be true or false"),
                Arguments.of(meta(ENCODED.replace("\"0\"", "\"x\"")),
                        "metadata \"tokens.position_frequencies\" is \"x\", which is not a number"),
                Arguments.of(meta(ENCODED.replace("\"1\"", "\"1e300\"")),
                        "metadata \"tokens.scale\" is 1.0E300, must be within the range of 32-bit numbers"),
                Arguments.of(meta(ENCODED.replace("\"1\"", "\"1e-300\"")),
                        "metadata \"tokens.scale\" is 1.0E-300, must be within the range of 32-bit numbers"),
                Arguments.of(meta("\"label_negative\":\"a\",\"label_positive\":\"a\""),
                        "both classes are named \"a\""),
                Arguments.of(meta("\"label_positive\":\"-1\""), "both classes are named \"-1\""),
                Arguments.of(meta(ENCODED.replace("\"0\"", "\"-1\"")),
                        "metadata \"tokens.position_frequencies\" is -1, must be 0 to 1000"),
                Arguments.of(meta(ENCODED.replace("\"0\"", "\"99999999999999\"")),
                        "metadata \"tokens.position_frequencies\" is 99999999999999, must be 0 to 1000"),
                Arguments.of(meta(ENCODED.replace("\"0\"", "\"3\"")), "too few for 6 of position"),
                Arguments.of(meta(ENCODED.replace("\"1\"", "\"NaN\"")), "scale is NaN"),
                Arguments.of(meta(ENCODED + ",\"tokens.other\":\"1\""),
                        "metadata \"tokens.other\" is none of the token settings"),
                Arguments.of(
                        "{" + W + "," + "\"mean\":" + tensor("1,1", 4, 8) + ",\"U\":" + tensor("1,1,1", 8, 12) + "}",
                        "tensor \"mean\" needs the metadata \"tokens.standardize\""),
                Arguments.of(
                        "{\"__metadata__\":{" + ENCODED.replace("true", "false") + "}," + W + ",\"mean\":"
                                + tensor("1,1", 4, 8) + ",\"U\":" + tensor("1,1,1", 8, 12) + "}",
                        "tensor \"mean\" is not used by its token settings"),
                Arguments.of(
                        "{\"__metadata__\":{" + ENCODED + "}," + W + ",\"mean\":" + tensor("1", 4, 8) + ",\"U\":"
                                + tensor("1,1,1", 8, 12) + "}",
                        "tensor \"mean\" has the shape [1], its model needs [1, 1]"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhatIsWrongInOneSentence(String header, String expected) throws IOException {
        Path file = write(header, values(3));
        String message = assertThrows(ModelFormatException.class, () -> ModelFile.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void saysWhatIsWrongWithTheBytes() throws IOException {
        assertWrong(Files.write(folder.resolve("a"), new byte[7]), "has 7 bytes, too few for a safetensors file");
        assertWrong(Files.write(folder.resolve("b"), new byte[0]), "has 0 bytes, too few");
        byte[] long64 = {-1, -1, -1, -1, -1, -1, -1, -1, 0};
        assertWrong(Files.write(folder.resolve("c"), long64), "header length 18446744073709551615 does not fit");
        byte[] whole = Files.readAllBytes(write(TWO, values(3)));
        for (int cut : new int[]{9, 40, whole.length - 1, whole.length - 12}) {
            assertWrong(Files.write(folder.resolve("d"), Arrays.copyOf(whole, cut)), "d: ");
        }
        assertWrong(Files.write(folder.resolve("e"), Arrays.copyOf(whole, whole.length + 1)),
                "its tensors have 12 bytes, the file holds 13");
        assertWrong(write(new byte[]{'{', (byte) 0xff, '}'}, values(3)), "its header is not valid: not UTF-8");
        byte[] broken = values(3);
        ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putFloat(8, Float.NaN);
        assertWrong(write(TWO, broken), "tensor \"U\" holds NaN as value 2");
        ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putFloat(8, 0).putFloat(0, Float.NEGATIVE_INFINITY);
        assertWrong(write(TWO, broken), "tensor \"W\" holds -Infinity as value 1");
        assertWrong(folder, "is a directory, not a model file");
        assertWrong(folder.resolve("none"), "no such file");
    }

    private static void assertWrong(Path file, String expected) {
        String message = assertThrows(ModelFormatException.class, () -> ModelFile.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
    }

    /** A sparse file that truly is as long as it claims: its header is refused before room is made for it. */
    @Test
    void refusesAHeaderBeyondItsLimit() throws IOException {
        Path file = folder.resolve("long");
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(3L << 30).flip());
            channel.position((3L << 30) + 8).write(ByteBuffer.wrap(new byte[1]));
        }
        assertWrong(file, "its header has 3221225472 bytes, at most 16777216 are read");
        SavedModel model = model(null);
        SavedModel wordy = new SavedModel(model.classifier(), null, "a", "b", Map.of("notes", "x".repeat(1 << 24)));
        assertThrows(IOException.class, () -> ModelFile.write(folder.resolve("wordy"), wordy));
    }

    @Test
    void everyCutOfAFileIsRefused() throws IOException {
        Path file = folder.resolve("m");
        ModelFile.write(file, model(TokenSettings.DEFAULT));
        byte[] whole = Files.readAllBytes(file);
        Path cut = folder.resolve("cut");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThrows(ModelFormatException.class, () -> ModelFile.read(cut));
        }
    }

    @Test
    void refusesModelsThatDoNotFitTogether() {
        SavedModel model = model(TokenSettings.DEFAULT);
        AttentionClassifier other = new AttentionClassifier(new ClassifierShape(1, 3, 2), new float[10]);
        String message = assertThrows(
                IllegalArgumentException.class,
                () -> new SavedModel(other, model.encoder(), "a", "b", Map.of())).getMessage();
        assertEquals("the encoder makes 3 tokens x 7 features, the classifier has 3 x 2", message);
        message = assertThrows(
                IllegalArgumentException.class,
                () -> new SavedModel(other, null, "a", "b", Map.of("label_negative", "x"))).getMessage();
        assertEquals("metadata key \"label_negative\" belongs to the file format", message);
    }
}
