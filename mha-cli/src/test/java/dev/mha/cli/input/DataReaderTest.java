package dev.mha.cli.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.NpzBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataReaderTest {
    private static final float[] ONE_TO_FOUR = {1, 2, 3, 4};

    private static DataFormat format(String tokens, Missing missing) {
        return new DataFormat(null, null, null, null, tokens == null ? null : Grid.parse(tokens), missing, true, null);
    }

    private static Samples read(byte[] content, DataFormat format) {
        return DataReader.read("-", format, new ByteArrayInputStream(content));
    }

    private static Samples read(String content, DataFormat format) {
        return read(content.getBytes(StandardCharsets.UTF_8), format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b,label\n1,2,x\n3,4,y\n", "\uFEFFa;b;label\r\n1;2;x\r\n3;4;y\r\n",
            "a\tb\tlabel\n\n1\t2\tx\n3\t4\ty", "label,\"a\",b\nx,1,2e0\ny,\" 3 \",+4.0\n",
            "id,a,b,label\nr,1,2,x\nr,3,4,y\n",
            ",a,b,label\n0,1,2,x\n1,3,4,y\n", "a,name,b,label\n1,red,2,x\n3,,4,y\n",
            "sep=;\r\na;b;label\r\n1;2;x\r\n3;4;y\r\n", "\uFEFF\"SEP=|\"\na|b|label\n1|2|x\n3|4|y\n"})
    void readsOneRowASampleInManyDialects(String content) {
        Samples samples = read(content, format("1x2", Missing.REFUSE));
        assertArrayEquals(ONE_TO_FOUR, samples.x());
        assertArrayEquals(new String[]{"x", "y"}, samples.labels());
        assertEquals(List.of("a", "b"), samples.columns());
        assertEquals(new ClassNames("x", "y"), samples.classes(null));
        assertNull(samples.lengths());
    }

    /** Also where some of its values would be numbers: a code of letters and digits may lack the letters. */
    @Test
    void namesColumnsOfTextAndTheFirstOfIt() {
        String one = "not used, since it holds text: column 'c' ('A1' in line 2)";
        assertEquals(List.of(one),
                read("a,c,label\n1,A1,x\n3,77,y\n2,B7,y\n", format("1x1", Missing.REFUSE)).notes());
        assertEquals(List.of(one),
                read("a,c,label\n1,A1,x\n", format("1x1", Missing.REFUSE)).notes());
        assertEquals(List.of("not used, since they hold text: columns 'c' ('A1' in line 3), 'd' ('red' in line 2)"),
                read("a,c,d,label\n1,NA,red,x\n3,A1,blue,y\n", format("1x1", Missing.REFUSE)).notes());
        assertEquals(List.of(one),
                read("sample,c,token,a,label\ns,A1,1,1,x\ns,77,2,1,x\nt,B7,1,1,y\n", format(null, Missing.REFUSE))
                        .notes());
    }

    @Test
    void refusesWhatFollowsPackedContent() throws IOException {
        byte[] one = gzip("a,b,label\n1,2,x\n");
        byte[] two = gzip("3,4,y\n");
        DataFormat format = format("2x1", Missing.REFUSE);
        assertArrayEquals(ONE_TO_FOUR, read(joined(one, two), format).x());
        assertArrayEquals(ONE_TO_FOUR, read(joined(one, two, new byte[700]), format).x());
        for (byte[] junk : new byte[][]{{1}, "3,4,y\n".getBytes(StandardCharsets.UTF_8), new byte[100_000]}) {
            junk[junk.length - 1] = 1;
            assertEquals("standard input cannot be read: something that is not gzip follows its packed content",
                    assertThrows(InputException.class, () -> read(joined(one, two, junk), format)).getMessage());
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Refused from the header: the content, which is not there, is never unpacked. */
    @Test
    void refusesAnArrayBeyondTheMemoryBeforeItIsUnpacked() throws IOException {
        byte[] file = new NpzBytes().array("X", NpzBytes.header("|i1", false, "2000000000, 1, 1"), new byte[20])
                .bytes("y", "2", 0, 1).build();
        byte[] directory = {'P', 'K', 1, 2};
        int at = 0;
        while (!Arrays.equals(directory, Arrays.copyOfRange(file, at, at + 4))) {
            at++;
        }
        // the size of X as the directory of the file says it
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 24, 2_000_000_128);
        String message = assertThrows(InputException.class, () -> read(file, format(null, Missing.REFUSE)))
                .getMessage();
        assertTrue(
                message.matches(
                        "standard input: X has the shape \\[2000000000, 1, 1], its values need 16955 MB, Java has"
                                + " [0-9]+ MB: give it more with MHA_JAVA_OPTS=-Xmx17g, or use fewer samples"),
                message);
    }

    @Test
    void namesArraysThatAreNotRead() throws IOException {
        NpzBytes file = new NpzBytes().floats("X", "2, 2, 1", ONE_TO_FOUR).bytes("y", "2", 0, 1);
        DataFormat format = format(null, Missing.REFUSE);
        assertEquals(List.of(), read(file.build(), format).notes());
        assertEquals(List.of("not used: array lengths; standard input is read for X, y, mask and test"),
                read(file.bytes("lengths", "2", 1, 2).build(), format).notes());
        assertEquals(List.of("not used: arrays lengths, x; standard input is read for X, y, mask and test"),
                read(file.bytes("x", "2", 1, 2).build(), format).notes());
    }

    @Test
    void tellsOfTokensWithoutSamples() {
        String rows = "1,2,x\n2,1,y\n";
        String sentence = "there is a column 'token', but no column 'sample': each row is taken for a sample of its"
                + " own";
        assertEquals(List.of(sentence), read("token,v,label\n" + rows, format("1x2", Missing.REFUSE)).notes());
        assertEquals(List.of(), read("place,v,label\n" + rows, format("1x2", Missing.REFUSE)).notes());
        DataFormat said = new DataFormat(null, List.of("token", "v"), null, null, Grid.parse("1x2"), Missing.REFUSE,
                true, null);
        assertEquals(List.of(), read("token,v,label\n" + rows, said).notes());
    }

    /** Two numbers that a double cannot tell apart are two labels. */
    @Test
    void takesEqualNumbersForOneClass() {
        Samples samples = read("a,label\n1,1\n2,1.0\n3,0\n4,1e0\n5,-0.0\n", format(null, Missing.REFUSE));
        ClassNames names = samples.classes(null);
        assertEquals(new ClassNames("0", "1"), names);
        assertEquals(names, samples.classes("1.00"));
        assertEquals(new ClassNames("1", "0"), samples.classes("0.0"));
        assertArrayEquals(new float[]{1, 1, -1, 1, -1}, samples.dataset(names).labels());
        assertEquals(-1, samples.firstOther(names));
        assertEquals(2, samples.firstOther(new ClassNames("no", "01")));
        Samples longForm = read("sample,token,v,label\nA,1,1,1\nA,2,2,1.0\nB,1,3,2\n", format(null, Missing.REFUSE));
        assertEquals(new ClassNames("1", "2"), longForm.classes(null));
        assertEquals(new ClassNames("10000000000000000", "10000000000000001"),
                read("a,label\n1,10000000000000001\n2,10000000000000000\n", format(null, Missing.REFUSE))
                        .classes(null));
    }

    @Test
    void unpacksGzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a,b,label\n1,2,x\n3,4,y\n".getBytes(StandardCharsets.UTF_8));
        }
        assertArrayEquals(ONE_TO_FOUR, read(packed.toByteArray(), format("2x1", Missing.REFUSE)).x());
    }

    @Test
    void takesFeaturesByNameAndRangeInTheirOrder() {
        DataFormat format = new DataFormat("y", List.of("c", "a..b"), null, "set", null, Missing.REFUSE, true, null);
        Samples samples = read("a,b,c,d,y,set\n1,2,3,9,no,train\n4,5,6,9,yes,TEST\n", format);
        assertEquals(List.of("c", "a", "b"), samples.columns());
        assertArrayEquals(new float[]{3, 1, 2, 6, 4, 5}, samples.x());
        assertArrayEquals(new boolean[]{false, true}, samples.test());
        assertEquals(3, samples.tokens());
    }

    @Test
    void tellsOfAColumnThatCountsTheRows() {
        String sentence = "column 'patient' counts the rows: if it only names them, leave it out with --features";
        DataFormat said = new DataFormat(null, List.of("patient", "a"), null, null, Grid.parse("1x2"), Missing.REFUSE,
                true, null);
        assertEquals(List.of(sentence), read(counted(20, 1), format("1x2", Missing.REFUSE)).notes());
        assertEquals(List.of(), read(counted(20, 1), said).notes());
        assertEquals(List.of(), read(counted(20, 2), format("1x2", Missing.REFUSE)).notes());
        assertEquals(List.of(), read(counted(19, 1), format("1x2", Missing.REFUSE)).notes());
    }

    /** Where x + 1 is x, a constant is no count. */
    @Test
    void takesNoLargeConstantForACount() {
        for (String constant : List.of("1e17", "1e38", "16777216", "-1e17")) {
            String content = counted(20, 1).replaceAll("(?m)^\\d+,", constant + ",");
            assertEquals(List.of(), read(content, format("1x2", Missing.REFUSE)).notes(), constant);
        }
    }

    /** The last row jumps by {@code last}; the other values go up and down. */
    private static String counted(int rows, int last) {
        StringBuilder content = new StringBuilder("patient,a,label\n");
        for (int i = 0; i < rows; i++) {
            int number = 100 + i + (i == rows - 1 ? last - 1 : 0);
            content.append(number).append(',').append(i % 7).append(i % 2 == 0 ? ",x\n" : ",y\n");
        }
        return content.toString();
    }

    @Test
    void keepsMissingValuesApartWhenAsked() {
        String content = "a,b,c,d,label\n1,NA,3,4,x\n,6,7,?,y\n";
        assertArrayEquals(new float[]{1, 0, 3, 4, 0, 6, 7, 0}, read(content, format("2x2", Missing.ZERO)).x());
        Samples marked = read(content, format("2x2", Missing.INDICATOR));
        assertEquals(3, marked.features());
        assertArrayEquals(new float[]{1, 0, 1, 3, 4, 0, 0, 6, 1, 7, 0, 1}, marked.x());
    }

    @Test
    void padsSamplesOfUnequalLengthInTheLongForm() {
        Samples samples = read("sample,token,u,v,label\nA,2,3,4,x\nB,1,5,6,y\nA,1,1,2,x\nA,3,7,8,x\n",
                format(null, Missing.REFUSE));
        assertArrayEquals(new String[]{"A", "B"}, samples.ids());
        assertArrayEquals(new int[]{3, 1}, samples.lengths());
        assertArrayEquals(new float[]{1, 2, 3, 4, 7, 8, 5, 6, 0, 0, 0, 0}, samples.x());
    }

    @Test
    void countsTokensOfTheLongFormFromZeroToo() {
        Samples samples = read("sample,token,v,label\nA,1,2,x\nA,0,1,x\nB,0,3,y\nB,1,4,y\n",
                format(null, Missing.REFUSE));
        assertArrayEquals(ONE_TO_FOUR, samples.x());
        assertNull(samples.lengths());
    }

    @ParameterizedTest
    @CsvSource({"0,1,0,1", "-1,1,-1,1", "1.0,10,1.0,10", "9,10,9,10", "no,yes,no,yes", "1,0,0,1"})
    void takesTheLargerLabelForPositive(String first, String second, String negative, String positive) {
        Samples samples = read("a,label\n1," + first + "\n2," + second + "\n", format(null, Missing.REFUSE));
        assertEquals(new ClassNames(negative, positive), samples.classes(null));
        assertEquals(new ClassNames(positive, negative), samples.classes(negative));
    }

    @Test
    void setsOneOfManyLabelsAgainstTheRest() {
        Samples samples = read("a,label\n1,x\n2,y\n3,z\n", format(null, Missing.REFUSE));
        ClassNames names = samples.classes("y");
        assertEquals(new ClassNames("not y", "y"), names);
        assertArrayEquals(new float[]{-1, 1, -1}, samples.dataset(names).labels());
    }

    @ParameterizedTest
    @CsvSource({"<f4,4", ">f4,4", "<f8,8", ">f8,8", "<f2,2", "|i1,1", "<i2,2", ">i2,2", "<i4,4", "<i8,8", ">i8,8",
            "|u1,1", "<u2,2", "<u4,4", ">u8,8"})
    void readsEveryTypeAndByteOrder(String type, int size) throws IOException {
        for (int version = 1; version <= 3; version++) {
            byte[] array = NpzBytes.npy(version, NpzBytes.header(type, false, "2, 2, 1"), elements(type, size));
            Samples samples = read(new NpzBytes().raw("X", array).bytes("y", "2", -1, 1).build(),
                    format(null, Missing.REFUSE));
            assertArrayEquals(ONE_TO_FOUR, samples.x(), type + " version " + version);
            assertArrayEquals(new String[]{"-1", "1"}, samples.labels());
        }
    }

    private static byte[] elements(String type, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * size)
                .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (float value : ONE_TO_FOUR) {
            switch (type.charAt(1) == 'f' ? -size : size) {
                case -2 -> bytes.putShort(Float.floatToFloat16(value));
                case -4 -> bytes.putFloat(value);
                case -8 -> bytes.putDouble(value);
                case 1 -> bytes.put((byte) value);
                case 2 -> bytes.putShort((short) value);
                case 4 -> bytes.putInt((int) value);
                default -> bytes.putLong((long) value);
            }
        }
        return bytes.array();
    }

    @Test
    void readsFortranOrder() throws IOException {
        // Element [i, t, j] is 100 i + 10 t + j; the first index runs fastest.
        byte[] elements = new byte[2 * 3 * 2];
        int at = 0;
        for (int j = 0; j < 2; j++) {
            for (int t = 0; t < 3; t++) {
                for (int i = 0; i < 2; i++) {
                    elements[at++] = (byte) (100 * i + 10 * t + j);
                }
            }
        }
        Samples samples = read(new NpzBytes().array("X", NpzBytes.header("|u1", true, "2, 3, 2"), elements)
                .bytes("y", "2, 1", 0, 1).build(), format(null, Missing.REFUSE));
        assertArrayEquals(new float[]{0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}, samples.x());
    }

    @Test
    void readsMaskTestPartAndTextLabels() throws IOException {
        byte[] labels = {'n', 'o', 0, 'y', 'e', 's'};
        Samples samples = read(
                new NpzBytes().floats("X", "2, 2, 1", 1, Float.NaN, 3, 4).bytes("mask", "2, 2", 1, 0, 1, 1)
                        .bytes("test", "2", 0, 1).array("y", NpzBytes.header("|S3", false, "2"), labels).build(),
                format(null, Missing.REFUSE));
        assertArrayEquals(new float[]{1, 0, 3, 4}, samples.x());
        assertArrayEquals(new int[]{1, 2}, samples.lengths());
        assertArrayEquals(new boolean[]{false, true}, samples.test());
        assertEquals(new ClassNames("no", "yes"), samples.classes(null));
    }

    @Test
    void readsWideCharacters() throws IOException {
        ByteBuffer labels = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
        labels.putInt('a').putInt(0x1F600).putInt('b').putInt(0);
        Samples samples = read(new NpzBytes().floats("X", "2, 1, 1", 1, 2)
                .array("y", NpzBytes.header(">U2", false, "2"), labels.array()).build(), format(null, Missing.REFUSE));
        assertArrayEquals(new String[]{"a\uD83D\uDE00", "b"}, samples.labels());
    }

    @Test
    void arrangesFlatArraysByTokens() throws IOException {
        byte[] file = new NpzBytes().floats("X", "2, 4", 1, 2, 3, 4, 5, 6, 7, 8)
                .array("y", NpzBytes.header("|b1", false, "2"), new byte[]{0, 1}).build();
        Samples samples = read(file, format("2x2", Missing.REFUSE));
        assertEquals(2, samples.tokens());
        assertEquals(2, samples.features());
        assertEquals(4, read(file, format(null, Missing.REFUSE)).tokens());
    }
}
