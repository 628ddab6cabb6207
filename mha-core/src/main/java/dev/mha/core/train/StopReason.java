package dev.mha.core.train;

/** Why a training ended. */
public enum StopReason {
    /** All steps were taken. */
    ITERATIONS,
    /** The training loss reached the target. */
    TARGET_LOSS,
    /** The time was up. */
    TIME,
    /** The loss is no longer a finite number: the step is too large. */
    DIVERGED,
    /** The listener asked for it. */
    LISTENER
}
