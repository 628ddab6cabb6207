/** What {@code mha experiment} writes: a folder of cells and medians as CSV with a plot, a table, a summary, JSON. */
package dev.mha.cli.experiment;
