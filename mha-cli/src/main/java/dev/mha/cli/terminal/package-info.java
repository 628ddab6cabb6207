/** What a command shares with who started it: streams, what a terminal can show, JSON, progress, signals. */
package dev.mha.cli.terminal;
