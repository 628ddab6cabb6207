/** Numbers, counts and names as text: the same figure reads the same on the terminal, on pages and in files. */
package dev.mha.cli.figure;
