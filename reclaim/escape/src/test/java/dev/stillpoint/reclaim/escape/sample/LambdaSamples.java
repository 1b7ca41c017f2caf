// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lambdas that run where they were made: what they do, the method does that made them. */
// wrong use is the point
@SuppressWarnings({"try", "UnusedVariable", "UnnecessaryLambda", "LockNotBeforeTry", "ReturnValueIgnored"})
final class LambdaSamples {

    private LambdaSamples() {
    }

    static class Streams {

        long sum(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return keys.stream().filter(key -> now.number(key) > 3).mapToInt(now::number).sum(); // allowed
            });
        }

        Map<Boolean, List<Integer>> grouped(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(guard -> {
                Table now = table.get(guard);
                return keys.stream().collect(Collectors.groupingBy(key -> now.number(key) > 3)); // allowed
            });
        }

        void sorted(QsbrReference<Table> table, List<Integer> keys) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                keys.sort(Comparator.comparingInt(key -> now.number(key))); // allowed
            });
        }

        Comparator<Integer> order(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                Comparator<Integer> byNumber = Comparator.comparingInt(key -> now.number(key)); // escapes: CAPTURE
                return byNumber.reversed();
            });
        }

        Stream<String> lazily(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return keys.stream().map(key -> now.country(key)); // escapes: CAPTURE
            });
        }

        void computed(QsbrReference<Table> table, Map<Integer, String> names) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                names.computeIfAbsent(1, key -> now.country(key)); // allowed
                names.computeIfAbsent(2, key -> now.row(key).toString()); // allowed
            });
        }

        void atOnce(QsbrReference<Table> table, AtomicReference<String> seen, AtomicInteger sum, Logger log) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                seen.updateAndGet(name -> name + now.country(0)); // allowed
                sum.updateAndGet(before -> before + now.number(0)); // allowed
                log.log(Logger.Level.INFO, () -> "read " + now.number(0)); // allowed
            });
        }

        Table[] versions(QsbrReference<Table> table) {
            return ScopedQsbr.read(guard -> Stream.of(1).map(i -> table.get(guard)) // allowed
                    .toArray(Table[]::new)); // escapes: ARRAY
        }
    }

    static class Waiting {

        void forEach(List<Lock> locks) {
            ScopedQsbr.run(() -> locks.forEach(lock -> lock.lock())); // escapes: BLOCKING_CALL
        }

        void forEachByReference(List<Lock> locks) {
            ScopedQsbr.run(() -> locks.forEach(Lock::lock)); // escapes: BLOCKING_CALL
        }

        void called(Lock lock) {
            ScopedQsbr.run(() -> {
                Runnable locking = () -> lock.lock(); // allowed
                locking.run(); // escapes: BLOCKING_CALL
            });
        }

        void calledObject(Lock lock) {
            ScopedQsbr.run(() -> {
                Runnable locking = new Runnable() {
                    @Override
                    public void run() {
                        lock.lock(); // allowed
                    }
                };
                locking.run(); // escapes: BLOCKING_CALL
            });
        }

        List<Integer> streamed(List<Integer> keys) {
            return ScopedQsbr.read(() -> keys.stream().map(key -> {
                LockSupport.park(); // allowed
                return key;
            }).toList()); // escapes: BLOCKING_CALL
        }

        void handedDown() {
            ScopedQsbr.run(() -> twice(LockSupport::park)); // escapes: BLOCKING_CALL
            twice(LockSupport::park); // allowed
        }

        private static void twice(Runnable action) {
            action.run();
            action.run();
        }
    }

    static class Checkpoints {

        void called() {
            ScopedQsbr.run(() -> {
                Runnable rest = ScopedQsbr::checkpoint; // allowed
                rest.run(); // escapes: ACROSS_CHECKPOINT
            });
        }

        void forEach(List<String> names) {
            ScopedQsbr.run(() -> names.forEach(name -> ScopedQsbr.checkpoint())); // escapes: ACROSS_CHECKPOINT
            names.forEach(name -> ScopedQsbr.checkpoint()); // allowed
        }
    }

    static class Results {

        private Object kept;

        void supplied(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                Supplier<Table> supplier = () -> now;
                kept = supplier.get(); // escapes: FIELD
                Supplier<String> name = () -> now.country(0);
                kept = name.get(); // allowed
            });
        }

        void deeper(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Supplier<Supplier<Supplier<Integer>>> nested = () -> () -> () -> table.get(guard).number(1); // allowed
                kept = nested.get().get().get(); // allowed
            }
        }

        void deeperKept(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Supplier<Supplier<Integer>> nested = () -> () -> table.get(guard).number(1);
                kept = nested.get(); // escapes: FIELD
            }
        }
    }

    static class Made {

        private Object kept;

        static IntSupplier number(Table table) {
            return () -> table.number(0); // allowed
        }

        int called(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> number(table.get()).getAsInt()); // allowed
        }

        IntSupplier returned(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> number(table.get())); // escapes: SECTION_RESULT
        }

        void stored(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                kept = number(table.get()); // escapes: FIELD
            });
        }
    }

    static class Late {

        int called(QsbrReference<Table> table) {
            Supplier<Integer> late;
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                late = () -> now.number(0);
            }
            return late.get(); // escapes: USE_AFTER_CLOSE
        }

        int handedDown(QsbrReference<Table> table) {
            Supplier<Integer> late;
            try (ReadGuard guard = ScopedQsbr.open()) {
                late = () -> table.get(guard).number(0);
            }
            return call(late); // escapes: USE_AFTER_CLOSE
        }

        private static int call(Supplier<Integer> supplier) {
            return supplier.get();
        }
    }

    static class Closing {

        void closedByLambda(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            Runnable close = () -> guard.close();
            try {
                table.get(guard).remember();
            } finally {
                close.run();
            }
        }

        void notCalled(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            Runnable close = () -> guard.close();
            table.get(guard).remember();
            System.out.println(close.hashCode());
        }
    }

    static class Mutual {

        private Runnable later;

        void holdEachOther(QsbrReference<Table> table, int rounds) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                Runnable ping = now::remember; // escapes: CAPTURE
                Runnable pong = ping;
                for (int i = 0; i < rounds; i++) {
                    Runnable lastPing = ping;
                    Runnable lastPong = pong;
                    ping = () -> lastPong.run();
                    pong = () -> lastPing.run();
                }
                later = pong;
            }
        }
    }

    /** Lends what it protects: the mark on the parameter tells who borrows it. */
    interface Borrower<R> {

        R use(@GuardScoped MemorySegment lent);
    }

    static class Lender {

        static Object kept;
        private final QsbrReference<Table> table;

        Lender(QsbrReference<Table> table) {
            this.table = table;
        }

        <R> R lend(Borrower<R> borrower) {
            return ScopedQsbr.read(() -> borrower.use(table.get().segment())); // allowed
        }

        void borrow() {
            lend(lent -> lent.get(ValueLayout.JAVA_INT, 0)); // allowed
            lend(lent -> lent); // escapes: RETURN
            lend(lent -> kept = lent); // escapes: RETURN, STATIC_FIELD
            lend(Lender::keep); // escapes: STATIC_FIELD
            lend(Lender::length); // allowed
        }

        void borrowAsObject() {
            lend(new Borrower<Long>() {
                @Override
                public Long use(MemorySegment lent) {
                    kept = lent; // escapes: STATIC_FIELD
                    return lent.byteSize(); // allowed
                }
            });
        }

        private static long length(MemorySegment lent) {
            return lent.byteSize();
        }

        private static long keep(MemorySegment lent) {
            kept = lent; // allowed
            return 0;
        }

        Function<MemorySegment, Object> plain() {
            return lent -> lent; // allowed
        }
    }

    static class OwnSections {

        private <T> T inSection(SectionBody<T, RuntimeException> body) {
            return ScopedQsbr.read(body);
        }

        Object leaking(QsbrReference<Table> table) {
            return inSection(() -> table.get()); // escapes: SECTION_RESULT
        }

        int copying(QsbrReference<Table> table) {
            return inSection(() -> table.get().number(0)); // allowed
        }
    }
}
