package dev.mha.core.theory;

/**
 * Something that was left out of a measurement, and why.
 *
 * @param quantity what was left out, as its part of the result is named
 * @param reason a sentence with the sizes, without the full stop
 */
public record Limit(String quantity, String reason) {}
