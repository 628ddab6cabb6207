/** The kernels on the Vector API: the only package that imports the incubator module. */
package dev.mha.kernels.vector;
