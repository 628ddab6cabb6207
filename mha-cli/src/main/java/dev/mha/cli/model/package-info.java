/** A model of the user, and data read as it wants them. */
package dev.mha.cli.model;
