/** Full-batch gradient descent with a fixed step, and the choice of that step. */
package dev.mha.core.train;
