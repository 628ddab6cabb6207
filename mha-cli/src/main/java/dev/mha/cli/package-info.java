/** The commands: options, messages and exit codes; the work is done in {@code dev.mha.core}. */
package dev.mha.cli;
