package dev.mha.core.linear;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** How a loop that may take minutes ends early: it asks now and then, on whichever thread it runs. */
public final class Stop {
    private Stop() {}

    /**
     * Asks.
     *
     * @throws CancellationException if the answer is yes
     */
    public static void obey(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
    }
}
