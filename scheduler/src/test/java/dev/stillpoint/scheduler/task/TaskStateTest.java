// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.fixture.PlayedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Walks every line of the transition table in {@link Task}. */
class TaskStateTest {
    private final RecordingAccess access = new RecordingAccess();
    private final RecordingDispatcher dispatcher = new RecordingDispatcher(access);
    private final Task.Host host = new PlayedHost("c0");
    private final Carrier carrier = host.carrier();
    private final Task task = dispatcher.taskOf(Thread.currentThread());
    private int runs;
    private Runnable duringRun = () -> {
    };
    // A bound method reference is a new object each time, but the JDK hands over one object per thread.
    private final Runnable continuation = this::runOnce;

    // IDLE -> QUEUED

    @Test
    void firstSubmissionStartsTheThreadAndEnqueuesIt() {
        submit();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue");
        assertThat(runs).isZero();
    }

    @Test
    void laterSubmissionEnqueuesWithoutStartingAgain() {
        submit();
        run();
        submit();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "enqueue");
    }

    // QUEUED stays

    @Test
    void submissionsOfAQueuedTaskCollapse() {
        submit();
        submit();
        submit();

        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(1);
    }

    // QUEUED -> RUNNING -> IDLE

    @Test
    void runRunsTheContinuationOnce() {
        submit();
        run();

        assertThat(runs).isEqualTo(1);
    }

    @Test
    void runWithoutAnotherSubmissionIsNotRequeued() {
        submit();
        run();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue");
    }

    // RUNNING -> NOTIFIED

    @Test
    void submissionDuringARunIsLeftToTheRunner() {
        int[] enqueuedMeanwhile = new int[1];
        duringRun = () -> {
            int before = dispatcher.timesHeard("enqueue");
            submit();
            enqueuedMeanwhile[0] = dispatcher.timesHeard("enqueue") - before;
        };
        submit();
        run();

        assertThat(enqueuedMeanwhile[0]).isZero();
    }

    // NOTIFIED -> QUEUED

    @Test
    void runnerRequeuesATaskThatWasSubmittedWhileItRan() {
        duringRun = this::submit;
        submit();
        run();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "requeue on c0");
    }

    @Test
    void submissionsDuringARunCollapse() {
        duringRun = () -> {
            submit();
            submit();
            submit();
        };
        submit();
        run();

        assertThat(dispatcher.timesHeard("requeue on c0")).isEqualTo(1);
    }

    @Test
    void requeuedTaskIsQueued() {
        duringRun = this::submit;
        submit();
        run();
        submit();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "requeue on c0");
    }

    @Test
    void requeuedTaskRunsOnceMoreAndIsIdleThen() {
        duringRun = this::submit;
        submit();
        run();
        duringRun = () -> {
        };
        run();

        assertThat(runs).isEqualTo(2);
        assertThat(dispatcher.timesHeard("requeue on c0")).isEqualTo(1);
        submit();
        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(2);
    }

    @Test
    void submissionBetweenUnmountAndReleaseIsStillARunnersAffair() {
        CarrierRegistry.subscribe(new CarrierSubscriber() {
            @Override
            public CarrierListener added(Carrier added) {
                return added.equals(carrier) ? TaskStateTest.this::submit : () -> {
                };
            }

            @Override
            public void removed(Carrier removed) {
            }
        });
        CarrierRegistry.add(carrier);
        submit();
        run();
        CarrierRegistry.remove(carrier);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "requeue on c0");
    }

    // QUEUED -> IDLE

    @Test
    void failureToEnqueueIsRethrown() {
        submit();
        run();
        dispatcher.onEnqueue(TaskStateTest::runOutOfMemory);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::submit);
    }

    @Test
    void retryAfterAFailureToEnqueueWorks() {
        submit();
        run();
        dispatcher.onEnqueue(TaskStateTest::runOutOfMemory);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::submit);
        dispatcher.onEnqueue(() -> {
        });
        submit();

        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(2);
    }

    // starting

    @Test
    void refusedStartIsNeitherEnqueuedNorEnded() {
        dispatcher.onStarting(() -> {
            throw new RejectedExecutionException("closed");
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::submit).withMessage("closed");
        assertThat(dispatcher.heard).isEmpty();
    }

    /** The message says which thread it was. */
    @Test
    void whoRefusesAStartKnowsTheThread() {
        List<Thread> refused = new ArrayList<>();
        dispatcher.onStarting(() -> {
            refused.add(task.thread());
            throw new RejectedExecutionException("closed");
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::submit);
        assertThat(refused).containsExactly(Thread.currentThread());
    }

    @Test
    void refusedStartMayBeTriedAgain() {
        dispatcher.onStarting(() -> {
            throw new RejectedExecutionException("closed");
        });
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::submit);
        dispatcher.onStarting(() -> {
        });
        submit();

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue");
    }

    @Test
    void startThatCannotBeEnqueuedIsTakenBack() {
        dispatcher.onEnqueue(TaskStateTest::runOutOfMemory);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::submit);
        assertThat(dispatcher.heard).containsExactly("starting", "ended");
    }

    private void runOnce() {
        runs++;
        duringRun.run();
    }

    // QUEUED -> FORWARDED

    @Test
    void forwardedTaskIsGivenToTheJdk() {
        submit();
        task.forward();

        assertThat(access.forwarded).containsExactly(continuation);
    }

    @Test
    void theJdkForgetsAForwardedTask() {
        submit();
        task.forward();
        access.schedulerOfChild.execute(continuation);

        assertThat(access.schedulerOfChild).isNotSameAs(task);
        assertThat(access.forwarded).containsExactly(continuation, continuation);
    }

    @Test
    void laterSubmissionsOfAForwardedTaskGoToTheJdkToo() {
        submit();
        task.forward();
        submit();
        submit();

        assertThat(access.forwarded).hasSize(3);
        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(1);
    }

    private void submit() {
        task.execute(continuation);
    }

    private void run() {
        task.run(host);
    }

    private static void runOutOfMemory() {
        throw new OutOfMemoryError("on purpose");
    }
}
