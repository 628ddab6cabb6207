/** What {@code mha experiment} writes: a folder of cells and medians as CSV with a plot, a table, and JSON. */
package dev.mha.cli.experiment;
