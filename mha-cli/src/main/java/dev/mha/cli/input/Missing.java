package dev.mha.cli.input;

/** What to do where a value is missing. No choice looks at other samples, so nothing leaks from test to training. */
public enum Missing {
    /** Refuse the data and name the place. */
    REFUSE,
    /** Take 0. */
    ZERO,
    /** Take 0, and give every token one more feature: 1 where one of its values is missing, else 0. */
    INDICATOR
}
