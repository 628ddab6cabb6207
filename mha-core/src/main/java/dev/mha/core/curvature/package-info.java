/** Second derivatives of the training loss: exact products with the Hessian, and eigenvalues of what they define. */
package dev.mha.core.curvature;
