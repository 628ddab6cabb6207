package dev.mha.cli.failure;

import java.io.Serial;

/** Options that do not make sense; the message is one sentence for the user. */
public final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Options that cannot be followed.
     *
     * @param message one sentence for the user that names the option, without a full stop
     */
    public UsageException(String message) {
        super(message);
    }
}
