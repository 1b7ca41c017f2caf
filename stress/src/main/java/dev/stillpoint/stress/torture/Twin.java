// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Remains;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A small copy of the real thing, broken in one way or in none: {@link FrozenPeriods}, and a thread that frees. */
final class Twin implements Subject {

    private static final int ORPHANED_ONE_IN = 100;
    /** Large enough that it fails on a full heap, nearly always. */
    private static final int WORKSPACE_BYTES = 64 << 10;
    private static final long NAP_MILLIS = 5;

    private final @Nullable Flaw flaw;
    private final FrozenPeriods periods;
    private final AtomicReference<@Nullable Retired> retired = new AtomicReference<>();
    private final ReferenceQueue<Object> found = new ReferenceQueue<>();
    private final Set<Tracked> tracked = ConcurrentHashMap.newKeySet();
    private final Thread reclaimer = Thread.ofPlatform().daemon().name("torture-twin").unstarted(this::reclaim);
    private volatile boolean ending;
    // reclaimer only: what it has taken and not freed
    private @Nullable Retired taken;
    // reclaimer only; stands for what a batch needs
    @SuppressWarnings("UnusedVariable") // what matters is to allocate it
    private byte[] workspace = {};

    /** A stack, which needs no call once something is pushed: a queue of the JDK's could throw after that. */
    private record Retired(Runnable free, @Nullable Retired next) {
    }

    Twin(@Nullable Flaw flaw) {
        this.flaw = flaw;
        periods = new FrozenPeriods(flaw);
        CarrierRegistry.subscribe(periods);
        reclaimer.start();
    }

    @Override
    public void read(Runnable body) {
        FrozenPeriods.requireRoom();
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
        boolean pushed;
        do {
            Retired top = retired.get();
            pushed = retired.compareAndSet(top, new Retired(free, top));
        } while (!pushed);
    }

    /** With the flaw, what the collector finds is freed at once: the segment is no sign that nobody is left. */
    @Override
    public void retire(NativeBlock block) {
        if (flaw == Flaw.TRACKS_SEGMENTS) {
            tracked.add(new Tracked(block, found));
        } else {
            retire(block::reclaim);
        }
    }

    private static final class Tracked extends PhantomReference<Object> {

        private final Reclaimable remains;

        Tracked(NativeBlock block, ReferenceQueue<Object> queue) {
            super(block.segment(), queue);
            // Blocks of slabs may share a place: only the memory is kept.
            remains = Objects.requireNonNull(Remains.of(block), "it has a scope of its own");
        }
    }

    private void freeFound() {
        if (flaw != Flaw.TRACKS_SEGMENTS) {
            return;
        }
        System.gc();
        for (Reference<?> one = found.poll(); one != null; one = found.poll()) {
            if (one instanceof Tracked memory && tracked.remove(memory)) {
                try {
                    memory.remains.reclaim();
                } catch (Exception e) {
                    throw new AssertionError("a block is freed once", e);
                }
            }
        }
    }

    private void reclaim() {
        boolean last;
        do {
            last = ending;
            try {
                reclaimBatch();
            } catch (OutOfMemoryError _) {
                if (flaw == Flaw.LOSES_BATCHES) {
                    taken = null;
                }
            }
            freeFound();
            nap();
        } while (!last || isLeft());
    }

    private boolean isLeft() {
        return !periods.isClosed() && (taken != null || retired.get() != null);
    }

    private void reclaimBatch() {
        if (taken == null) {
            taken = retired.getAndSet(null);
            workspace = new byte[WORKSPACE_BYTES];
        }
        if (taken == null || !periods.awaitGracePeriod()) {
            return;
        }
        for (int i = 0; taken != null; i++) {
            Retired one = taken;
            taken = one.next;
            if (flaw != Flaw.ORPHANS_BAGS || i % ORPHANED_ONE_IN != 0) {
                free(one.free);
            }
        }
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
