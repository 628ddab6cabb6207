/** How fast the kernels are, as a share of what the core can do: the table and the JMH classes, over the same cases. */
package dev.mha.bench;
