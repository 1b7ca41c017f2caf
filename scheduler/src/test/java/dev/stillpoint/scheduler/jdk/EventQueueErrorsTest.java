// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.support.SharedSetup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Wherever the opening or closing of a queue of events fails, nothing is left of it, and nothing is closed twice. */
@EnabledOnOs(OS.LINUX)
class EventQueueErrorsTest {
    private static final String PACKAGES = "dev.stillpoint.scheduler.";
    /** One copy of these is enough: they know the points. */
    private static final String FIXTURES = PACKAGES + "fixture.";
    private static final Set<String> OPENING = Set.of(EventQueue.class.getName(), EventBuffer.class.getName(),
            SocketPollers.class.getName(), PollerInternals.class.getName(), SharedSetup.class.getName(),
            SharedSetup.class.getName() + "$Use");

    private static List<String> wrongIn(Class<? extends FailingQueue> scenario) throws Exception {
        FaultyClasses loader = new FaultyClasses(
                name -> name.startsWith(PACKAGES) && !name.startsWith(FIXTURES), OPENING::contains);
        return loader.<Callable<List<String>>>newInstance(scenario).call();
    }

    @Test
    void whereverTheStackEndsNothingIsLeft() throws Exception {
        assertThat(wrongIn(FailingQueue.AtTheStackEnd.class)).isEmpty();
    }

    @Test
    void whereverThereIsNoMemoryNothingIsLeft() throws Exception {
        assertThat(wrongIn(FailingQueue.OutOfMemory.class)).isEmpty();
    }

    /** A scheduler may be closed by several threads at once, and descriptors that were closed belong to others. */
    @Test
    void whatSeveralCloseAtOnceIsClosedOnce() throws Exception {
        assertThat(wrongIn(FailingQueue.ClosedByTwo.class)).isEmpty();
    }
}
