/** What a trial leaves behind: the page, the figures as JSON and CSV, and the summary on the terminal. */
package dev.mha.cli.report;
