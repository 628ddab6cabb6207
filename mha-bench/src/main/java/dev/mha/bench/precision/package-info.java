/** How far the kernels' floats are from double, over the sizes of the bench table. */
package dev.mha.bench.precision;
