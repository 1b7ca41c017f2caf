// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.ChangedCalls;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.task.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A second thread gives away what is queued on a stopped pool, at the step of the first where it matters. */
class SharedEvacuationTest {

    private static final Map<String, String> WITHOUT_CLAIM = Map.of("Evacuation.tryClaim", "claimAnyway");
    private static final Map<String, String> WITHOUT_SECOND_LOOK = Map.of("SharedQueue.isEmpty", "trustThatItIsEmpty");

    @Test
    void oneThreadIsAtWork() throws Exception {
        assertThat(play(WhileForwarding.class, Map.of())).isZero();
        assertThat(play(WhileForwarding.class, WITHOUT_CLAIM)).as("without the claim").isPositive();
    }

    @Test
    void whatIsQueuedWhileTheClaimIsGivenBackIsForwarded() throws Exception {
        assertThat(play(WhileGivingBack.class, Map.of())).isZero();
        assertThat(play(WhileGivingBack.class, WITHOUT_SECOND_LOOK)).as("without the second look").isPositive();
    }

    private static int play(Class<? extends Callable<Integer>> scenario, Map<String, String> variant) throws Exception {
        Map<String, String> calls = new HashMap<>(variant);
        calls.put("Task.forward", "forward");
        calls.put("SharedQueue.takeSubmitted", "takeSubmitted");
        ChangedCalls loader = new ChangedCalls("dev.stillpoint.scheduler", calls, Calls.class);
        int wrong = loader.newInstance(scenario).call();
        assertThat(loader.unused()).as("calls that are not there").isEmpty();
        return wrong;
    }

    /** What {@link Evacuation} calls instead: the same, and then whatever else is to happen there, once. */
    static final class Calls {

        static final AtomicReference<@Nullable Runnable> AFTER_FORWARDING = new AtomicReference<>();
        static final AtomicReference<@Nullable Runnable> AFTER_NOTHING_WAS_FOUND = new AtomicReference<>();

        private Calls() {
        }

        static void forward(Task task) {
            task.forward();
            runOnce(AFTER_FORWARDING);
        }

        static @Nullable Task takeSubmitted(SharedQueue queue) {
            Task taken = queue.takeSubmitted();
            if (taken == null) {
                runOnce(AFTER_NOTHING_WAS_FOUND);
            }
            return taken;
        }

        private static void runOnce(AtomicReference<@Nullable Runnable> action) {
            Runnable once = action.getAndSet(null);
            if (once != null) {
                once.run();
            }
        }

        static boolean claimAnyway(Evacuation evacuation) {
            return true;
        }

        static boolean trustThatItIsEmpty(SharedQueue queue) {
            return true;
        }
    }

    /** Has another thread give away what is queued, until it leaves. */
    private static void runElsewhere(Evacuation evacuation) {
        Thread other = Thread.ofPlatform().daemon().start(evacuation::run);
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Another thread comes while two are being forwarded. How many of them it forwards. */
    static final class WhileForwarding implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            EvacuationTest.Stopped pool = new EvacuationTest.Stopped();
            pool.start();
            pool.start();
            AtomicInteger byTheOther = new AtomicInteger();
            Calls.AFTER_FORWARDING.set(() -> {
                Calls.AFTER_FORWARDING.set(byTheOther::incrementAndGet);
                runElsewhere(pool.evacuation);
                Calls.AFTER_FORWARDING.set(null);
            });
            pool.evacuation.run();
            assertThat(pool.lost()).isEmpty();
            return byTheOther.get();
        }
    }

    /**
     * Another thread queues one more and comes, when the first has found nothing more. How many are left in the queue.
     */
    static final class WhileGivingBack implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            EvacuationTest.Stopped pool = new EvacuationTest.Stopped();
            pool.start();
            Calls.AFTER_NOTHING_WAS_FOUND.set(() -> {
                pool.start();
                runElsewhere(pool.evacuation);
            });
            pool.evacuation.run();
            Task left = pool.takeQueued();
            if (left != null) {
                left.forward();
            }
            assertThat(pool.lost()).isEmpty();
            return left == null ? 0 : 1;
        }
    }
}
