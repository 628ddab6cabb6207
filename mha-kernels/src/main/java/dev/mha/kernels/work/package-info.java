/** Who computes: tasks whose number depends on the shape alone, handed to the threads of one call. */
package dev.mha.kernels.work;
