/** What {@code mha trial} keeps. */
package dev.mha.cli.trial;
