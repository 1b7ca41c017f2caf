// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.fixture.Faults;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reclaimer demotes what waits behind a reader, frees a part of it because nobody reaches it, and the rest after the
 * grace period. Its thread fails at each point in turn; for {@link DemotionErrorsTest}.
 */
abstract class FailingDemotion extends FailingReclaimer {

    private static final String NAME = "failing-demotion";
    private static final int HELD = 2;
    private static final int OBJECTS = 4;
    /** The scenario itself collects: the reclaimer has no reason to. */
    private static final DemotionLimits AT_ONCE = new DemotionLimits(Duration.ZERO, Long.MAX_VALUE - 1);

    private final Supplier<? extends Error> error;

    FailingDemotion(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** The thread runs out of memory. */
    static final class OutOfMemory extends FailingDemotion {

        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** The thread overflows its stack. */
    static final class AtTheStackEnd extends FailingDemotion {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** What became of a version. */
    private static final class Fate {

        private final AtomicInteger frees = new AtomicInteger();
        private volatile boolean demoted;

        @Override
        public String toString() {
            return frees.toString();
        }
    }

    /** What is left of a version that was demoted. */
    private record Remains(AtomicInteger frees) implements Reclaimable {

        @Override
        public void reclaim() {
            frees.incrementAndGet();
        }

        @Override
        public boolean isRepeatable() {
            return frees.get() == 0;
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    /** It gives up its memory by one store. */
    private static final class Version implements Reclaimable {

        private final Arena arena = Arena.ofShared();
        private final Fate fate;
        private final Remains remains;

        Version(Fate fate) {
            this.fate = fate;
            remains = new Remains(fate.frees);
        }

        @Override
        public void reclaim() {
            if (fate.demoted) {
                throw new AssertionError("it was demoted");
            }
            remains.reclaim();
        }

        @Override
        public boolean isRepeatable() {
            return !fate.demoted && remains.isRepeatable();
        }

        @Override
        public @Nullable Demoted demote() {
            Demoted made = new Demoted(arena.scope(), remains);
            if (fate.demoted) {
                throw new AssertionError("it is demoted twice");
            }
            fate.demoted = true;
            return made;
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    @Override
    boolean failsAt(int point) throws InterruptedException {
        List<Fate> fates = new ArrayList<>();
        List<Version> held = new ArrayList<>();
        Reclaimer reclaimer = Reclaimer
                .create(ReclaimerConfig.defaults().withName(NAME).withDemotion(AT_ONCE)
                        .withStallAfter(ReclaimerConfig.NEVER));
        OpenReader reader = OpenReader.on(ThreadKind.PLATFORM);
        Faults.arm(point, thread -> thread.getName().equals(NAME), error);
        for (int i = 0; i < OBJECTS; i++) {
            Fate fate = new Fate();
            fates.add(fate);
            Version version = new Version(fate);
            if (i < HELD) {
                held.add(version);
            }
            reclaimer.retireWithoutWaiting(version);
        }
        Await.until("point %d: they are demoted, or one cannot be".formatted(point),
                () -> reclaimer.demotionStatistics().demotedObjects() >= OBJECTS - 1);
        awaitFound(fates.subList(HELD, OBJECTS));
        if (fates.subList(0, HELD).stream().anyMatch(fate -> fate.frees.get() != 0)) {
            wrongAt(point, "freed although it is held");
        }
        if (held.size() != HELD) {
            throw new AssertionError("they are reachable up to here");
        }
        reader.leave();
        end(point, reclaimer);
        boolean failed = Faults.disarm();
        judge(point, fates, reclaimer.statistics());
        return failed;
    }

    /** Until those are freed that nobody holds and that are demoted, unless an error has kept one from it. */
    private static void awaitFound(List<Fate> unheld) {
        System.gc();
        long deadline = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (unheld.stream().anyMatch(fate -> fate.demoted && fate.frees.get() == 0)
                && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
    }

    private void judge(int point, List<Fate> fates, ReclaimerStatistics statistics) {
        if (statistics.failedObjects() != 0 || fates.stream().anyMatch(fate -> fate.frees.get() != 1)) {
            wrongAt(point, "freed %s times, %s".formatted(fates, statistics));
        }
        requireAllReclaimed(point, OBJECTS, statistics);
    }
}
