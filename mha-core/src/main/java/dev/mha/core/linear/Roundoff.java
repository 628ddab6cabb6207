package dev.mha.core.linear;

/** Unit roundoffs: how far a rounded number may lie from the exact one, as a share of that. */
public final class Roundoff {
    /** Of double arithmetic. */
    public static final double DOUBLE = 0x1p-53;

    /** Of float arithmetic, in which trainings are. */
    public static final double FLOAT = 0x1p-24;

    private Roundoff() {}
}
