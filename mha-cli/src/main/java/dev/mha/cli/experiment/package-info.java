/** What {@code mha experiment} writes: cells and medians as CSV, a plot, a table and a summary for the terminal. */
package dev.mha.cli.experiment;
