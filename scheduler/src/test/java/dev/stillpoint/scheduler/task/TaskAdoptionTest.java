// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.fixture.PlayedHost;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A continuation that is not the task's own belongs to a child that inherited the executor. */
class TaskAdoptionTest {
    private static final Runnable OWN = new Continuation();
    private static final Runnable FOREIGN = new Continuation();

    private final RecordingAccess access = new RecordingAccess();
    private final RecordingDispatcher dispatcher = new RecordingDispatcher(access);
    private final Task parent = dispatcher.taskOf(Thread.currentThread());
    private final Thread child = new Thread(() -> {
    });

    @BeforeEach
    void startTheParent() {
        parent.execute(OWN);
        access.childContinuation = FOREIGN;
        access.child = child;
    }

    @Test
    void childGetsATaskOfItsOwn() {
        parent.execute(FOREIGN);

        assertThat(dispatcher.enqueued).hasSize(2).doesNotHaveDuplicates();
        assertThat(dispatcher.enqueued.get(1).thread()).isSameAs(child);
    }

    @Test
    void childIsSubmittedToItsOwnTaskFromNowOn() {
        parent.execute(FOREIGN);

        assertThat(access.schedulerOfChild).isSameAs(dispatcher.enqueued.get(1));
    }

    @Test
    void childIsAnnouncedAsAStartOfItsOwn() {
        parent.execute(FOREIGN);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "starting", "enqueue");
    }

    @Test
    void parentIsUnaffected() {
        parent.execute(FOREIGN);
        parent.run(new PlayedHost("c0"));
        parent.execute(OWN);

        assertThat(dispatcher.enqueued).hasSize(3).endsWith(parent);
    }

    @Test
    void runnableThatIsNoContinuationIsRefused() {
        Runnable anything = new Continuation();
        access.noContinuation = anything;

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> parent.execute(anything))
                .withMessageContaining("runs virtual threads only, not " + anything);
        assertThat(dispatcher.enqueued).containsExactly(parent);
    }

    @Test
    void childThatMayNotStartIsNotEnqueued() {
        dispatcher.onStarting(() -> {
            throw new RejectedExecutionException("closed");
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> parent.execute(FOREIGN));
        assertThat(dispatcher.enqueued).containsExactly(parent);
    }

    /** Unlike a lambda, each one is another object. */
    private static final class Continuation implements Runnable {
        @Override
        public void run() {
        }
    }
}
