// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.fixture.PlayedHost;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two carriers run one task that two threads submit all the time. */
class TaskRaceTest {
    private static final int SUBMITTERS = 2;
    private static final int ROUNDS = 100_000;
    /** On a busy machine there are fewer rounds: every one of them needs two threads that run. */
    private static final long ENOUGH_NANOS = 5_000_000_000L;

    private final Queue<Task> runnable = new ConcurrentLinkedQueue<>();
    private final Queueing dispatcher = new Queueing();
    private final Task task = dispatcher.access.taskOf(Thread.currentThread(), dispatcher);
    /** What each submitter wants to be seen, and what a run has seen last. */
    private final AtomicLongArray wanted = new AtomicLongArray(SUBMITTERS);
    private final AtomicLongArray seen = new AtomicLongArray(SUBMITTERS);
    private final AtomicInteger runners = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final Runnable continuation = this::look;
    private volatile boolean hasRun;
    private volatile boolean stopped;

    @AfterEach
    void stop() {
        stopped = true;
    }

    @Test
    void noSubmissionIsLostAndNoTwoRunsOverlap() {
        for (int i = 0; i < 2; i++) {
            Task.Host host = new PlayedHost("c" + i);
            Thread.ofPlatform().daemon().start(() -> carry(host));
        }
        // As in the JDK, nobody submits a thread again before its first run.
        task.execute(continuation);
        Eventually.holds("first run", () -> hasRun);
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            int submitter = i;
            submitters.add(Thread.ofPlatform().daemon().start(() -> submit(submitter)));
        }

        Eventually.ended(submitters);

        assertThat(overlaps).hasValue(0);
    }

    /** Every submission is followed by a run that begins later; the next one does not come before that. */
    private void submit(int submitter) {
        long start = System.nanoTime();
        for (long round = 1; round <= ROUNDS && System.nanoTime() - start < ENOUGH_NANOS; round++) {
            // As in the JDK, what a run shall see is a full fence away from the submission.
            wanted.set(submitter, round);
            task.execute(continuation);
            while (seen.get(submitter) < round && !stopped) {
                Thread.onSpinWait();
            }
        }
    }

    private void look() {
        if (runners.getAndIncrement() != 0) {
            overlaps.getAndIncrement();
        }
        for (int i = 0; i < SUBMITTERS; i++) {
            seen.setRelease(i, wanted.get(i));
        }
        runners.getAndDecrement();
        hasRun = true;
    }

    private void carry(Task.Host host) {
        while (!stopped) {
            Task next = runnable.poll();
            if (next != null) {
                next.run(host);
            }
        }
    }

    /** Puts what is runnable into a queue from which both carriers take. */
    private final class Queueing implements Task.Dispatcher {
        private final RecordingAccess access = new RecordingAccess();

        @Override
        public void enqueue(Task queued) {
            runnable.add(queued);
        }

        @Override
        public void requeue(Task queued, Task.Host carrier) {
            runnable.add(queued);
        }

        @Override
        public VirtualThreadAccess access() {
            return access;
        }

        @Override
        public void starting(Task starting) {
        }

        @Override
        public void ended(Task ended) {
        }

        @Override
        public void leaked(Task leaking, int holds) {
        }

        @Override
        public void failed(Task failing, Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
