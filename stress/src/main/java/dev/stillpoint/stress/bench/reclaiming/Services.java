// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The contestants of {@link ReloadBenchmark}: when each frees the table that was. */
final class Services {

    private Services() {
    }

    static Service named(String name, Versions versions) {
        return switch (name) {
            case "qsbr" -> new Qsbr(versions);
            case "referenceCount" -> new CountedVersion(versions);
            case "readWriteLock" -> new Locked(versions);
            case "closedAtOnce" -> new ClosedAtOnce(versions);
            case "garbageCollected" -> new GarbageCollected(versions);
            default -> throw new IllegalArgumentException("No such service: " + name);
        };
    }

    /** A table in a block that is freed by hand. */
    private static final class Version implements Reclaimable {

        private final Versions versions;
        private final NativeBlock block = BlockAllocator.malloc().allocate(LookupTable.BYTES);
        private final LookupTable table;
        /** Readers, plus one while it is current; only the reference count uses it. */
        private final AtomicLong references = new AtomicLong(1);

        Version(Versions versions) {
            this.versions = versions;
            table = new LookupTable(versions.begin(), block.segment());
        }

        @Override
        public void reclaim() {
            block.reclaim();
            versions.end();
        }

        @Override
        public long byteSize() {
            return block.byteSize();
        }

        /** Additions only; once at zero it never rises again, and its count is far below. */
        boolean tryAcquire() {
            return references.getAndIncrement() >= 0;
        }

        void release() {
            if (references.decrementAndGet() == 0 && references.compareAndSet(0, Long.MIN_VALUE / 2)) {
                reclaim();
            }
        }
    }

    private static final class Qsbr implements Service {

        private final Versions versions;
        private final Reclaimer reclaimer = Reclaimer.create();
        private final QsbrReference<Version> current;

        Qsbr(Versions versions) {
            this.versions = versions;
            current = QsbrReference.of(reclaimer, new Version(versions));
        }

        @Override
        public int reply(long seed) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return current.get(guard).table.reply(seed);
            }
        }

        @Override
        public void reload() {
            current.replace(new Version(versions));
        }

        @Override
        public void close() {
            current.close();
            reclaimer.close();
        }
    }

    private static final class CountedVersion implements Service {

        private final Versions versions;
        private volatile Version current;

        CountedVersion(Versions versions) {
            this.versions = versions;
            current = new Version(versions);
        }

        @Override
        public int reply(long seed) {
            Version version = current;
            while (!version.tryAcquire()) {
                version = current;
            }
            try {
                return version.table.reply(seed);
            } finally {
                version.release();
            }
        }

        @Override
        public void reload() {
            Version old = current;
            current = new Version(versions);
            old.release();
        }

        @Override
        public void close() {
            current.release();
        }
    }

    private static final class Locked implements Service {

        private final Versions versions;
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        // guarded by lock
        private Version current;

        Locked(Versions versions) {
            this.versions = versions;
            current = new Version(versions);
        }

        @Override
        public int reply(long seed) {
            lock.readLock().lock();
            try {
                return current.table.reply(seed);
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public void reload() {
            Version next = new Version(versions);
            lock.writeLock().lock();
            try {
                current.reclaim();
                current = next;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public void close() {
            current.reclaim();
        }
    }

    /** Readers that are inside fail. */
    private static final class ClosedAtOnce implements Service {

        private record Shared(Arena arena, LookupTable table) {

            static Shared create(Versions versions) {
                Arena arena = Arena.ofShared();
                return new Shared(arena, new LookupTable(versions.begin(), arena.allocate(LookupTable.BYTES)));
            }
        }

        private final Versions versions;
        private volatile Shared current;

        ClosedAtOnce(Versions versions) {
            this.versions = versions;
            current = Shared.create(versions);
        }

        @Override
        public int reply(long seed) {
            return current.table.reply(seed);
        }

        @Override
        public void reload() {
            Shared old = current;
            current = Shared.create(versions);
            close(old.arena);
        }

        /** The scope of plain accesses is never acquired, so this does not throw; the accesses do. */
        private void close(Arena arena) {
            arena.close();
            versions.end();
        }

        @Override
        public void close() {
            close(current.arena);
        }
    }

    /** Nobody knows when memory comes back. */
    private static final class GarbageCollected implements Service {

        private final Versions versions;
        private volatile LookupTable current;

        GarbageCollected(Versions versions) {
            this.versions = versions;
            current = create();
        }

        @SuppressWarnings("restricted") // of all its powers only the clean-up action is used
        private LookupTable create() {
            Arena arena = Arena.ofAuto();
            MemorySegment memory = arena.allocate(LookupTable.BYTES).reinterpret(arena, _ -> versions.end());
            return new LookupTable(versions.begin(), memory);
        }

        @Override
        public int reply(long seed) {
            return current.reply(seed);
        }

        @Override
        public void reload() {
            current = create();
        }

        @Override
        public void close() {
        }
    }
}
