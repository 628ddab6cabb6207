package dev.mha.cli.failure;

import java.io.Serial;

/** A command that cannot do its job; the message is one sentence for the user. */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message one sentence for the user, without a full stop
     * @param cause what led to it, or null
     */
    public FailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
