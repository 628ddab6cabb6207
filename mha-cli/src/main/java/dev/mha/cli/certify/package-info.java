/** The work of {@code mha certify}, what it keeps and prints. */
package dev.mha.cli.certify;
