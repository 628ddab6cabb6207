package dev.mha.core.experiment;

import java.util.List;
import java.util.Locale;

/** What an experiment varies. */
public enum Axis {
    /** The number of heads. */
    HEADS,
    /** The number of training samples. */
    SAMPLES;

    /** The places of a form. */
    List<Integer> places(Form form) {
        return this == HEADS ? form.heads() : form.samples();
    }

    /** Its name in tables. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
