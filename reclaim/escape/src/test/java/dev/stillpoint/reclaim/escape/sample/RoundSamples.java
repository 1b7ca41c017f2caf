// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Values of one round of a loop in the next, of a version that was retired by hand, of callees that are abstract. */
// wrong use is the point
@SuppressWarnings({"try", "UnusedVariable"})
final class RoundSamples {

    private RoundSamples() {
    }

    static class Rounds {

        int lastRound(QsbrReference<Table> table, int rounds) {
            int sum = 0;
            Table before = null;
            for (int i = 0; i < rounds; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    if (before != null) {
                        sum += before.number(0); // escapes: USE_AFTER_CLOSE
                    }
                    before = table.get(guard);
                }
            }
            return sum;
        }

        int comparedWithLast(QsbrReference<Table> table, int rounds) {
            int changes = 0;
            Table before = null;
            for (int i = 0; i < rounds; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Table now = table.get(guard);
                    if (before != null && before.number(0) != now.number(0)) { // escapes: USE_AFTER_CLOSE
                        changes++;
                    }
                    before = now;
                }
            }
            return changes;
        }

        int view(QsbrReference<Table> table, List<Integer> keys) {
            int sum = 0;
            Row last = null;
            for (int key : keys) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    sum += last == null ? 0 : last.key(); // escapes: USE_AFTER_CLOSE
                    last = table.get(guard).row(key);
                }
            }
            return sum;
        }

        int inside(QsbrReference<Table> table, List<Integer> keys) {
            int sum = 0;
            for (int key : keys) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Table now = table.get(guard);
                    sum += now.number(key); // allowed
                }
            }
            return sum;
        }

        int oneSection(QsbrReference<Table> table, List<Integer> keys) {
            int sum = 0;
            Row last = null;
            try (ReadGuard guard = ScopedQsbr.open()) {
                for (int key : keys) {
                    sum += last == null ? 0 : last.key(); // allowed
                    last = table.get(guard).row(key);
                }
            }
            return sum;
        }

        int copies(QsbrReference<Table> table, List<Integer> keys) {
            int before = 0;
            for (int key : keys) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    before += table.get(guard).number(key + before); // allowed
                }
            }
            return before;
        }
    }

    static class Retired {

        int readAfterwards(Reclaimer reclaimer, Table old) {
            reclaimer.retire(old);
            return old.number(0); // escapes: USE_AFTER_RETIRE
        }

        void printed(Reclaimer reclaimer, Table old) {
            reclaimer.retire(old);
            print(old); // escapes: USE_AFTER_RETIRE
        }

        void retiredTwice(Reclaimer reclaimer, Table old) {
            reclaimer.retire(old);
            reclaimer.retire(old); // escapes: USE_AFTER_RETIRE
        }

        void made(Reclaimer reclaimer, QsbrReference<Table> table) {
            Table own = new Table(java.lang.foreign.MemorySegment.NULL);
            reclaimer.retire(own);
            own.remember(); // escapes: USE_AFTER_RETIRE
        }

        int readBefore(Reclaimer reclaimer, Table old) {
            int number = old.number(0); // allowed
            reclaimer.retire(old);
            return number;
        }

        int insideASection(Reclaimer reclaimer, Table old) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                reclaimer.retire(old);
                return old.number(0); // allowed
            }
        }

        void another(Reclaimer reclaimer, List<Table> tables) {
            for (Table table : tables) {
                print(table); // allowed
                reclaimer.retire(table);
            }
        }

        private static void print(Table table) {
            System.out.println(table.number(0));
        }
    }

    static class BehindAbstractCalls {

        interface Sink {

            void put(int number);

            void end();
        }

        abstract static class Base {

            abstract int next();

            int skip() {
                return 0;
            }
        }

        static class Slow extends Base implements Sink {

            @Override
            public void put(int number) {
                LockSupport.park();
            }

            @Override
            public void end() {
                ScopedQsbr.checkpoint();
            }

            @Override
            int next() {
                LockSupport.park();
                return 1;
            }

            @Override
            int skip() {
                LockSupport.park();
                return 1;
            }
        }

        void run(QsbrReference<Table> table, Sink sink, Base base) {
            ScopedQsbr.run(() -> sink.put(table.get().number(0))); // escapes: BLOCKING_CALL
            ScopedQsbr.run(() -> sink.end()); // escapes: ACROSS_CHECKPOINT
            ScopedQsbr.run(() -> sink.put(base.next())); // escapes: BLOCKING_CALL
            ScopedQsbr.run(() -> base.skip()); // allowed
            sink.put(base.next()); // allowed
        }
    }

    /** Parts whose type only a cast tells. */
    static class Casts {

        static class Holder<T> {

            private final T value;

            Holder(T value) {
                this.value = value;
            }

            T value() {
                return value;
            }
        }

        static final class Held extends Table {

            private final Holder<Object> holder;
            private final Object raw;

            Held(java.lang.foreign.MemorySegment memory, Holder<Object> holder, Object raw) {
                super(memory);
                this.holder = holder;
                this.raw = raw;
            }

            Holder<?> holder() {
                return holder;
            }

            List<?> pages() {
                return List.of(raw);
            }

            Object raw() {
                return raw;
            }
        }

        private Object kept;

        void read(QsbrReference<Held> held) {
            ScopedQsbr.run(() -> {
                kept = (java.lang.foreign.MemorySegment) held.get().holder().value(); // escapes: FIELD
                kept = (java.lang.foreign.MemorySegment) held.get().pages().iterator().next(); // escapes: FIELD
                kept = (Row) held.get().raw(); // escapes: FIELD
                kept = (Table) held.get().raw(); // escapes: FIELD
                kept = (String) held.get().raw(); // allowed
                kept = held.get().holder().hashCode(); // allowed
            });
        }
    }
}
