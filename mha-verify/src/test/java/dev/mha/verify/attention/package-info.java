/** The attention kernels against a double-precision reference, over shapes, layouts and values chosen to hurt. */
package dev.mha.verify.attention;
