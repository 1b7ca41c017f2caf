// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.adapt.BufferViews;
import dev.stillpoint.reclaim.adapt.DependentHandle;
import dev.stillpoint.reclaim.adapt.ReclaimableHandle;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.nio.file.WatchKey;

/** What the library itself marks, and its own kinds of memory: the scanner knows them even where the library is not. */
final class LibrarySamples {

    private LibrarySamples() {
    }

    static class Reloaded {

        private Object kept;

        void read(Reloadable<Table> table) {
            ScopedQsbr.run(() -> {
                kept = table.get(); // escapes: FIELD
                kept = table.get().country(3); // allowed
            });
        }

        void readWithGuard(Reloadable<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                kept = table.get(guard); // escapes: FIELD
                kept = table.get(guard).number(3); // allowed
            }
        }

        int result(Reloadable<Table> table) {
            return ScopedQsbr.read(() -> table.get()).number(3); // escapes: SECTION_RESULT
        }
    }

    static class Handles {

        private Object kept;

        void read(QsbrReference<ReclaimableHandle<WatchKey>> handle) {
            ScopedQsbr.run(() -> {
                kept = handle.get(); // escapes: FIELD
                kept = handle.get().get(); // escapes: FIELD
                kept = handle.get().get().isValid(); // allowed
            });
        }
    }

    static class Buffers {

        private Object kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                kept = BufferViews.readOnly(table.get().segment()); // escapes: FIELD
                kept = BufferViews.readOnly(table.get().segment(), 0, 8); // escapes: FIELD
                kept = BufferViews.readOnly(table.get().segment()).getInt(); // allowed
            });
        }
    }

    /** A version that is made of the library's kinds of memory. */
    static final class Store implements Reclaimable {

        private final NativeBlock block;
        private final ReclaimableArena arena;
        private final FileMemory file;
        private final ReclaimableHandle<WatchKey> handle;
        private final DependentHandle dependent;

        Store(NativeBlock block, ReclaimableArena arena, FileMemory file, ReclaimableHandle<WatchKey> handle,
                DependentHandle dependent) {
            this.block = block;
            this.arena = arena;
            this.file = file;
            this.handle = handle;
            this.dependent = dependent;
        }

        NativeBlock block() {
            return block;
        }

        ReclaimableArena arena() {
            return arena;
        }

        FileMemory file() {
            return file;
        }

        ReclaimableHandle<WatchKey> handle() {
            return handle;
        }

        DependentHandle dependent() {
            return dependent;
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

    static class Parts {

        private Object kept;

        void read(QsbrReference<Store> store) {
            ScopedQsbr.run(() -> {
                kept = store.get().block(); // escapes: FIELD
                kept = store.get().arena(); // escapes: FIELD
                kept = store.get().file(); // escapes: FIELD
                kept = store.get().handle(); // escapes: FIELD
                kept = store.get().dependent(); // escapes: FIELD
                kept = store.get().block().byteSize(); // allowed
            });
        }

        long byReference(QsbrReference<Store> store) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                NativeBlock block = store.get(guard).block();
                return ScopedQsbr.read(block::segment).byteSize(); // escapes: SECTION_RESULT
            }
        }
    }
}
