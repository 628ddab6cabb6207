/**
 * The experiments of {@code docs/reproduction.md}: what is varied, what is measured, and the rule that says whether it
 * came out as expected.
 */
package dev.mha.core.experiment;
