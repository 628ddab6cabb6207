/** The synthetic data of the experiments, the same on every machine. */
package dev.mha.core.generate;
