package dev.mha.cli;

import java.io.Serial;

/** Options that do not make sense; the message is one sentence for the user. */
final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
