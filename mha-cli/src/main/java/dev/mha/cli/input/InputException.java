package dev.mha.cli.input;

import java.io.Serial;

/** Data that cannot be used. The message is one sentence for the user that names the file and the place in it. */
public final class InputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The sentence for the user. */
    public InputException(String message) {
        super(message);
    }

    /** The sentence for the user, and what led to it. */
    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
