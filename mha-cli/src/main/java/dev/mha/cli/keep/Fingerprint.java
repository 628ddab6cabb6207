package dev.mha.cli.keep;

import dev.mha.kernels.classifier.PackedSamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash of what work depends on, by which its results are known again. */
public final class Fingerprint {
    private final MessageDigest digest;

    /** The hash of nothing yet. */
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Takes in a text. */
    public Fingerprint add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Takes in numbers. */
    public Fingerprint add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        digest.update(bytes.flip());
        return this;
    }

    /** Takes in samples and their labels. */
    public Fingerprint add(PackedSamples samples, float[] labels) {
        add(labels);
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
        return this;
    }

    /** 16 letters and digits; nothing may be added after it. */
    public String text() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
