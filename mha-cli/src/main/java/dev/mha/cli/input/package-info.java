/** Reads data into samples: CSV in wide and long form, NPZ, and the bundled sets. */
package dev.mha.cli.input;
