/** Scores, loss and gradient of the attention classifier over many samples (arXiv 2310.12680, section 2). */
package dev.mha.kernels.classifier;
