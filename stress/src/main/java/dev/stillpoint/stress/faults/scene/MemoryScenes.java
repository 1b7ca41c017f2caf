// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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

    /** A scene after which an allocator has as much as before. */
    private static void accounted(Consumer<Scene> scenes, String name, BlockAllocator allocator,
            Act.Operation<Long> operation) {
        Act.of(name, operation).needs(_ -> allocator.allocatedBytes()).then((world, before, _) -> {
            world.reclaimer.barrier();
            long left = allocator.allocatedBytes() - before;
            world.attempt.require(left == 0, left + " bytes of native memory are left");
        }).addTo(scenes);
    }

    private static void addAllocators(Consumer<Scene> scenes) {
        accounted(scenes, "malloc", BlockAllocator.malloc(), (_, _) -> BlockAllocator.malloc().allocate(100).reclaim());
        accounted(scenes, "malloc, retired", BlockAllocator.malloc(), (world, _) -> {
            NativeBlock block = BlockAllocator.malloc().allocate(100);
            try {
                world.reclaimer.retire(block);
            } catch (OutOfMemoryError | StackOverflowError e) {
                block.reclaim();
                throw e;
            }
        });
        Act.<SlabAllocator>of("slabs", (_, slabs) -> slabs.allocate(100).reclaim())
                .needs(_ -> SlabAllocator.create("faulty")).then(MemoryScenes::checkEmpty).addTo(scenes);
        Act.<SlabAllocator>of("a large block", (_, slabs) -> slabs.allocate(300_000).reclaim())
                .needs(_ -> SlabAllocator.create("faulty")).then(MemoryScenes::checkEmpty).addTo(scenes);
        Act.<SlabAllocator>of("slabs.close()", (_, slabs) -> slabs.close()).needs(_ -> {
            SlabAllocator slabs = SlabAllocator.create("faulty");
            slabs.allocate(100).reclaim();
            return slabs;
        }).then(MemoryScenes::checkEmpty).addTo(scenes);
        accounted(scenes, "an arena", BlockAllocator.malloc(), (world, _) -> {
            ReclaimableArena arena = ReclaimableArena.create(world.reclaimer);
            try {
                arena.allocate(100, 8);
                arena.allocate(10, 64);
            } finally {
                closed(arena);
            }
        });
        Act.<SlabAllocator>of("an arena of slabs", (world, slabs) -> {
            ReclaimableArena arena = ReclaimableArena.create(world.reclaimer, slabs);
            try {
                arena.allocate(100, 8);
                arena.scope();
            } finally {
                closed(arena);
            }
        }).needs(_ -> SlabAllocator.create("faulty")).then((world, slabs, succeeded) -> {
            world.reclaimer.barrier();
            checkEmpty(world, slabs, succeeded);
        }).addTo(scenes);
    }

    /** After an error this is the second try, and possibly the third. */
    private static void closed(ReclaimableArena arena) {
        for (int i = 0; i < 3; i++) {
            try {
                arena.close();
                return;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // Once more: the arena is still open.
            }
        }
    }

    private static void checkEmpty(World world, SlabAllocator slabs, boolean succeeded) {
        world.attempt.require(slabs.allocatedBytes() == 0, slabs.memory().toString());
        slabs.close();
        world.attempt.require(slabs.memory().reservedBytes() == 0, slabs.memory().toString());
    }

    private static void addAdapters(Consumer<Scene> scenes) {
        Act.<LeasePool<Object>>of("a lease", (_, pool) -> {
            try (LeasePool.Lease<Object> lease = pool.borrow()) {
                lease.get();
            }
        }).needs(_ -> LeasePool.of(Object::new)).then((_, pool, _) -> {
            pool.borrow().close();
            pool.close();
        }).addTo(scenes);
        Act.<AtomicInteger>of("leases are discarded", (_, open) -> {
            LeasePool<Object> pool = LeasePool.of(() -> {
                open.incrementAndGet();
                return new Object();
            }, _ -> open.decrementAndGet(), 4);
            try (pool; LeasePool.Lease<Object> lease = pool.borrow()) {
                lease.get();
            }
        }).needs(_ -> new AtomicInteger()).addTo(scenes);
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
                .addTo(scenes);
    }

    private static void addFiles(Consumer<Scene> scenes) {
        VersionLoader<FileMemory> loader = VersionLoader.inMemory(memory -> memory);
        accounted(scenes, "FileMemory.read", BlockAllocator.malloc(), (_, _) -> FileMemory.read(FILE).reclaim());
        Act.<AtomicReference<FileMemory>>of("FileMemory.map", (_, made) -> made.set(FileMemory.map(FILE)))
                .needs(_ -> new AtomicReference<>()).then((_, made, _) -> {
                    if (made.get() != null) {
                        made.get().reclaim();
                    }
                }).addTo(scenes);
        Act.<Reloadable<FileMemory>>of("reload", (_, reloadable) -> reloadable.reload())
                .needs(world -> Reloadable.load(world.reclaimer, FILE, loader)).then((world, reloadable, _) -> {
                    reloadable.reload();
                    reloadable.close();
                    world.reclaimer.barrier();
                }).serves().addTo(scenes);
        Act.<Reloadable<FileMemory>>of("watch", (_, reloadable) -> {
            FileWatch watch = reloadable.watch(WatchConfig.defaults());
            watch.close();
        }).needs(world -> Reloadable.load(world.reclaimer, FILE, loader)).then((_, reloadable, _) -> {
            reloadable.watch(WatchConfig.defaults()).close();
            reloadable.close();
        }).serves().addTo(scenes);
    }
}
