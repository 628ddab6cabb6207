package dev.mha.kernels;

/**
 * What runs on this virtual machine.
 *
 * @param vector whether the vector kernels run, else the plain ones
 * @param lanes floats in a vector; 1 for the plain kernels, as in the next three
 * @param registers vector registers that the compiler uses
 * @param tileRows rows of the register tile of matrix products
 * @param tileVectors vectors in a row of it
 * @param reason why the plain kernels run and what to do about it; empty when the vector kernels run
 */
public record KernelDescription(boolean vector, int lanes, int registers, int tileRows, int tileVectors,
        String reason) {
    /** One line for a log. */
    @Override
    public String toString() {
        return vector
                ? "vector kernels, " + lanes + " lanes, " + registers + " registers, tile " + tileRows + " x "
                        + tileVectors + " vectors"
                : "plain kernels: " + reason;
    }
}
