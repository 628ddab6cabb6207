package dev.mha.core.curvature;

/** A symmetric linear map, known by its products with vectors only. */
public interface LinearOperator {
    /** Length of the vectors. */
    int size();

    /**
     * Writes the product of the operator and a vector.
     *
     * @param vector {@code size()} values, not changed
     * @param result {@code size()} values, another array than {@code vector}
     */
    void apply(double[] vector, double[] result);
}
