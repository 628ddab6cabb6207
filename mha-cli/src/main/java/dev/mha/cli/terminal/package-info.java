/** What a command shares with who started it: streams, progress, signals. */
package dev.mha.cli.terminal;
