package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;

/**
 * Two to the power y in double, as {@link Exp2} does it in float: at most 1 ulp of error for y in [-1022, 1023],
 * exactly 1 at 0, exactly 0 below -1022 and at -infinity, NaN for NaN. 2^f is a minimax polynomial of degree 11
 * (relative error 1.8e-17 before rounding).
 *
 * <p>Hot loops write these steps out: a vector that crosses a method which is not inlined becomes an object.
 */
final class DoubleExp2 {
    /** What makes scores those of base 2. */
    static final double LOG2_E = 1.4426950408889634;

    static final double C1 = 0.6931471805599457;
    static final double C2 = 0.24022650695910097;
    static final double C3 = 0.05550410866479039;
    static final double C4 = 0.009618129107607003;
    static final double C5 = 0.0013333558153439966;
    static final double C6 = 0.0001540353044157213;
    static final double C7 = 1.5252727385193868e-05;
    static final double C8 = 1.3215442675329823e-06;
    static final double C9 = 1.0180647659234139e-07;
    static final double C10 = 7.072570412814423e-09;
    static final double C11 = 4.078071929588337e-10;

    /** Adding this rounds y to the nearest integer n and leaves n + 1023 in the lowest bits. */
    static final double ROUND = 0x1.8p52 + 1023.0;

    /** Below this the result is 0: it would not be a normal number. */
    static final double LOWEST = -1022.0;

    private DoubleExp2() {}

    /** Replaces {@code vectors} whole vectors of {@code a} from {@code offset} on by two to their power. */
    static void apply(double[] a, int offset, int vectors) {
        for (int i = 0; i < vectors; i++) {
            int at = offset + i * Lanes.DOUBLES;
            DoubleVector y = DoubleVector.fromArray(Lanes.D, a, at);
            DoubleVector n = y.add(ROUND);
            DoubleVector f = y.sub(n.sub(ROUND));
            DoubleVector p = f.broadcast(C11).fma(f, f.broadcast(C10)).fma(f, f.broadcast(C9)).fma(f, f.broadcast(C8))
                    .fma(f, f.broadcast(C7)).fma(f, f.broadcast(C6)).fma(f, f.broadcast(C5)).fma(f, f.broadcast(C4))
                    .fma(f, f.broadcast(C3)).fma(f, f.broadcast(C2)).fma(f, f.broadcast(C1)).fma(f, f.broadcast(1.0));
            p.mul(n.reinterpretAsLongs().lanewise(LSHL, 52).reinterpretAsDoubles()).blend(0.0, y.compare(LT, LOWEST))
                    .intoArray(a, at);
        }
    }
}
