package dev.mha.cli;

import java.io.Serial;

/** A command that cannot do its job; the message is one sentence for the user. */
final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    FailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
