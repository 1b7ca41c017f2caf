// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/** Instance and static fields. */
final class FieldSamples {

    private FieldSamples() {
    }

    static class GuardInField {

        ReadGuard guard;

        void open() {
            guard = ScopedQsbr.open(); // escapes: FIELD
        }

        void keep(ReadGuard given) {
            guard = given; // escapes: FIELD
        }

        void viaLocal() {
            try (ReadGuard opened = ScopedQsbr.open()) {
                ReadGuard alias = opened;
                guard = alias; // escapes: FIELD
            }
        }
    }

    static class VersionInField {

        Table last;
        Object anything;

        int read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                last = table.get(); // escapes: FIELD
                return last.number(0);
            });
        }

        int readAsObject(QsbrReference<Table> table) {
            return ScopedQsbr.read(guard -> {
                anything = table.get(guard); // escapes: FIELD
                return 0;
            });
        }
    }

    static class SliceInField {

        MemorySegment slice;
        ByteBuffer buffer;
        int first;
        String name;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                MemorySegment memory = table.get().segment();
                slice = memory.asSlice(8); // escapes: FIELD
                buffer = memory.asSlice(0, 16).asByteBuffer(); // escapes: FIELD
                first = table.get().number(0); // allowed
                name = table.get().country(first); // allowed
            });
        }
    }

    static class PlainHolder {

        final Object held;

        PlainHolder(Object held) {
            this.held = held; // allowed
        }

        static int wrap(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                PlainHolder holder = new PlainHolder(table.get()); // escapes: FIELD
                PlainHolder other = new PlainHolder(table.get().country(0)); // allowed
                return holder.hashCode() + other.hashCode();
            });
        }
    }

    record Pair(Object left, Object right) {

        static int wrap(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> new Pair("a", table.get().segment()).hashCode()); // escapes: FIELD
        }
    }

    record WithGuard(String name, ReadGuard guard) { // escapes: FIELD, RETURN

        static String wrap() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return new WithGuard("x", guard).name(); // allowed
            }
        }
    }

    static class Box<T> {

        private T content;

        void set(T value) {
            content = value; // allowed
        }

        T get() {
            return content;
        }
    }

    static class PublishingBox extends Box<Table> {

        static Table published;

        @Override
        void set(Table value) {
            published = value; // allowed
        }
    }

    static class Bridged {

        void read(QsbrReference<Table> table, Box<Table> box) {
            ScopedQsbr.run(() -> box.set(table.get())); // escapes: FIELD, STATIC_FIELD
        }
    }

    static class Base {

        MemorySegment inherited;
    }

    static class Derived extends Base {

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                inherited = table.get().segment(); // escapes: FIELD
            });
        }

        void readThroughSetter(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                set(table.get().segment()); // escapes: FIELD
            });
        }

        private void set(MemorySegment segment) {
            inherited = segment; // allowed
        }
    }

    static class TwoCallsDeep {

        Object kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> first(table.get())); // escapes: FIELD
        }

        void first(Table table) {
            second("x", table); // allowed
        }

        void second(String name, Object value) {
            kept = name.isEmpty() ? name : value; // allowed
        }
    }

    static class StaticField {

        static Table shared;
        static ReadGuard guard;

        static void read(QsbrReference<Table> table) {
            guard = ScopedQsbr.open(); // escapes: STATIC_FIELD
            ScopedQsbr.run(() -> {
                shared = table.get(); // escapes: STATIC_FIELD
            });
        }
    }

    @GuardScoped
    static class Cursor {

        private MemorySegment position;

        Cursor(MemorySegment start) {
            position = start; // allowed
        }

        void advance() {
            position = position.asSlice(16); // allowed
        }

        int sum(QsbrReference<Table> table) {
            position = table.get().segment(); // allowed
            return position.hashCode();
        }
    }

    static class UsesCursor {

        Cursor kept;

        int walk(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Cursor cursor = new Cursor(table.get().segment()); // allowed
                cursor.advance();
                kept = cursor; // escapes: FIELD
                return cursor.hashCode();
            });
        }
    }

    @GuardScoped
    static class ScopedButHoldsGuard {

        private final ReadGuard guard;

        ScopedButHoldsGuard(ReadGuard guard) {
            this.guard = guard; // escapes: FIELD
        }

        void done() {
            guard.close();
        }
    }

    static class StoredBySideDoors {

        private static final VarHandle SEEN;
        private static final AtomicReferenceFieldUpdater<StoredBySideDoors, Object> UPDATER =
                AtomicReferenceFieldUpdater
                        .newUpdater(StoredBySideDoors.class, Object.class, "seen");

        static {
            try {
                SEEN = MethodHandles.lookup().findVarHandle(StoredBySideDoors.class, "seen", Object.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        volatile Object seen;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                SEEN.setRelease(this, table.get()); // escapes: FIELD
                UPDATER.set(this, table.get()); // escapes: FIELD
                SEEN.setRelease(this, (Object) table.get().country(1)); // allowed
            });
        }
    }

    static class WithinTheVersion {

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                table.get().remember(); // allowed
                MemorySegment page = table.get().firstPage();
                keep(page); // escapes: STATIC_FIELD
            });
        }

        static MemorySegment page;

        static void keep(MemorySegment segment) {
            page = segment; // allowed
        }
    }
}
