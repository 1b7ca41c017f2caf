// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** What the scanner cannot see. Checked mode finds most of it at run time. */
@SuppressWarnings({"try", "UnusedVariable", "UnnecessaryLambda"}) // samples of doubtful code
final class BlindSpots {

    private BlindSpots() {
    }

    static class RawAddress {

        private long address;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                address = table.get().segment().address(); // blind: FIELD, a number is not followed
            });
        }

        long last() {
            return address;
        }
    }

    static class UnmarkedPart {

        private Object kept;

        void read(QsbrReference<Part> part) {
            ScopedQsbr.run(() -> {
                kept = part.get().unmarked(); // blind: FIELD, neither the method nor its type is marked @GuardScoped
            });
        }

        static final class Part extends Table {

            private final Index index = new Index();

            Part(MemorySegment memory) {
                super(memory);
            }

            Index unmarked() {
                return index;
            }
        }
    }

    static class UnknownMethod {

        static Object read(QsbrReference<Table> table, Consumer<Table> consumer) {
            return ScopedQsbr.read(() -> {
                consumer.accept(table.get()); // blind: HANDOVER, what a stranger does with its argument
                return 0;
            });
        }
    }

    static class ElementsOfCollections {

        private Object kept;

        void read(QsbrReference<Many> many) {
            ScopedQsbr.run(() -> {
                Iterator<?> pages = many.get().pages().iterator();
                kept = pages.next(); // blind: FIELD, nothing says what a collection of the version holds
            });
        }

        static final class Many extends Table {

            private final List<MemorySegment> pages;

            Many(MemorySegment memory) {
                super(memory);
                pages = List.of(memory.asSlice(0, 16), memory.asSlice(16));
            }

            List<?> pages() {
                return pages;
            }
        }
    }

    static class CallbackInField {

        private final Consumer<Table> callback;

        CallbackInField(Consumer<Table> callback) {
            this.callback = callback;
        }

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                callback.accept(table.get()); // blind: FIELD, which code a callback from a field runs
            });
        }
    }

    static class Reflection {

        private Object kept;

        void read(QsbrReference<Table> table, Method get) throws ReflectiveOperationException {
            kept = get.invoke(table); // blind: FIELD, reflection and method handles
        }
    }

    static class ClosedOnSomePath {

        int read(QsbrReference<Table> table, boolean early) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                if (early) {
                    guard.close();
                }
                return now.number(0); // blind: USE_AFTER_CLOSE, where paths meet, one that may be open counts as open
            }
        }
    }

    static class WithoutSection {

        int read(QsbrReference<Table> table) {
            return table.get().number(0); // blind: USE_AFTER_CLOSE, whether the caller is inside a section
        }
    }
}
