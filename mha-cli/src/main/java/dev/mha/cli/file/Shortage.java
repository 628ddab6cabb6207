package dev.mha.cli.file;

import java.util.Locale;

/** Says that something does not fit Java's memory. */
public final class Shortage {
    /** Share of Java's memory that may be planned for; the rest is for what is too small to plan. */
    private static final double PLANNED = 0.9;

    private Shortage() {}

    /**
     * The sentence for what does not fit, or null where it does. The figure it names has the rest in it.
     *
     * @param bytes that are needed at once
     * @param what what needs them, in the plural
     * @param remedy what the user can do beside giving Java more
     */
    public static String of(long bytes, String what, String remedy) {
        long limit = Runtime.getRuntime().maxMemory();
        double needed = bytes / PLANNED;
        return needed <= limit
                ? null
                : String.format(Locale.ROOT,
                        "%s need %.0f MB, Java has %d MB: give it more with MHA_JAVA_OPTS=-Xmx%.0fg, or %s", what,
                        Math.ceil(needed / (1 << 20)), limit >> 20, Math.ceil(needed / (1 << 30)), remedy);
    }
}
