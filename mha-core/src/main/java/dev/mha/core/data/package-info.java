/** Samples, their encoding as tokens, and their division into training and test parts. */
package dev.mha.core.data;
