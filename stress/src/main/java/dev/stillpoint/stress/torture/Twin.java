// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A small copy of the real thing, broken in one way or in none: {@link FrozenPeriods}, and a thread that frees. */
final class Twin implements Subject {

    private static final int ORPHANED_ONE_IN = 100;
    private static final long NAP_MILLIS = 5;

    private final @Nullable Flaw flaw;
    private final FrozenPeriods periods;
    private final LinkedBlockingQueue<Runnable> retired = new LinkedBlockingQueue<>();
    private final Thread reclaimer = Thread.ofPlatform().daemon().name("torture-twin").unstarted(this::reclaim);
    private volatile boolean ending;

    Twin(@Nullable Flaw flaw) {
        this.flaw = flaw;
        periods = new FrozenPeriods(flaw);
        CarrierRegistry.subscribe(periods);
        reclaimer.start();
    }

    @Override
    public void read(Runnable body) {
        Registers registers = CurrentCarrier.registers();
        if (registers == null) {
            readAsVisitor(body);
            return;
        }
        periods.enter(registers);
        try {
            body.run();
        } finally {
            registers.release();
        }
    }

    private void readAsVisitor(Runnable body) {
        int phase = periods.visitors().enter();
        try {
            body.run();
        } finally {
            periods.visitors().exit(phase);
        }
    }

    @Override
    public boolean awaitGracePeriod(RandomGenerator random) {
        return periods.awaitGracePeriod();
    }

    @Override
    public void retire(Runnable free) {
        retired.add(free);
    }

    private void reclaim() {
        List<Runnable> batch = new ArrayList<>();
        boolean last;
        do {
            last = ending;
            if (retired.drainTo(batch) != 0 && periods.awaitGracePeriod()) {
                for (int i = 0; i < batch.size(); i++) {
                    if (flaw != Flaw.ORPHANS_BAGS || i % ORPHANED_ONE_IN != 0) {
                        free(batch.get(i));
                    }
                }
            }
            batch.clear();
            nap();
        } while (!last);
    }

    private static void free(Runnable retiredOne) {
        try {
            retiredOne.run();
        } catch (OutOfMemoryError _) {
            // As the real one it goes on.
        }
    }

    private static void nap() {
        try {
            TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread", e);
        }
    }

    @Override
    public void force() {
        // It forces always.
    }

    @Override
    public boolean waitsOnCarriers() {
        return false;
    }

    @Override
    public long gracePeriods() {
        return periods.completed();
    }

    @Override
    public long stops() {
        return periods.stops();
    }

    @Override
    public void abandon() {
        periods.close();
    }

    @Override
    public void close() {
        ending = true;
        Joins.join(reclaimer);
        CarrierRegistry.unsubscribe(periods);
    }
}
