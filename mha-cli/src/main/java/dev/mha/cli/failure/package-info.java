/** How a command says that it cannot go on: a sentence, and which exit code it means. */
package dev.mha.cli.failure;
