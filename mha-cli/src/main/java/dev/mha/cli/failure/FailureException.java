package dev.mha.cli.failure;

import java.io.Serial;

/** A command that cannot do its job; the message is one sentence for the user. */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public FailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
