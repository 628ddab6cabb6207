/**
 * How much a training depends on one of its samples: exactly by training again without it, and by cheaper estimates.
 * What it depends on less, it generalizes better from ({@code docs/theory.md}).
 */
package dev.mha.core.stability;
