// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every runnable thread has its turn within the promised number of mounts: a carrier is played, mount by mount, with
 * threads that yield at home, on the carrier, or are unparked from outside.
 */
class TaskSelectorTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({"1,0,0", "0,0,1", "100,0,0", "0,100,0", "0,0,100", "1,100,1", "1,1,1000", "30,30,30", "0,1000,10"})
    void everyThreadRunsWithinTheBound(int atHome, int local, int outside) {
        Play play = new Play(TaskSelector.SHARED_INTERVAL, TaskSelector.HOME_STREAK);
        play.add(Place.HOME, atHome);
        play.add(Place.LOCAL, local);
        play.add(Place.OUTSIDE, outside);

        assertThat(play.longestWait(20_000)).isLessThanOrEqualTo(mountsUntilRun(atHome + local + outside));
    }

    /** Threads become runnable here, there and everywhere, in bursts that overflow the ring. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyThreadRunsWithinTheBoundWhereverItBecomesRunnable(long seed) {
        Play play = new Play(TaskSelector.SHARED_INTERVAL, TaskSelector.HOME_STREAK);
        play.add(Place.ANYWHERE, 50);
        play.random.setSeed(seed);

        assertThat(play.longestWait(50_000)).isLessThanOrEqualTo(mountsUntilRun(50));
    }

    /** One thread is spilled; the others wake each other in bursts that overflow the ring for ever. */
    @Test
    void burstsDoNotKeepASpilledThreadFromRunning() {
        Play play = new Play(TaskSelector.SHARED_INTERVAL, TaskSelector.HOME_STREAK);
        play.add(Place.BURST, 12);

        assertThat(play.longestWait(50_000)).isLessThanOrEqualTo(mountsUntilRun(12));
    }

    @Test
    void brokenTwinWithoutALimitForThreadsAtHomeStarvesTheOthers() {
        Play play = new Play(TaskSelector.SHARED_INTERVAL, NEVER);
        play.add(Place.HOME, 2);
        play.add(Place.LOCAL, 2);

        assertThat(play.longestWait(20_000)).isGreaterThan(mountsUntilRun(4));
    }

    @Test
    void brokenTwinThatLooksOutsideOnlyWhenItHasNothingElseStarvesThoseFromOutside() {
        Play play = new Play(NEVER, TaskSelector.HOME_STREAK);
        play.add(Place.LOCAL, 2);
        play.add(Place.OUTSIDE, 2);

        assertThat(play.longestWait(20_000)).isGreaterThan(mountsUntilRun(4));
    }

    @Test
    void brokenTwinThatTakesSpilledThreadsOnlyWhenTheRingIsEmptyStarvesThem() {
        Play play = new Play(TaskSelector.SHARED_INTERVAL, TaskSelector.HOME_STREAK, NEVER);
        play.add(Place.BURST, 12);

        assertThat(play.longestWait(50_000)).isGreaterThan(mountsUntilRun(12));
    }

    /** The bound that {@link TaskSelector} argues: mounts until a runnable thread runs, when so many are runnable. */
    private static long mountsUntilRun(long runnable) {
        long k = TaskSelector.HOME_STREAK + 2;
        return TaskSelector.SHARED_INTERVAL + 2 * k * runnable + RunQueue.SPILLED_INTERVAL * k * (runnable + 1);
    }

    private enum Place {
        HOME, LOCAL, OUTSIDE, ANYWHERE, BURST
    }

    /** One carrier with a ring of four. */
    private static final class Play {
        private final Random random = new Random(0);
        private final SharedQueue shared = new SharedQueue();
        private final TaskInbox home = new TaskInbox();
        private final RunQueue runQueue;
        private final TaskSelector selector;
        private final Map<Task, Place> places = new HashMap<>();
        private final Map<Task, Integer> runnableSince = new HashMap<>();
        /** Threads that wait for the next burst. */
        private final TaskInbox parked = new TaskInbox();
        private int mounts;

        Play(int sharedInterval, int homeStreak) {
            this(sharedInterval, homeStreak, RunQueue.SPILLED_INTERVAL);
        }

        Play(int sharedInterval, int homeStreak, int spilledInterval) {
            runQueue = new RunQueue(4, spilledInterval, shared, home, new CarrierCounts());
            selector = new TaskSelector(home, runQueue, sharedInterval, homeStreak);
        }

        void add(Place place, int count) {
            for (Task task : RecordingDispatcher.tasks(count)) {
                places.put(task, place);
                queue(task);
            }
        }

        /** @return the most mounts that a thread waited for its own, those that wait at the end included */
        long longestWait(int rounds) {
            long longest = 0;
            for (mounts = 1; mounts <= rounds; mounts++) {
                runQueue.settle();
                Task task = selector.next();
                if (task == null) {
                    // What a carrier does that has nothing to do.
                    task = runQueue.pollSubmitted();
                }
                assertThat(task).as("somebody is always runnable").isNotNull();
                longest = Math.max(longest, mounts - runnableSince.remove(task));
                ends(task);
            }
            for (int since : runnableSince.values()) {
                longest = Math.max(longest, mounts - since);
            }
            return longest;
        }

        /** The thread yields, or, in a burst, parks and wakes up to four others. */
        private void ends(Task task) {
            if (places.get(task) != Place.BURST) {
                queue(task);
                return;
            }
            parked.push(task);
            int woken = 0;
            for (Task next = parked.poll(); next != null && woken < 4; next = parked.poll()) {
                queue(next);
                woken++;
                if (woken == 4) {
                    return;
                }
            }
        }

        private void queue(Task task) {
            runnableSince.put(task, mounts);
            switch (places.get(task)) {
                case HOME -> home.push(task);
                case LOCAL, BURST -> runQueue.push(task);
                case OUTSIDE -> shared.submit(task);
                case ANYWHERE -> {
                    switch (random.nextInt(3)) {
                        case 0 -> home.push(task);
                        case 1 -> runQueue.push(task);
                        default -> shared.submit(task);
                    }
                }
            }
        }
    }
}
