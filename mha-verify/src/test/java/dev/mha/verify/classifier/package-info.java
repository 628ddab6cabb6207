/** The classifier kernel against a double-precision reference, the theory's tolerances and its invariances. */
package dev.mha.verify.classifier;
