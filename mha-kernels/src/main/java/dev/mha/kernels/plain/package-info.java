/** The attention kernels as plain loops: their specification, the fallback, and the second opinion in tests. */
package dev.mha.kernels.plain;
