package dev.mha.core.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The safetensors container, F32 tensors only: eight bytes header length (little endian), a JSON header, then the
 * tensors' bytes without gap or overlap.
 *
 * @param tensors by name, in the order of the file
 * @param metadata strings by name
 */
record SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final Set<String> TENSOR_KEYS = Set.of("dtype", "shape", "data_offsets");
    /**
     * Room for a million names of columns; the format's own library goes to 100 MB, which needs five times the memory.
     */
    private static final int LONGEST_HEADER = 1 << 24;
    /** Largest piece moved between file and arrays at once: bounds the memory beside the arrays. */
    private static final int PIECE = 1 << 20;

    /** Where a tensor lies in the file, and its shape. */
    private record Place(String name, int[] shape, long begin, long end) {}

    static SafeTensors read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file, "is a directory, not a model file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            if (size < 8) {
                throw new ModelFormatException(file, "has " + size + " bytes, too few for a safetensors file");
            }
            long length = fill(file, channel, 8).getLong();
            if (length > LONGEST_HEADER && length <= size - 8) {
                throw new ModelFormatException(file,
                        "its header has " + length + " bytes, at most " + LONGEST_HEADER + " are read");
            }
            if (length < 2 || length > size - 8) {
                throw new ModelFormatException(file,
                        "its header length " + Long.toUnsignedString(length) + " does not fit its " + size
                                + " bytes: cut off, or not a safetensors file");
            }
            Map<String, Object> header = header(file, fill(file, channel, (int) length));
            Map<String, String> metadata = metadata(file, header.remove(METADATA));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Place place : places(file, header, size - 8 - length)) {
                tensors.put(place.name(), new Tensor(place.shape(), values(file, channel, place)));
            }
            return new SafeTensors(tensors, metadata);
        } catch (NoSuchFileException missing) {
            ModelFormatException named = new ModelFormatException(file, "no such file");
            named.initCause(missing);
            throw named;
        }
    }

    private static Map<String, Object> header(Path file, ByteBuffer bytes) throws ModelFormatException {
        try {
            return HeaderJson.parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException | IllegalArgumentException wrong) {
            String problem = wrong instanceof CharacterCodingException ? "not UTF-8" : wrong.getMessage();
            ModelFormatException named = new ModelFormatException(file, "its header is not valid: " + problem);
            named.initCause(wrong);
            throw named;
        }
    }

    private static Map<String, String> metadata(Path file, Object found) throws ModelFormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (found == null) {
            return metadata;
        }
        if (!(found instanceof Map<?, ?> entries)) {
            throw new ModelFormatException(file, METADATA + " in its header is not an object");
        }
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (!(entry.getValue() instanceof String value)) {
                throw new ModelFormatException(file, "metadata \"" + entry.getKey() + "\" is not a string");
            }
            metadata.put((String) entry.getKey(), value);
        }
        return metadata;
    }

    /** The tensors in the order of their bytes, which they must cover without gap or overlap. */
    private static List<Place> places(Path file, Map<String, Object> header, long bytes) throws ModelFormatException {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, Object> entry : header.entrySet()) {
            places.add(place(file, entry.getKey(), entry.getValue()));
        }
        places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long end = 0;
        for (Place place : places) {
            if (place.begin() != end) {
                throw new ModelFormatException(file,
                        "tensor \"" + place.name() + "\" starts at byte " + place.begin()
                                + " of the data, but the tensors before it end at byte " + end);
            }
            end = place.end();
        }
        if (end != bytes) {
            throw new ModelFormatException(file,
                    "its tensors have " + end + " bytes, the file holds " + bytes + " after the header");
        }
        return places;
    }

    private static Place place(Path file, String name, Object found) throws ModelFormatException {
        String tensor = "tensor \"" + name + "\"";
        if (!(found instanceof Map<?, ?> entry) || !entry.keySet().equals(TENSOR_KEYS)) {
            throw new ModelFormatException(file, tensor + " does not have exactly dtype, shape and data_offsets");
        }
        if (!"F32".equals(entry.get("dtype"))) {
            throw new ModelFormatException(file, tensor + " has the type " + entry.get("dtype") + ", only F32 is read");
        }
        List<Long> shape = wholeNumbers(entry.get("shape"));
        List<Long> offsets = wholeNumbers(entry.get("data_offsets"));
        if (shape == null || offsets == null || offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw new ModelFormatException(file,
                    tensor + " has the shape " + entry.get("shape") + " and the offsets " + entry.get("data_offsets")
                            + ", which make no sense");
        }
        long count = 1;
        for (long size : shape) {
            // at most 2^31 before each product with a size of at most 2^31: no overflow
            count = size > Integer.MAX_VALUE || count > Integer.MAX_VALUE ? Long.MAX_VALUE : count * size;
        }
        long given = offsets.get(1) - offsets.get(0);
        if (count > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(file,
                    tensor + " of shape " + shape + " has more values than one array holds");
        }
        if (given != 4 * count) {
            throw new ModelFormatException(file,
                    tensor + " of shape " + shape + " has " + given + " bytes, needs " + 4 * count);
        }
        return new Place(name, shape.stream().mapToInt(Long::intValue).toArray(), offsets.get(0), offsets.get(1));
    }

    /** The numbers of a JSON array, or null when it is no array of whole numbers from 0 on. */
    private static List<Long> wholeNumbers(Object found) {
        if (!(found instanceof List<?> list)) {
            return null;
        }
        List<Long> numbers = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Long number) || number < 0) {
                return null;
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static float[] values(Path file, SeekableByteChannel channel, Place place) throws IOException {
        float[] values = new float[(int) ((place.end() - place.begin()) / 4)];
        for (int from = 0; from < values.length; from += PIECE / 4) {
            int count = Math.min(PIECE / 4, values.length - from);
            fill(file, channel, 4 * count).asFloatBuffer().get(values, from, count);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelFormatException(file,
                        "tensor \"" + place.name() + "\" holds " + values[i] + " as value " + (i + 1));
            }
        }
        return values;
    }

    private static ByteBuffer fill(Path file, SeekableByteChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new ModelFormatException(file, "ended while it was read");
            }
        }
        return buffer.flip();
    }

    /** Writes a new file or replaces an old one: at no time does half a file stand under the name. */
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (!Files.isDirectory(target.getParent())) {
            throw new NoSuchFileException(target.getParent().toString(), null, "no such folder");
        }
        // not Files.createTempFile: its file would be readable by its owner alone, also under the final name
        Path temporary = target
                .resolveSibling("." + target.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".part");
        try {
            try (SeekableByteChannel channel = Files.newByteChannel(
                    temporary,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                write(channel);
            }
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes the bytes of the file. */
    void write(WritableByteChannel channel) throws IOException {
        byte[] header = header();
        if (header.length > LONGEST_HEADER) {
            throw new IOException("the metadata and names of the model have " + header.length + " bytes, at most "
                    + LONGEST_HEADER + " are read again");
        }
        drain(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip());
        drain(channel, ByteBuffer.wrap(header));
        for (Tensor tensor : tensors.values()) {
            write(channel, tensor.values());
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            // some network file systems: a whole file then replaces the old one, only not in one instant
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private byte[] header() {
        StringBuilder json = new StringBuilder("{\"" + METADATA + "\":{");
        String separator = "";
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            json.append(separator);
            HeaderJson.append(json, entry.getKey());
            json.append(':');
            HeaderJson.append(json, entry.getValue());
            separator = ",";
        }
        json.append('}');
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = offset + 4L * tensor.values().length;
            json.append(',');
            HeaderJson.append(json, entry.getKey());
            json.append(":{\"dtype\":\"F32\",\"shape\":").append(tensor.describe().replace(" ", ""));
            json.append(",\"data_offsets\":[").append(offset).append(',').append(end).append("]}");
            offset = end;
        }
        json.append('}');
        // the tensors start on a multiple of 8, so that a reader may map the file
        json.repeat(' ', (8 - json.length() % 8) % 8);
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(WritableByteChannel channel, float[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(PIECE, 4 * Math.min(PIECE, values.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += buffer.capacity() / 4) {
            int count = Math.min(buffer.capacity() / 4, values.length - from);
            buffer.clear().asFloatBuffer().put(values, from, count);
            drain(channel, buffer.limit(4 * count));
        }
    }

    private static void drain(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
