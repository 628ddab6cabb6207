/** The program that runs: its version, and the memory it has. */
package dev.mha.cli.program;
