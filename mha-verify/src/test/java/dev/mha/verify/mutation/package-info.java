/** Breaks the sources one line at a time, to see that a test notices; started by {@code mha-verify/mutate}. */
package dev.mha.verify.mutation;
