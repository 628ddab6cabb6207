/** What writers of files share: checks before the work, hidden names, reasons of failures. */
package dev.mha.cli.file;
