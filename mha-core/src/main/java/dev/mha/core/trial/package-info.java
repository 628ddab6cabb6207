/** The search over heads, step sizes and initializations, its cells and its recommendation. */
package dev.mha.core.trial;
