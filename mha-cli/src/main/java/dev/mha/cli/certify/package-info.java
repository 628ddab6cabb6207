/** The work of {@code mha certify}, what it keeps, prints and writes. */
package dev.mha.cli.certify;
