/** What is guaranteed, certified and measured of a training, in words and rows: for its own page and for a trial's. */
package dev.mha.cli.guarantee;
