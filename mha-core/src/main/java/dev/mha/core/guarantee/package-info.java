/**
 * What the theory promises about one training, beside what that training did: the conditions of the theorem on the
 * training loss, a certificate computed from the path, and distances ({@code docs/theory.md}).
 */
package dev.mha.core.guarantee;
