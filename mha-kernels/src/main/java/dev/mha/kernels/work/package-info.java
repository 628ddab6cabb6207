/** Who computes: tasks that share no result, handed to the threads of one call. */
package dev.mha.kernels.work;
