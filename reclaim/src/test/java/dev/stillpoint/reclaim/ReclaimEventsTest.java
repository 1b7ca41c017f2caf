// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A class that fails to initialise, because memory is short at its first use, is unusable for ever. */
class ReclaimEventsTest {

    private static final String PACKAGE = "dev.stillpoint.reclaim";

    /** Loads the library once more. */
    private static final class Fresh extends ChangedClasses {

        Fresh() {
            super(PACKAGE);
        }

        @Override
        protected byte[] change(String name, byte[] original) {
            return original;
        }

        boolean hasLoaded(String name) {
            return findLoadedClass(PACKAGE + "." + name) != null;
        }
    }

    /** Creates a reclaimer, as a program does when it starts. */
    static final class Created implements Callable<AutoCloseable> {

        @Override
        public AutoCloseable call() {
            return Reclaimer.create();
        }
    }

    @Test
    void theyAreReadyOnceThereIsAReclaimer() throws Exception {
        Fresh classes = new Fresh();
        Callable<AutoCloseable> program = classes.newInstance(Created.class);
        try (AutoCloseable _ = program.call()) {
            assertThat(List.of("grace.GracePeriodEvent", "ReclaimEvent", "StallEvent", "BacklogEvent",
                    "checked.LongReadSectionEvent", "ReadGuard", "CurrentVisitor")).allMatch(classes::hasLoaded);
        }
    }
}
