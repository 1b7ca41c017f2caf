// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Steps that cannot be: a replay gives up on each after ten seconds, so they are tried side by side. */
class ReplayPatienceTest {
    @Test
    void impossibleStepsAreGivenUp() throws Exception {
        List<FutureTask<String>> complaints = new ArrayList<>();
        List<Thread> scripts = new ArrayList<>();
        for (Script script : List.<Script>of(ReplayPatienceTest::parkedThread, ReplayPatienceTest::endedThread,
                ReplayPatienceTest::threadThatSpins)) {
            FutureTask<String> complaint = new FutureTask<>(() -> complaintOf(script));
            complaints.add(complaint);
            scripts.add(Thread.ofPlatform().daemon().start(complaint));
        }
        Eventually.ended(scripts);

        assertThat(complaints.get(0).get()).matches(".*parked.* is not runnable; what should wake it has not run yet.");
        assertThat(complaints.get(1).get()).matches(".*ended.* is not runnable; what should wake it has not run yet.");
        assertThat(complaints.get(2).get()).isEqualTo("The thread on replay-carrier-0 neither unmounts nor pauses");
    }

    private static String complaintOf(Script script) {
        AtomicBoolean released = new AtomicBoolean();
        try (ReplayScheduler replay = new ReplayScheduler(1)) {
            script.run(replay, released);
            return "none";
        } catch (IllegalStateException e) {
            return e.getMessage();
        } finally {
            released.set(true);
        }
    }

    private static void parkedThread(ReplayScheduler replay, AtomicBoolean released) {
        Thread thread = replay.start("parked", () -> {
            while (!released.get()) {
                LockSupport.park();
            }
        });
        replay.run(thread, 0);
        replay.run(thread, 0);
    }

    private static void endedThread(ReplayScheduler replay, AtomicBoolean released) {
        Thread thread = replay.start("ended", () -> {
        });
        replay.run(thread, 0);
        replay.run(thread, 0);
    }

    private static void threadThatSpins(ReplayScheduler replay, AtomicBoolean released) {
        Thread thread = replay.start("spinning", () -> {
            while (!released.get()) {
                Thread.onSpinWait();
            }
        });
        replay.run(thread, 0);
    }

    /** A script with a step that cannot be; its threads may end when they are released. */
    private interface Script {
        void run(ReplayScheduler replay, AtomicBoolean released);
    }
}
