// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.fixture.Faults;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Arenas are filled, closed and freed, and once an error strikes, at each point in turn; for {@link MemoryErrorsTest}.
 */
abstract class FailingArenas implements Callable<List<String>> {

    private static final long ALIGNMENT = 128;

    private final Supplier<? extends Error> error;
    private final List<String> wrong = new ArrayList<>();

    FailingArenas(Supplier<? extends Error> error) {
        this.error = error;
    }

    static final class OnAFullHeap extends FailingArenas {

        OnAFullHeap() {
            super(OutOfMemoryError::new);
        }
    }

    static final class AtTheStackEnd extends FailingArenas {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (BlockAllocator allocator : List.of(BlockAllocator.malloc(), BlockAllocator.slabs())) {
                // Everything that is made once for the process is made before.
                allocator.allocate(1).reclaim();
                ReclaimableArena.create(reclaimer, allocator).reclaim();
                for (boolean scoped : new boolean[] {false, true}) {
                    for (boolean retired : new boolean[] {false, true}) {
                        int points = Faults.atEachPoint(
                                point -> new Run(point, reclaimer, allocator, scoped, retired).play());
                        if (points == 0) {
                            wrong.add("no point was passed");
                        }
                    }
                }
            }
        }
        return wrong;
    }

    private final class Run extends FaultyRun {

        private final Reclaimer reclaimer;
        private final BlockAllocator allocator;
        private final boolean scoped;
        private final boolean retired;
        private final long bytesBefore;

        Run(int point, Reclaimer reclaimer, BlockAllocator allocator, boolean scoped, boolean retired) {
            super(point, wrong);
            this.reclaimer = reclaimer;
            this.allocator = allocator;
            this.scoped = scoped;
            this.retired = retired;
            bytesBefore = allocator.allocatedBytes();
        }

        /** Returns whether the error struck. */
        boolean play() throws Exception {
            ReclaimableArena arena = ReclaimableArena.create(reclaimer, allocator);
            Thread here = Thread.currentThread();
            Faults.arm(point, thread -> thread == here && isOperating(), error);
            long bytes = 0;
            for (long size : new long[] {0, 40, 1_000}) {
                List<MemorySegment> segments = new ArrayList<>();
                attempt(() -> segments.add(arena.allocate(size, ALIGNMENT)));
                bytes += segments.isEmpty() ? 0 : Math.max(1, size) + ALIGNMENT - 16;
                require(allocator.allocatedBytes() == bytesBefore + bytes && arena.byteSize() == bytes,
                        "%d bytes are allocated, %s".formatted(bytes, arena));
            }
            if (scoped) {
                attempt(() -> arena.scope().isAlive());
            }
            if (retired) {
                close(arena);
            } else {
                free(arena);
            }
            require(allocator.allocatedBytes() == bytesBefore, "something is left of " + arena);
            return Faults.disarm();
        }

        private void close(ReclaimableArena arena) throws InterruptedException {
            long failed = reclaimer.statistics().failedObjects();
            if (attempt(arena::close)) {
                try {
                    arena.close();
                } catch (IllegalStateException e) {
                    require(false, "an arena is neither retired nor can it be: " + e);
                }
            }
            reclaimer.barrier();
            require(reclaimer.statistics().failedObjects() == failed, "an arena was freed twice");
        }

        private void free(ReclaimableArena arena) {
            if (attempt(arena::reclaim)) {
                reclaimAgain(arena);
            }
            require(!reclaimAgain(arena), "an arena was freed twice");
        }

        private static boolean reclaimAgain(ReclaimableArena arena) {
            try {
                arena.reclaim();
                return true;
            } catch (IllegalStateException freed) {
                return false;
            }
        }
    }
}
