/** Rules that the compiled classes of the kernels and the core must keep. */
package dev.mha.verify.code;
