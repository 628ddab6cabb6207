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

    /**
     * Writes the products with several vectors, to the last bit as one by one; some operators are faster at that.
     *
     * @param vectors of {@code size()} values each, not changed
     * @param results as many other arrays of {@code size()} values
     */
    default void apply(double[][] vectors, double[][] results) {
        for (int v = 0; v < vectors.length; v++) {
            apply(vectors[v], results[v]);
        }
    }
}
