package dev.mha.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SameSeedEachTimeTest {
    private static final String NEW_SEEDS = "mha.newSeeds";
    private static final List<Long> DRAWN = new ArrayList<>();

    /** Runs nowhere but here: builds run no nested classes. */
    static class Draws {
        @Property(tries = 30)
        void one(@ForAll long value) {
            DRAWN.add(value);
        }

        @Property(tries = 30)
        void other(@ForAll long value) {
            DRAWN.add(value);
        }
    }

    private static List<Long> drawn() {
        DRAWN.clear();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Draws.class))
                .build();
        LauncherFactory.create().execute(request);
        assertEquals(60, DRAWN.size());
        return List.copyOf(DRAWN);
    }

    /** With the seeds of a build, or with new ones as the profile soak asks for. */
    private static List<Long> drawn(boolean newSeeds) {
        String before = System.getProperty(NEW_SEEDS);
        try {
            if (newSeeds) {
                System.setProperty(NEW_SEEDS, "true");
            } else {
                System.clearProperty(NEW_SEEDS);
            }
            return drawn();
        } finally {
            if (before == null) {
                System.clearProperty(NEW_SEEDS);
            } else {
                System.setProperty(NEW_SEEDS, before);
            }
        }
    }

    @Test
    void everyBuildDrawsTheSame() {
        List<Long> first = drawn(false);
        assertEquals(first, drawn(false));
        assertNotEquals(first.subList(0, 30), first.subList(30, 60));
    }

    @Test
    void aSoakDrawsAnew() {
        assertNotEquals(drawn(true), drawn(true));
        assertNotEquals(drawn(false), drawn(true));
    }
}
