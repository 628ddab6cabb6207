/** Work that is kept in a file and taken up again. */
package dev.mha.cli.keep;
