package dev.mha.core.stability;

/** A training diverged, so that what was to be measured at its end is not there. */
public final class DivergedException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
