/** Arithmetic of the references and the measure of an error. */
package dev.mha.verify.numeric;
