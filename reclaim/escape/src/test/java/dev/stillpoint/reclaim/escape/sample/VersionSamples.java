// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A version that is marked, because it holds views of itself, and those who write it: they need no exemption. */
// wrong use is the point
@SuppressWarnings("UnusedVariable")
final class VersionSamples {

    private VersionSamples() {
    }

    @GuardScoped
    static final class Index implements Reclaimable {

        private final Arena arena;
        private final MemorySegment memory;
        private final Row first;
        private Row hot;
        private Object guard;

        Index(Arena arena, MemorySegment memory, Row first) {
            this.arena = arena;
            this.memory = memory; // allowed
            this.first = first; // allowed
            hot = first; // allowed
        }

        Row first() {
            return first; // allowed
        }

        void heat(int row) {
            hot = new Row(memory.asSlice(row * 64L, 64)); // allowed
        }

        int temperature() {
            return hot.key(); // allowed
        }

        void hold(ReadGuard now) {
            guard = now; // escapes: FIELD
        }

        @Override
        public void reclaim() {
            arena.close();
        }

        @Override
        public long byteSize() {
            return memory.byteSize();
        }
    }

    static class Writer {

        private Index building;
        private Index last;

        static Index load(int rows) {
            Arena arena = Arena.ofShared();
            MemorySegment memory = arena.allocate(rows * 64L);
            return new Index(arena, memory, new Row(memory.asSlice(0, 64))); // allowed
        }

        void begin(int rows) {
            building = load(rows); // allowed
            building.heat(3); // allowed
        }

        Index end() {
            Index built = building; // allowed
            building = null;
            return built; // allowed
        }

        QsbrReference<Index> publish(Reclaimer reclaimer) {
            return QsbrReference.of(reclaimer, end()); // allowed
        }

        void replace(QsbrReference<Index> index) {
            begin(100);
            index.replace(end()); // allowed
        }

        void grow(QsbrReference<Index> index) {
            Index next = load(200);
            ScopedQsbr.run(() -> {
                next.memory.copyFrom(index.get().memory); // allowed
                last = index.get(); // escapes: FIELD
            });
            index.replace(next); // allowed
        }
    }

    static class Reader {

        private Object kept;

        void read(QsbrReference<Index> index) {
            ScopedQsbr.run(() -> {
                kept = index.get(); // escapes: FIELD
                kept = index.get().first(); // escapes: FIELD
                kept = index.get().temperature(); // allowed
                keep(index.get()); // escapes: FIELD
            });
        }

        Index returned(QsbrReference<Index> index) {
            return index.get(); // escapes: RETURN
        }

        private void keep(Index index) {
            kept = index; // allowed
        }
    }
}
