// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.reload.FileWatch;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.reload.VersionLoader;
import dev.stillpoint.reclaim.reload.WatchConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** Right. */
// as programs are written
@SuppressWarnings({"try", "StringSplitter"})
final class QuayWriters {

    private QuayWriters() {
    }

    static class BuildsThenPublishes {

        static void publish(List<String> names) {
            Quay next = new Quay(names.size());
            for (int i = 0; i < names.size(); i++) {
                next.set(i, names.get(i), 5);
            }
            Quay.current.replace(next);
        }
    }

    static class Draft {

        private Quay draft;
        private int filled;

        void begin(int berths) {
            draft = new Quay(berths);
            filled = 0;
        }

        void add(String name, int depth) {
            draft.set(filled++, name, depth);
        }

        void publish() {
            Quay.current.replace(draft);
            draft = null;
        }
    }

    static class FromFile {

        static void load(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            Quay next = new Quay(lines.size());
            try {
                int number = 0;
                for (String line : lines) {
                    String[] parts = line.split(";");
                    next.set(number++, parts[0], Integer.parseInt(parts[1]));
                }
            } catch (RuntimeException e) {
                next.reclaim();
                throw e;
            }
            Quay.current.replace(next);
        }
    }

    static class CopyOnWrite {

        private final ReentrantLock writing = new ReentrantLock();

        void deepen(int number, int depth) {
            writing.lock();
            try {
                Quay next = ScopedQsbr.read(() -> {
                    Quay now = Quay.current.get();
                    Quay copy = new Quay(now.size());
                    for (int i = 0; i < now.size(); i++) {
                        copy.set(i, now.name(i), i == number ? depth : now.depth(i));
                    }
                    return copy;
                });
                Quay.current.replace(next);
            } finally {
                writing.unlock();
            }
        }
    }

    static class CopiesBytes {

        static void grow(int by) {
            int size = ScopedQsbr.read(() -> Quay.current.get().size());
            Quay next = new Quay(size + by);
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                for (int i = 0; i < size; i++) {
                    next.bytes(i).copyFrom(now.bytes(i));
                }
            }
            Quay.current.replace(next);
        }
    }

    static class RetiresOld {

        private final AtomicReference<Quay> mine = new AtomicReference<>();

        long swap(Reclaimer reclaimer, Quay next) {
            Quay old = mine.getAndSet(next);
            if (old == null) {
                return 0;
            }
            long bytes = old.byteSize();
            System.getLogger("quay").log(System.Logger.Level.INFO, "old plan with {0} berths", old.size());
            reclaimer.retire(old);
            return bytes;
        }
    }

    static class RetiresMany {

        private final List<Quay> drafts = new ArrayList<>();

        synchronized int drop(Reclaimer reclaimer) {
            List<Quay> dropped = new ArrayList<>(drafts);
            drafts.clear();
            int berths = dropped.stream().mapToInt(Quay::size).sum();
            reclaimer.retireAll(dropped);
            return berths + dropped.size();
        }
    }

    static class FreesOnFailure {

        static Quay load(Path file) throws IOException {
            Quay made = new Quay(16);
            boolean done = false;
            try {
                made.set(0, Files.readString(file), 3);
                done = true;
                return made;
            } finally {
                if (!done) {
                    made.reclaim();
                }
            }
        }
    }

    static class Table {

        static final class Tides implements Reclaimable {

            private final FileMemory memory;
            private final MemorySegment header;
            private final MemorySegment rows;

            Tides(FileMemory memory) throws IOException {
                this.memory = memory;
                MemorySegment all = memory.segment();
                if (all.byteSize() < 16) {
                    throw new IOException("short file: " + memory.file());
                }
                header = all.asSlice(0, 16);
                rows = all.asSlice(16);
            }

            int year() {
                return header.get(ValueLayout.JAVA_INT, 0);
            }

            int height(long hour) {
                return rows.getAtIndex(ValueLayout.JAVA_INT, hour);
            }

            void verify() throws IOException {
                if (year() < 1900) {
                    throw new IOException("no year: " + year());
                }
            }

            @Override
            public void reclaim() throws Exception {
                memory.reclaim();
            }

            @Override
            public long byteSize() {
                return memory.byteSize();
            }
        }

        static int height(Reclaimer reclaimer, Path file, long hour) throws ReloadException {
            VersionLoader<Tides> loader = VersionLoader.<Tides>inMemory(Tides::new).validatedBy(Tides::verify);
            try (Reloadable<Tides> tides = Reloadable.load(reclaimer, file, loader);
                    FileWatch watch = tides.watch(WatchConfig.defaults())) {
                tides.reload();
                int height = ScopedQsbr.read(() -> tides.get().height(hour));
                tides.switchTo(file.resolveSibling("next"));
                try (ReadGuard guard = ScopedQsbr.open()) {
                    return height + tides.get(guard).height(hour);
                }
            }
        }
    }

    static class OwnSlices {

        static final class Piers implements Reclaimable {

            private final NativeBlock block;
            private final MemorySegment[] piers;
            private final Map<String, MemorySegment> byName = new HashMap<>();

            Piers(List<String> names) {
                block = BlockAllocator.malloc().allocate(64L * names.size());
                piers = new MemorySegment[names.size()];
                for (int i = 0; i < piers.length; i++) {
                    piers[i] = block.segment().asSlice(64L * i, 64);
                    piers[i].setString(0, names.get(i));
                    byName.put(names.get(i), piers[i]);
                }
            }

            @GuardScoped
            MemorySegment pier(String name) {
                return byName.get(name);
            }

            @Override
            public void reclaim() {
                block.reclaim();
            }

            @Override
            public long byteSize() {
                return block.byteSize();
            }
        }

        static String first(QsbrReference<Piers> piers, String name) {
            return ScopedQsbr.read(() -> piers.get().pier(name).getString(0));
        }
    }

    static class FillsBuffer {

        static void publish(byte[] content) {
            Quay next = new Quay(content.length / Quay.BERTH_BYTES);
            for (int i = 0; i < next.size(); i++) {
                ByteBuffer target = next.bytes(i).asByteBuffer();
                target.put(content, i * Quay.BERTH_BYTES, Quay.BERTH_BYTES);
            }
            Quay.current.replace(next);
        }
    }

    static class PublishesElsewhere {

        static void publish(Executor writer, int berths) {
            Quay next = new Quay(berths);
            next.set(0, "first", 3);
            writer.execute(() -> Quay.current.replace(next));
        }
    }

    static class DraftQueue {

        private final BlockingQueue<Quay> drafts;

        DraftQueue(BlockingQueue<Quay> drafts) {
            this.drafts = drafts;
        }

        void make(int berths) throws InterruptedException {
            Quay next = new Quay(berths);
            next.set(0, "first", 3);
            drafts.put(next);
        }

        void publish() throws InterruptedException {
            Quay.current.replace(drafts.take());
        }
    }

    static class PublishesChange {

        static boolean publish(Quay next) {
            boolean same = ScopedQsbr.read(() -> Quay.current.get().bytes(0).mismatch(next.bytes(0)) == -1);
            if (same) {
                next.reclaim();
                return false;
            }
            Quay.current.replace(next);
            return true;
        }
    }

    static class RetiresRunnable {

        interface Handle {

            void free();

            long bytes();
        }

        private Handle handle;

        void change(Reclaimer reclaimer, Handle next) {
            Handle old = handle;
            handle = next;
            if (old != null) {
                reclaimer.retire(old::free, old.bytes());
            }
        }
    }

    static class NamesMap implements AutoCloseable {

        private final OffHeapMap<String, Long> depths;

        NamesMap(Reclaimer reclaimer) {
            depths = OffHeapMap.create(reclaimer, Codec.strings(), Codec.longs());
        }

        void fill() {
            ScopedQsbr.run(() -> Quay.current.get().visit(berth -> depths.put(berth.name(), (long) berth.depth())));
        }

        long count(String name) {
            depths.merge(name, 1L, Long::sum);
            depths.compute("all", (_, before) -> before == null ? 1 : before + 1);
            return depths.computeIfAbsent(name, key -> (long) key.length());
        }

        void prune() {
            List<String> small = new ArrayList<>();
            depths.forEach(entry -> {
                if (entry.value() < 2) {
                    small.add(entry.key());
                }
            });
            small.forEach(depths::remove);
        }

        @Override
        public void close() {
            depths.close();
        }
    }

    static class FirstVersion {

        static void run(Path file) throws IOException {
            try (Reclaimer reclaimer = Reclaimer.create();
                    QsbrReference<Quay> plan = QsbrReference.of(reclaimer, FreesOnFailure.load(file))) {
                for (int i = 0; i < 3; i++) {
                    plan.replace(FreesOnFailure.load(file));
                    System.out.println(ScopedQsbr.read(() -> plan.get().name(0)));
                }
            }
        }
    }

    static class RetiresInSection {

        private volatile Quay shared = new Quay(1);

        int exchange(Reclaimer reclaimer, Quay next) {
            return ScopedQsbr.read(() -> {
                Quay old = shared;
                shared = next;
                reclaimer.retire(old);
                return old.size();
            });
        }
    }
}
