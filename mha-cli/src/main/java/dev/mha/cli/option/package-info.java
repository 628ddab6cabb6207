/** Options that commands share, and the texts that they take. */
package dev.mha.cli.option;
