/** Vectors and dense symmetric matrices of numbers, which the other packages share; not exported. */
package dev.mha.core.linear;
