// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Wherever a worker fails while it takes a task, each task is in its hands or in one queue. */
class RunQueueErrorsTest {
    private static final Set<Class<?>> QUEUES =
            Set.of(RunQueue.class, LocalQueue.class, SharedQueue.class, BatchQueue.class, TaskInbox.class);

    @Test
    void whereverThereIsNoMemoryNoTaskIsLost() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler", QUEUES, Points.ALLOCATIONS,
                FailingRunQueue.OutOfMemory.class)).isEmpty();
    }

    @Test
    void atWhateverCallItFailsNoTaskIsLost() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler", QUEUES, Points.CALLS,
                FailingRunQueue.AtTheStackEnd.class)).isEmpty();
    }

    @Test
    void atWhateverCallItFailsWhileNothingCanBeSpilledNoTaskIsLost() throws Exception {
        // The scenario asks what kind of point it is, which only the fixture of this loader knows.
        FaultyClasses loader = new FaultyClasses(
                name -> name.startsWith("dev.stillpoint.scheduler.") && !name.contains(".fixture."),
                name -> QUEUES.stream().anyMatch(type -> type.getName().equals(name)));
        Callable<?> scenario =
                (Callable<?>) loader.newInstance(FailingRunQueue.AtTheStackEndWithoutMemory.class.getName());

        assertThat((List<?>) scenario.call()).isEmpty();
    }
}
