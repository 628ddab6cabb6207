/**
 * Proved bounds with explicit constants on score, gradient and curvature of the classifier ({@code docs/theory.md}):
 * what holds before anything is measured.
 */
package dev.mha.core.bound;
