// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.DemotionLimits;
import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The real thing, through its public API. */
final class Product implements Subject {

    /** The ways in which a program can wait for a grace period. */
    private enum Way {
        SYNCHRONIZE, BARRIER, POLLED_COOKIE, AWAITED_COOKIE, STAGE, CALLBACK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** At the first look; a collection for each 256 KB. */
    private static final DemotionLimits DEMOTION = new DemotionLimits(Duration.ZERO, 256 << 10);
    private static final Way[] WAYS = Way.values();
    private static final int SHORT_MILLIS = 10;
    private static final GracePeriods GRACE = GracePeriods.process();

    private final Counts<Way> waited = new Counts<>(Way.class);
    private final Counts<Knob> happened;
    private final boolean rotates;
    private final Reclaimer reclaimer;
    private final @Nullable Table table;

    /** @param flaw of its map, if any */
    Product(Set<Knob> knobs, Counts<Knob> happened, @Nullable Flaw flaw) {
        this.happened = happened;
        rotates = knobs.contains(Knob.WAYS);
        Duration forceAfter = knobs.contains(Knob.FORCED) ? Duration.ZERO : ReclaimerConfig.NEVER;
        reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName("torture").withForceAfter(forceAfter)
                .withDemotion(knobs.contains(Knob.DEMOTION) ? DEMOTION : DemotionLimits.NONE));
        table = knobs.contains(Knob.MAP) ? TableLoader.create(reclaimer, flaw) : null;
    }

    @Override
    public void read(Runnable body) {
        ScopedQsbr.run(body::run);
    }

    @Override
    public void readOverlapping(Runnable first, Runnable second) {
        ReadGuard earlier = ScopedQsbr.open();
        try {
            first.run();
            try (ReadGuard _ = ScopedQsbr.open()) {
                earlier.close();
                second.run();
            }
        } finally {
            earlier.close();
        }
    }

    @Override
    public boolean awaitGracePeriod(RandomGenerator random) throws InterruptedException {
        Way way = rotates ? WAYS[random.nextInt(WAYS.length)] : Way.SYNCHRONIZE;
        switch (way) {
            case SYNCHRONIZE -> reclaimer.synchronize();
            case BARRIER -> reclaimer.barrier();
            case POLLED_COOKIE -> poll(GracePeriod.start());
            case AWAITED_COOKIE -> await(GracePeriod.start());
            case STAGE -> awaitStage(GracePeriod.start());
            case CALLBACK -> awaitCallback();
        }
        count(way);
        return true;
    }

    private void count(Way way) {
        waited.count(way);
        if (way != Way.SYNCHRONIZE) {
            happened.count(Knob.WAYS);
        }
    }

    private static void poll(GracePeriod period) throws InterruptedException {
        while (!period.hasElapsed()) {
            Thread.sleep(Duration.ofNanos(100_000));
        }
    }

    private static void await(GracePeriod period) throws InterruptedException {
        boolean elapsed;
        do {
            elapsed = period.await(Duration.ofMillis(1));
        } while (!elapsed);
    }

    /*
     * The JDK does not unmount a thread for whose frames the heap has no room: it waits on its carrier, until it is
     * woken. Were that for the end of the grace period, it would keep from its carrier the readers for which the grace
     * period waits, and nobody would go on. So waits that are not the product's own are short, and are begun again.
     */

    private static void awaitStage(GracePeriod period) throws InterruptedException {
        CompletableFuture<Void> stage = period.whenElapsed().toCompletableFuture();
        while (!stage.isDone()) {
            try {
                stage.get(SHORT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Once more.
            } catch (ExecutionException e) {
                throw new AssertionError("A grace period does not fail", e);
            }
        }
    }

    private void awaitCallback() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        reclaimer.retire(called::countDown, 0);
        while (!called.await(SHORT_MILLIS, TimeUnit.MILLISECONDS)) {
            // Once more.
        }
    }

    @Override
    public void retire(Runnable free) {
        reclaimer.retire(free, Element.bytes());
    }

    @Override
    public void retire(NativeBlock block) {
        reclaimer.retire(block);
    }

    @Override
    public void force() {
        GRACE.expedite(GRACE.requested());
    }

    @Override
    public boolean waitsOnCarriers() {
        return true;
    }

    @Override
    public long gracePeriods() {
        return GRACE.completed();
    }

    @Override
    public long stops() {
        return GRACE.stops() + GRACE.cuts();
    }

    @Override
    public @Nullable Table table() {
        return table;
    }

    @Override
    public String figures() {
        return "%s; waited: %s; %s; %s".formatted(Subject.super.figures(), waited, reclaimer.statistics(),
                reclaimer.demotionStatistics());
    }

    @Override
    public void close() {
        reclaimer.close();
    }
}
