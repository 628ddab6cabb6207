/** What pages of figures are made of: their frame, plots, words that are explained. */
package dev.mha.cli.page;
