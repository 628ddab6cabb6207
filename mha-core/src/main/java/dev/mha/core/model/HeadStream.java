package dev.mha.core.model;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers of one head, from the seed and the head's index alone: more heads never change the first ones. The
 * generator is named and the Gaussians go through {@link StrictMath}, because the default ones may change with the JDK
 * and with the processor.
 */
final class HeadStream {
    private final RandomGenerator generator;
    private double spare;
    private boolean hasSpare;

    HeadStream(long seed, int head) {
        long start = seed;
        // the finalizer of SplitMix64 between the two, so that neighbouring seeds and heads share no stream
        for (long part : new long[]{0x9e3779b97f4a7c15L, head}) {
            start = (start + part) * 0xbf58476d1ce4e5b9L;
            start ^= start >>> 30;
            start *= 0x94d049bb133111ebL;
            start ^= start >>> 31;
        }
        generator = RandomGeneratorFactory.of("L64X128MixRandom").create(start);
    }

    boolean nextBoolean() {
        return generator.nextLong() < 0;
    }

    /** Standard normal, by Marsaglia's polar method. */
    double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        while (true) {
            double a = 2 * uniform() - 1;
            double b = 2 * uniform() - 1;
            double square = a * a + b * b;
            if (square < 1 && square != 0) {
                double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                spare = b * factor;
                hasSpare = true;
                return a * factor;
            }
        }
    }

    private double uniform() {
        return (generator.nextLong() >>> 11) * 0x1p-53;
    }
}
