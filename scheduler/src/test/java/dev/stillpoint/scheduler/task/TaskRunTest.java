// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Listening;
import dev.stillpoint.scheduler.fixture.PlayedHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one run of a task does around the continuation, and in which order. */
class TaskRunTest {
    private final List<String> order = new ArrayList<>();
    private final RecordingAccess access = new RecordingAccess();
    private final RecordingDispatcher dispatcher = new RecordingDispatcher(access);
    private final Task.Host host = new PlayedHost("c0");
    private final Carrier carrier = host.carrier();

    @Test
    void registersAreSwitchedAroundTheContinuation() {
        run(alive(), () -> order.add("continuation"));

        assertThat(order).containsExactly("mount", "continuation", "unmount");
    }

    @Test
    void unmountIsAnnouncedAfterTheRegistersWereSaved() {
        Listening.to(carrier, () -> order.add("announced with %d holds and %d parked".formatted(carrier.holds(),
                carrier.parked(0))));
        Task task = alive();
        task.execute(carrier.registers()::hold);
        task.run(host);

        assertThat(order).containsExactly("announced with 0 holds and 1 parked");
    }

    @Test
    void endIsToldAfterTheUnmountWasAnnounced() {
        Listening.to(carrier, () -> dispatcher.heard.add("announced"));
        run(ended(), () -> {
        });

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "announced", "ended");
    }

    @Test
    void endOfAThreadThatOnlyParkedIsNotTold() {
        run(alive(), () -> {
        });

        assertThat(dispatcher.heard).doesNotContain("ended");
    }

    /** A stack dump submits a thread that it found runnable, and that may have ended meanwhile. */
    @Test
    void endedThreadIsNotQueuedAgain() {
        Task task = ended();
        Runnable continuation = () -> {
        };
        task.execute(continuation);
        task.run(host);
        task.execute(continuation);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "ended");
    }

    @Test
    void threadThatIsSubmittedDuringItsLastRunIsNotQueuedAgain() {
        Task task = ended();
        Runnable[] itself = new Runnable[1];
        itself[0] = () -> task.execute(itself[0]);
        task.execute(itself[0]);
        task.run(host);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "ended");
    }

    @Test
    void errorOfTheJdkIsToldAndDoesNotReachTheCarrier() {
        run(alive(), () -> {
            throw new InternalError("on purpose");
        });

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "failed: on purpose");
        assertThat(order).containsExactly("mount", "unmount");
    }

    /** A report allocates, and memory may be what is missing. */
    @Test
    void failureThatCannotBeReportedLeavesAReaderAtHome() {
        dispatcher.onReport(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        Task task = alive();
        task.execute(() -> {
            carrier.registers().hold();
            throw new InternalError("on purpose");
        });
        task.run(host);

        assertThat(carrier.holds()).isZero();
        assertThat(carrier.parked(0)).isEqualTo(1);
        assertThat(task.home()).isSameAs(host);
    }

    @Test
    void leakThatCannotBeReportedIsReleased() {
        dispatcher.onReport(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        Task task = ended();
        task.execute(carrier.registers()::hold);
        task.run(host);

        assertThat(carrier.holds()).isZero();
        assertThat(dispatcher.heard).contains("ended");
    }

    /** Whoever holds the memory may wait for this carrier. */
    @Test
    void unmountWithoutMemoryIsPostponedAndTheCarrierIsFree() {
        access.unmountFailure = new OutOfMemoryError("on purpose");
        Task task = alive();
        Runnable continuation = () -> {
            carrier.registers().hold();
            throw new OutOfMemoryError("on purpose");
        };
        task.execute(continuation);
        task.run(host);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "postpone");
        assertThat(carrier.holds()).isZero();
        assertThat(carrier.parked(0)).isEqualTo(1);
        assertThat(task.home()).isSameAs(host);
        task.execute(continuation);
        assertThat(task.finishUnmount()).isFalse();
        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(1);
    }

    @Test
    void threadWhosePostponedUnmountIsFinishedRunsAgain() {
        access.unmountFailure = new OutOfMemoryError("on purpose");
        Task task = alive();
        Runnable continuation = () -> {
            throw new OutOfMemoryError("on purpose");
        };
        task.execute(continuation);
        task.run(host);
        access.unmountFailure = null;

        assertThat(task.finishUnmount()).isTrue();
        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "postpone", "enqueue");
        task.execute(continuation);
        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(2);
    }

    /** A host whose next unmount ends by an exception that no handler of a run is for. */
    private final class LeavingHost implements Task.Host {
        private boolean leaves;

        @Override
        public Carrier carrier() {
            return carrier;
        }

        @Override
        public void unmount(Task task) {
            if (leaves) {
                leaves = false;
                throw new IllegalStateException("on purpose");
            }
            Task.Host.super.unmount(task);
        }
    }

    /**
     * An error may leave the frames of a run without asking their handlers: here by a host that throws what no handler
     * of a run is for. The same host runs the thread again.
     */
    @Test
    void runThatWasLeftPastItsHandlersIsFinishedByTheNextOne() {
        access.unmountFailure = new OutOfMemoryError("on purpose");
        Task task = alive();
        int[] runs = {0};
        task.execute(() -> {
            if (runs[0]++ == 0) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        LeavingHost leaving = new LeavingHost();
        leaving.leaves = true;
        assertThatIllegalStateException().isThrownBy(() -> task.run(leaving));
        task.run(leaving);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "postpone");
    }

    /** The registers are the thread's own once it runs, and it is not counted as parked any more. */
    @Test
    void readerWhoseRunWasLeftPastItsHandlersIsRestoredOnce() {
        LeavingHost home = new LeavingHost();
        Task task = alive();
        int[] runs = {0};
        Runnable continuation = () -> {
            runs[0]++;
            if (runs[0] == 1) {
                carrier.registers().hold();
            } else if (runs[0] == 2) {
                carrier.registers().clear();
            }
        };
        task.execute(continuation);
        task.run(home);
        assertThat(carrier.parked(0)).isEqualTo(1);
        task.execute(continuation);
        home.leaves = true;
        assertThatIllegalStateException().isThrownBy(() -> task.run(home));
        task.run(home);

        assertThat(carrier.parked(0)).isZero();
        assertThat(carrier.holds()).isZero();
        assertThat(task.home()).isNull();
    }

    /** What cannot be repeated in the end is told, and the thread gets another chance to run. */
    @Test
    void postponedUnmountThatFailsForGoodIsTold() {
        access.unmountFailure = new OutOfMemoryError("on purpose");
        Task task = alive();
        task.execute(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        task.run(host);
        access.unmountFailure = new InternalError("for good");

        assertThat(task.finishUnmount()).isTrue();
        assertThat(dispatcher.heard)
                .containsExactly("starting", "enqueue", "postpone", "failed: for good", "enqueue");
    }

    /** Its end lacked memory, and so did the attempt to finish it. */
    @Test
    void threadThatHasEndedWhereMemoryLackedIsCountedOut() {
        access.unmountFailure = new OutOfMemoryError("on purpose");
        Task task = ended();
        task.execute(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        task.run(host);
        access.unmountFailure = null;
        task.finishUnmount();
        task.run(host);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue", "postpone", "enqueue", "ended");
    }

    @Test
    void taskWhoseContinuationFailedMayRunAgain() {
        Task task = alive();
        Runnable failing = () -> {
            throw new InternalError("on purpose");
        };
        task.execute(failing);
        task.run(host);
        task.execute(failing);

        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(2);
    }

    @Test
    void taskWhoseUnmountWasAnnouncedInVainMayRunAgain() {
        Listening.to(carrier, () -> {
            throw new IllegalStateException("on purpose");
        });
        Task task = alive();
        Runnable continuation = () -> order.add("continuation");
        task.execute(continuation);
        task.run(host);
        task.execute(continuation);
        task.run(host);

        assertThat(order).containsExactly("continuation", "continuation");
        assertThat(dispatcher.timesHeard("enqueue")).isEqualTo(2);
    }

    @Test
    void threadThatEndsWithGuardsOpenIsReportedAndItsRegistersAreCleared() {
        Task task = ended();
        task.execute(() -> {
            carrier.registers().hold();
            carrier.registers().hold();
        });
        task.run(host);

        assertThat(dispatcher.heard).contains("leaked 2", "ended");
        assertThat(carrier.holds()).isZero();
        assertThat(carrier.parked(0)).isZero();
        assertThat(task.home()).isNull();
    }

    @Test
    void threadThatParksWithGuardsOpenIsNotReported() {
        Task task = alive();
        task.execute(carrier.registers()::hold);
        task.run(host);

        assertThat(dispatcher.heard).containsExactly("starting", "enqueue");
    }

    @Test
    void taskWhoseThreadHasNotStartedSaysSo() {
        Task task = alive();

        assertThatIllegalStateException().isThrownBy(task::thread).withMessageEndingWith("has not started");
    }

    private Task alive() {
        return dispatcher.taskOf(Thread.currentThread());
    }

    private Task ended() {
        return dispatcher.taskOf(Thread.ofVirtual().unstarted(() -> {
        }));
    }

    private void run(Task task, Runnable continuation) {
        task.execute(continuation);
        task.run(new Task.Host() {
            @Override
            public Carrier carrier() {
                return carrier;
            }

            @Override
            public void mount(Task mounted) {
                order.add("mount");
            }

            @Override
            public void unmount(Task unmounted) {
                order.add("unmount");
            }
        });
    }
}
