// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Demotion once more, frozen, for readers that never leave: all that is replaced is left to the collector. Broken, it
 * tracks the segment of a version and not the segment's scope: whoever holds a slice loses its memory.
 */
final class FrozenVersions implements Versions {

    private static final long COLLECT_EVERY_MILLIS = 200;

    private final long bytes;
    private final boolean tracksSegments;
    private final SlabAllocator slabs = SlabAllocator.create("frozen garbage");
    private final ReferenceQueue<Object> found = new ReferenceQueue<>();
    private final Set<Reference<?>> tracked = Collections
            .synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final Thread thread = Thread.ofPlatform().daemon().name("frozen-garbage").unstarted(this::free);
    private volatile Version current;
    private volatile boolean ending;
    // its thread writes
    private volatile int collections;

    private record Version(NativeBlock block, MemorySegment segment) {
    }

    private static final class Tracked extends PhantomReference<Object> {

        private final NativeBlock block;

        Tracked(Object object, ReferenceQueue<Object> queue, NativeBlock block) {
            super(object, queue);
            this.block = block;
        }
    }

    FrozenVersions(boolean tracksSegments, long bytes) {
        this.tracksSegments = tracksSegments;
        this.bytes = bytes;
        current = version(0);
        thread.start();
    }

    @SuppressWarnings("restricted") // it only gives the memory a scope
    private Version version(long number) {
        NativeBlock block = slabs.allocate(bytes);
        MemorySegment segment = block.segment().reinterpret(Arena.ofShared(), null);
        Content.write(segment, number);
        return new Version(block, segment);
    }

    @Override
    @GuardScoped
    public MemorySegment current() {
        return current.segment;
    }

    @Override
    public void replace(long number) {
        Version old = current;
        current = version(number);
        tracked.add(new Tracked(tracksSegments ? old.segment : old.segment.scope(), found, old.block));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void free() {
        long lastAsked = System.nanoTime();
        while (!ending) {
            try {
                if (found.remove(1) instanceof Tracked one) {
                    free(one);
                }
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts it", e);
            }
            if (System.nanoTime() - lastAsked > TimeUnit.MILLISECONDS.toNanos(COLLECT_EVERY_MILLIS)) {
                System.gc();
                collections++;
                lastAsked = System.nanoTime();
            }
        }
    }

    private void free(Tracked one) {
        if (tracked.remove(one)) {
            one.block.reclaim();
        }
    }

    @Override
    public long allocatedBytes() {
        return slabs.allocatedBytes();
    }

    @Override
    public String figures() {
        return "%8.1f %9.1f %5d".formatted(allocatedBytes() / 1e6, slabs.memory().freedBytes() / 1e6, collections);
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts who closes", e);
        }
        for (Reference<?> one : tracked.toArray(Reference[]::new)) {
            free((Tracked) one);
        }
        current.block.reclaim();
    }
}
