// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user's thread fails inside each operation, at each point in turn, on a carrier and elsewhere; for
 * {@link ReclaimerErrorsTest}. What the operation refuses is still the caller's, everything else is freed once, and the
 * reclaimer ends in good order.
 */
abstract class FailingCallers implements Callable<List<String>> {

    private final Supplier<? extends Error> error;
    private final List<String> wrong = new ArrayList<>();

    FailingCallers(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** They run out of memory. */
    static final class OutOfMemory extends FailingCallers {

        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** They overflow their stacks. */
    static final class AtTheStackEnd extends FailingCallers {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    private static final class Counted implements Reclaimable {

        final AtomicInteger frees = new AtomicInteger();

        @Override
        public void reclaim() {
            frees.incrementAndGet();
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    /** One try, with a reclaimer of its own. */
    private static final class Try {

        final Reclaimer reclaimer = Reclaimer
                .create(ReclaimerConfig.defaults().withStallAfter(ReclaimerConfig.NEVER));
        final Counted first = new Counted();
        final Counted second = new Counted();
        @Nullable QsbrReference<Counted> reference;
    }

    /** What the thread does, which fails. */
    private interface Operation {

        void run(Try story) throws Exception;
    }

    /** How often each of the two objects must have been freed in the end, given whether the operation threw. */
    private interface Expected {

        List<Integer> frees(Try story, boolean threw);
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("failing").withCarriers(1))) {
            for (CarrierScheduler on : new CarrierScheduler[] {null, scheduler}) {
                fail(on, "retire", story -> story.reclaimer.retire(story.first), (_, threw) -> once(threw, 0));
                fail(on, "retireWithoutWaiting", story -> story.reclaimer.retireWithoutWaiting(story.first),
                        (_, threw) -> once(threw, 0));
                fail(on, "retireAll", story -> story.reclaimer.retireAll(List.of(story.first, story.second)),
                        (_, threw) -> threw ? List.of(0, 0) : List.of(1, 1));
                fail(on, "replace", FailingCallers::replace, (_, _) -> List.of(1, 1));
                fail(on, "snapshot", FailingCallers::useSnapshot, (_, _) -> List.of(1, 1));
                fail(on, "barrier", story -> story.reclaimer.barrier(), (_, _) -> List.of(0, 0));
                fail(on, "close", story -> story.reclaimer.close(), (_, _) -> List.of(0, 0));
            }
        } finally {
            // The second one of its class in this process.
            CarrierRegistry.unsubscribe(GracePeriods.process());
        }
        return wrong;
    }

    private static List<Integer> once(boolean threw, int other) {
        return List.of(threw ? 0 : 1, other);
    }

    private static void replace(Try story) {
        if (story.reference != null) {
            story.reference.replace(story.second);
        }
    }

    private static void useSnapshot(Try story) {
        if (story.reference != null) {
            Snapshot<Counted> snapshot = story.reference.snapshot();
            try {
                snapshot.get();
            } finally {
                closeInAnyCase(snapshot);
            }
        }
    }

    private static void closeInAnyCase(Snapshot<Counted> snapshot) {
        try {
            snapshot.close();
        } catch (Error e) {
            // It says that it is still open then.
            snapshot.close();
            throw e;
        }
    }

    private void fail(@Nullable CarrierScheduler scheduler, String name, Operation operation, Expected expected)
            throws Exception {
        String what = name + (scheduler == null ? " elsewhere" : " on a carrier");
        // Once without an error, for classes that are not initialised yet: an error there is for good.
        failsAt(Integer.MAX_VALUE, scheduler, what, operation, expected);
        if (Faults.atEachPoint(point -> failsAt(point, scheduler, what, operation, expected)) == 0) {
            wrong.add(what + " did not fail");
        }
    }

    private boolean failsAt(int point, @Nullable CarrierScheduler scheduler, String what, Operation operation,
            Expected expected) throws InterruptedException {
        Try story = new Try();
        boolean replaces = what.startsWith("replace") || what.startsWith("snapshot");
        story.reference = replaces ? QsbrReference.of(story.reclaimer, story.first) : null;
        boolean[] outcome = new boolean[2];
        Runnable body = () -> {
            Faults.arm(point, error);
            try {
                operation.run(story);
            } catch (Error e) {
                outcome[0] = true;
            } catch (Exception e) {
                wrong.add("%s, point %d: %s".formatted(what, point, e));
            }
            outcome[1] = Faults.disarm();
        };
        Thread thread = scheduler == null ? Thread.ofPlatform().start(body) : scheduler.start(body);
        thread.join();
        String here = "%s, point %d".formatted(what, point);
        if (replaces) {
            finishReplacing(story, here);
        }
        end(story, here);
        List<Integer> frees = List.of(story.first.frees.get(), story.second.frees.get());
        if (!frees.equals(expected.frees(story, outcome[0]))) {
            wrong.add("%s: freed %s times, threw: %s".formatted(here, frees, outcome[0]));
        }
        ReclaimerStatistics statistics = story.reclaimer.statistics();
        if (statistics.retiredObjects() != statistics.reclaimedObjects() || statistics.unreclaimedBytes() != 0
                || statistics.failedObjects() != 0) {
            wrong.add("%s: %s".formatted(here, statistics));
        }
        return outcome[1];
    }

    /** Whatever became of the operation: the version that is not current is not the reference's, or is freed. */
    private void finishReplacing(Try story, String here) throws InterruptedException {
        QsbrReference<Counted> reference = story.reference;
        if (reference == null) {
            return;
        }
        Counted current = ScopedQsbr.<Counted, RuntimeException>read(() -> reference.get());
        if (current == story.first) {
            story.reclaimer.barrier();
            if (story.first.frees.get() != 0 || story.second.frees.get() != 0) {
                wrong.add(here + ": freed although nothing was replaced");
            }
            Background again = Background.platform("again", () -> reference.replace(story.second));
            Await.until(here + ": it can be replaced again", again::isDone);
            again.join();
        }
        reference.close();
    }

    private void end(Try story, String here) throws InterruptedException {
        Background closer = Background.platform("closer", story.reclaimer::close);
        try {
            Await.until("close() returns", closer::isDone);
            closer.join();
        } catch (AssertionError e) {
            wrong.add("%s: %s".formatted(here, e.getMessage()));
        }
    }
}
