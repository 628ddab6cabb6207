/** Seeded random numbers, the same on every machine. */
package dev.mha.core.random;
