package dev.mha.kernels.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine, read once; every constant here folds into the kernels. */
public final class Lanes {
    /** The widest float vector the machine prefers. */
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    /** The widest double vector the machine prefers. */
    static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    /** Integers of the same shape. */
    static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int COUNT = F.length();

    /** Doubles in a vector. */
    public static final int DOUBLES = D.length();

    /** Vector registers that the compiler allocates: Graal takes 16 of the 32 of AVX-512 (oracle/graal#13757). */
    public static final int REGISTERS = registers();

    /**
     * Vectors in a row of the register tile. 32 registers: 6 rows x 4 vectors need 29 and reach 96-100 % of the FMA
     * peak; 8x3, 5x5, 12x2, 4x6 and 9x3 stay at 77-91 % (Zen 5 class, one core). 16 registers: 2x4 in rows form and,
     * in columns form, 6x2 whose steps store two of their sums. Against 3x3 these take fewer instructions for each
     * multiply-add, which counts where another thread shares the core, and rows of 32 floats divide what users have,
     * where rows of 24 did not; 4x3 and 3x4 spill (Zen 3 class, docs/performance.md, "16 registers").
     */
    public static final int TILE_VECTORS = 4;

    /** Rows of the register tile, see {@link #TILE_VECTORS}. */
    public static final int TILE_ROWS = REGISTERS == 32 ? 6 : 2;

    /** Floats in a row of the register tile. */
    public static final int WIDTH = TILE_VECTORS * COUNT;

    private Lanes() {}

    private static int registers() {
        if (System.getProperty("java.vm.version", "").contains("jvmci")) {
            return 16;
        }
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        return arm || COUNT == 16 ? 32 : 16;
    }
}
