/** The work and the files of {@code mha train}. */
package dev.mha.cli.train;
