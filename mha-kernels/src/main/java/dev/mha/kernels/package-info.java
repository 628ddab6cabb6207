/** Softmax attention on flat float arrays: the public face. Arguments are checked here, once; kernels never check. */
package dev.mha.kernels;
