package dev.mha.kernels;

/**
 * Outcome of comparing one kernel with its plain twin.
 *
 * @param kernel name of the kernel
 * @param cases problems that both solved
 * @param largestError largest difference of two results of a case, relative to the largest result of its array or 1;
 *        of Hessian products of the classifier the mean over the cases of the norm of the difference from plain loops
 *        in double, relative to that of the product
 * @param allowedError what rounding may cause, in the case where it is most
 * @param passed whether every case kept to what it may cause there, of those products whether the mean did
 */
public record KernelCheck(String kernel, int cases, double largestError, double allowedError, boolean passed) {}
