package dev.mha.core.curvature;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** How a loop that may take minutes ends early: it asks now and then, on whichever thread it runs. */
final class Stop {
    private Stop() {}

    /** @throws CancellationException if the answer is yes */
    static void obey(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
    }
}
