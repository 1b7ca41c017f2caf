// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.DemotionLimits;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.adapt.DependentHandle;
import dev.stillpoint.reclaim.adapt.LeasePool;
import dev.stillpoint.reclaim.adapt.ReclaimableHandle;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.reload.FileWatch;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.reload.VersionLoader;
import dev.stillpoint.reclaim.reload.WatchConfig;
import dev.stillpoint.stress.faults.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Off-heap memory, adapters, and versions that come from files. */
final class MemoryScenes {

    private static final Path FILE = file();

    private MemoryScenes() {
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("faults", ".data");
            file.toFile().deleteOnExit();
            return Files.write(file, new byte[1000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void addTo(Consumer<Scene> scenes) {
        addAllocators(scenes);
        addAdapters(scenes);
        addFiles(scenes);
    }

    /** Something that is to be freed once: what an error has kept from it is done when no error strikes any more. */
    private static final class Held {

        private @Nullable Reclaimable object;

        void hold(Reclaimable held) {
            object = held;
        }

        /** Frees it. If it throws, it can be called again. */
        void free() throws Exception {
            Reclaimable freed = object;
            if (freed != null) {
                freed.reclaim();
                object = null;
            }
        }
    }

    /** A scene after which an allocator has as much as before. */
    private static Act<?> accounted(String name, BlockAllocator allocator, Act.Operation<Held> operation) {
        record Balance(Held held, long before) {
        }
        return Act.<Balance>of(name, (world, balance) -> operation.run(world, balance.held))
                .needs(_ -> new Balance(new Held(), allocator.allocatedBytes())).then((world, balance, _) -> {
                    balance.held.free();
                    world.reclaimer.barrier();
                    long left = allocator.allocatedBytes() - balance.before;
                    world.attempt.require(left == 0, left + " bytes of native memory are left");
                }).shares();
    }

    private static void addAllocators(Consumer<Scene> scenes) {
        accounted("malloc", BlockAllocator.malloc(), (_, held) -> {
            held.hold(BlockAllocator.malloc().allocate(100));
            held.free();
        }).addTo(scenes);
        accounted("malloc, retired", BlockAllocator.malloc(), (world, held) -> {
            NativeBlock block = BlockAllocator.malloc().allocate(100);
            held.hold(block);
            world.reclaimer.retire(block);
            held.object = null;
        }).addTo(scenes);
        BlockAllocator withOwnScopes = BlockAllocator.malloc().withOwnScopes();
        accounted("malloc, with a scope", withOwnScopes, (_, held) -> {
            held.hold(withOwnScopes.allocate(100));
            held.free();
        }).addTo(scenes);
        Act.<Demoting>of("demotion", (_, demoting) -> demoting.retireAndAwait()).needs(_ -> new Demoting())
                .then((world, demoting, _) -> demoting.check(world)).serves().addTo(scenes);
        addSlabs(scenes, "slabs", 100);
        addSlabs(scenes, "a large block", 300_000);
        Act.<SlabAllocator>of("slabs.close()", (_, slabs) -> slabs.close()).needs(_ -> {
            SlabAllocator slabs = SlabAllocator.create("faulty");
            slabs.allocate(100).reclaim();
            return slabs;
        }).then(MemoryScenes::checkEmpty).shares().addTo(scenes);
        accounted("an arena", BlockAllocator.malloc(), (world, held) -> {
            ReclaimableArena arena = ReclaimableArena.create(world.reclaimer);
            held.hold(new Closed(arena::close));
            arena.allocate(100, 8);
            arena.allocate(10, 64);
            held.free();
        }).addTo(scenes);
        record Slabs(SlabAllocator slabs, Held held) {
        }
        Act.<Slabs>of("an arena of slabs", (world, made) -> {
            ReclaimableArena arena = ReclaimableArena.create(world.reclaimer, made.slabs);
            made.held.hold(new Closed(arena::close));
            arena.allocate(100, 8);
            arena.scope();
            made.held.free();
        }).needs(_ -> new Slabs(SlabAllocator.create("faulty"), new Held())).then((world, made, succeeded) -> {
            made.held.free();
            world.reclaimer.barrier();
            checkEmpty(world, made.slabs, succeeded);
        }).shares().addTo(scenes);
    }

    /** A reclaimer that demotes at once what waits behind the readers of a scene. */
    private static final class Demoting {

        private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
        private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
        /** It never asks for a collection. */
        private static final DemotionLimits AT_ONCE = new DemotionLimits(Duration.ZERO, Long.MAX_VALUE - 1);

        private final SlabAllocator slabs = SlabAllocator.create("demoting");
        private final Reclaimer reclaimer = Reclaimer.create(World.config().withDemotion(AT_ONCE));
        private final NativeBlock block = slabs.withOwnScopes().allocate(100);
        private final ReclaimableArena arena = ReclaimableArena.create(reclaimer, slabs);
        private boolean retired;
        private boolean closed;

        Demoting() {
            arena.allocate(100, 8);
        }

        void retireAndAwait() {
            reclaimer.retire(block);
            retired = true;
            arena.close();
            closed = true;
            long start = System.nanoTime();
            while (reclaimer.demotionStatistics().demotedObjects() < 2
                    && System.nanoTime() - start < PATIENCE_NANOS) {
                // Each look passes points, and a whole campaign strikes at each pass.
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }

        void check(World world) throws InterruptedException {
            if (!retired) {
                block.reclaim();
            }
            if (!closed) {
                arena.close();
            }
            reclaimer.close();
            world.attempt.require(reclaimer.unreclaimedBytes() == 0, reclaimer.toString());
            checkEmpty(world, slabs, true);
        }
    }

    private static void addSlabs(Consumer<Scene> scenes, String name, long bytes) {
        record Slabs(SlabAllocator slabs, Held held) {
        }
        Act.<Slabs>of(name, (_, made) -> {
            made.held.hold(made.slabs.allocate(bytes));
            made.held.free();
        }).needs(_ -> new Slabs(SlabAllocator.create("faulty"), new Held())).then((world, made, succeeded) -> {
            made.held.free();
            checkEmpty(world, made.slabs, succeeded);
        }).shares().addTo(scenes);
    }

    /**
     * To close an arena is to retire what it has given out, and to close a reloadable file is to retire its version. If
     * that throws, it can be closed again.
     */
    private record Closed(Runnable close) implements Reclaimable {

        @Override
        public void reclaim() {
            close.run();
        }

        @Override
        public long byteSize() {
            return 0;
        }
    }

    private static void checkEmpty(World world, SlabAllocator slabs, boolean succeeded) {
        world.attempt.require(slabs.allocatedBytes() == 0, slabs.memory().toString());
        slabs.close();
        world.attempt.require(slabs.memory().reservedBytes() == 0, slabs.memory().toString());
    }

    private static void addAdapters(Consumer<Scene> scenes) {
        Act.<Leasing>of("a lease", (_, leasing) -> leasing.borrowAndGiveBack()).needs(_ -> new Leasing())
                .then((world, leasing, _) -> leasing.check(world)).addTo(scenes);
        Act.<Leasing>of("leases are discarded", (_, leasing) -> {
            leasing.borrowAndGiveBack();
            leasing.pool.close();
        }).needs(_ -> new Leasing()).then((world, leasing, succeeded) -> leasing.checkClosed(world, succeeded))
                .shares().addTo(scenes);
        Act.<int[]>of("dependent handles", (world, frees) -> {
            DependentHandle parent = DependentHandle.root(() -> frees[0]++, 1);
            DependentHandle child = parent.child(() -> frees[1]++, 1);
            world.reclaimer.retire(parent);
            world.reclaimer.retire(child);
        }).needs(_ -> new int[2]).then((world, frees, succeeded) -> world.attempt.require(
                succeeded ? frees[0] == 1 && frees[1] == 1 : frees[0] <= 1 && frees[1] <= 1,
                "freed %d and %d times".formatted(frees[0], frees[1]))).serves().addTo(scenes);
        Act.<int[]>of("a closing handle", (world, frees) -> world.reclaimer
                .retire(ReclaimableHandle.closing(() -> frees[0]++, 1))).needs(_ -> new int[1])
                .then((world, frees, succeeded) -> world.attempt.require(frees[0] == (succeeded ? 1 : 0),
                        "closed %d times".formatted(frees[0])))
                .shares().addTo(scenes);
    }

    /** A pool that knows how many values it has made, and how many of them it has discarded. */
    private static final class Leasing {

        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger discarded = new AtomicInteger();
        private final LeasePool<Object> pool = LeasePool.of(this::make, _ -> discarded.incrementAndGet(), 4);
        private LeasePool.@Nullable Lease<Object> lease;

        private Object make() {
            Object value = new Object();
            made.incrementAndGet();
            return value;
        }

        void borrowAndGiveBack() {
            LeasePool.Lease<Object> borrowed = pool.borrow();
            lease = borrowed;
            borrowed.get();
            borrowed.close();
        }

        /** What an error has kept from being given back can be given back now, and then all values are idle. */
        void check(World world) {
            if (lease != null) {
                lease.close();
            }
            int idle = pool.idle();
            world.attempt.require(idle == made.get(),
                    "%d values were made, and %d are idle".formatted(made.get(), idle));
            pool.close();
            requireDiscarded(world, made.get());
        }

        /** Discarding is the program's, and not tried again when it fails. */
        void checkClosed(World world, boolean succeeded) {
            if (lease != null) {
                lease.close();
            }
            pool.close();
            world.attempt.require(pool.idle() == 0, "a closed pool has idle values");
            requireDiscarded(world, succeeded ? made.get() : Math.min(made.get(), discarded.get()));
        }

        private void requireDiscarded(World world, int expected) {
            world.attempt.require(discarded.get() == expected, "%d values were made, and %d discarded"
                    .formatted(made.get(), discarded.get()));
        }
    }

    private static void addFiles(Consumer<Scene> scenes) {
        VersionLoader<FileMemory> loader = VersionLoader.inMemory(memory -> memory);
        accounted("FileMemory.read", BlockAllocator.malloc(), (_, held) -> {
            held.hold(FileMemory.read(FILE));
            held.free();
        }).addTo(scenes);
        Act.<AtomicReference<FileMemory>>of("FileMemory.map", (_, made) -> made.set(FileMemory.map(FILE)))
                .needs(_ -> new AtomicReference<>()).then((_, made, _) -> {
                    if (made.get() != null) {
                        made.get().reclaim();
                    }
                }).shares().addTo(scenes);
        accounted("Reloadable.load", BlockAllocator.malloc(), (world, held) -> {
            Reloadable<FileMemory> reloadable = Reloadable.load(world.reclaimer, FILE, loader);
            held.hold(new Closed(reloadable::close));
            held.free();
        }).addTo(scenes);
        Act.<Reloadable<FileMemory>>of("reload", (_, reloadable) -> reloadable.reload())
                .needs(world -> Reloadable.load(world.reclaimer, FILE, loader)).then((world, reloadable, _) -> {
                    reloadable.reload();
                    reloadable.close();
                    world.reclaimer.barrier();
                }).serves().shares().addTo(scenes);
        Act.<Reloadable<FileMemory>>of("watch", (_, reloadable) -> {
            FileWatch watch = reloadable.watch(WatchConfig.defaults());
            watch.close();
        }).needs(world -> Reloadable.load(world.reclaimer, FILE, loader)).then((_, reloadable, _) -> {
            reloadable.watch(WatchConfig.defaults()).close();
            reloadable.close();
        }).serves().addTo(scenes);
    }
}
