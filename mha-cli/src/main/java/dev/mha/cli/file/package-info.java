/** Writes files whole: checks before the work, hidden names, reasons of failures. */
package dev.mha.cli.file;
