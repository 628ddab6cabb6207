package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;

/**
 * An approximate eigenvalue and eigenvector of a symmetric operator A.
 *
 * @param value the Ritz value: there is an eigenvalue of A within {@code residual} of it, and it lies between the least
 *        and the largest eigenvalue, so it can refute a bound on them but never prove one
 * @param residual {@code |A v - value v|}, computed with one more product, not estimated
 * @param vector the unit vector v, {@code A.size()} values; empty where only the figures were kept
 */
public record RitzPair(double value, double residual, double[] vector) {

    /**
     * The pair of a unit vector, its value the Rayleigh quotient {@code v'A v}.
     *
     * @param vector v, {@code operator.size()} values of norm 1; not copied
     */
    public static RitzPair of(LinearOperator operator, double[] vector) {
        double[] product = new double[vector.length];
        operator.apply(vector, product);
        double value = Vectors.dot(vector, product);
        Vectors.add(-value, vector, product);
        return new RitzPair(value, Vectors.norm(product), vector);
    }
}
