/** A model of the user, what it remembers of its training, data read as it wants them, and how well it does. */
package dev.mha.cli.model;
