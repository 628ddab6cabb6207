package dev.mha.core.generate;

/**
 * Numbers of the random streams of a seed, one for each thing drawn: a larger training part must not change the test
 * part. Far from the small numbers that splits use.
 */
final class Streams {
    /** What the data are made of: means of a mixture, teacher of planted data. */
    static final long STRUCTURE = 0x100;
    /** Training samples. */
    static final long TRAIN = 0x101;
    /** Test samples. */
    static final long TEST = 0x102;

    private Streams() {}
}
