package dev.mha.core.random;

/**
 * Numbers of the random streams of a seed, one for each thing drawn: more draws of one thing must not change another.
 * They are part of every result, for with another number the same seed draws other data, starts and probes; so those
 * that stand twice stay. Each of these pairs does no harm:
 *
 * <ul>
 * <li>{@link #LANCZOS} and {@link #TRACE_PROBES}: Gaussians and signs from the same bits, in one report. The
 * eigenvalues do not enter the estimate of the trace, whose interval comes from its probes alone, and these are
 * independent of each other.
 * <li>{@link #SPLITS}, from 0 on, and the streams from {@link #LANCZOS} to {@link #PATH}: which samples train, and
 * directions in the space of the parameters. Whatever samples train, all directions are as likely as before.
 * </ul>
 */
public final class Streams {
    /** Splits of samples: repeat r shuffles with stream r from here. */
    public static final long SPLITS = 0;

    /** The start vector of a Lanczos run, and the directions that take the place of exhausted ones. */
    public static final long LANCZOS = 0;
    /** The probes that estimate a trace. */
    public static final long TRACE_PROBES = 0;
    /** The directions of the space in which Hutch++ takes the trace exactly. */
    public static final long TRACE_SPACE = 1;
    /** The start vectors of a spectral density. */
    public static final long DENSITY = 2;
    /** The start vector of a bound that may fail. */
    public static final long RANDOM_START = 3;
    /** The random part of the start vectors along a training. */
    public static final long PATH = 4;

    /** What data are made of: means of a mixture, teacher of planted data. */
    public static final long STRUCTURE = 0x100;
    /** Training samples; a larger training part must not change the test part. */
    public static final long TRAIN = 0x101;
    /** Test samples. */
    public static final long TEST = 0x102;

    /**
     * Parameters to start from: head h draws from stream h from here, so that more heads leave the first as they are.
     */
    public static final long HEADS = 1L << 32;
    /** The choice of samples that are left out or replaced. */
    public static final long LEFT_OUT = 1L << 33;
    /** Seeds of an experiment's trials: trial t from stream t from here. */
    public static final long TRIALS = 1L << 34;
    /** The choice of training samples from real data. */
    public static final long CHOSEN = 1L << 35;
    /** The random features of a wide head. */
    public static final long WIDE_FEATURES = 1L << 36;

    private Streams() {}
}
