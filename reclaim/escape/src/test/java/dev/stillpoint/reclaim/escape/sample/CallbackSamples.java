// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Callbacks that are handed a version: nothing on their parameter says so, only the call does. */
// wrong use is the point
@SuppressWarnings({"UnusedVariable", "CheckReturnValue"})
final class CallbackSamples {

    private static QsbrReference<Pages> pages;
    private static Object global;

    private CallbackSamples() {
    }

    static class OfTheJdk {

        private final List<Object> list = new ArrayList<>();
        private Object kept;

        static void with(Consumer<Pages> use) {
            ScopedQsbr.run(() -> use.accept(pages.get()));
        }

        static void withGuard(Consumer<Pages> use) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                use.accept(pages.get(guard));
            }
        }

        static void deeper(Consumer<Pages> use) {
            with(use);
        }

        static void wrapped(Consumer<Pages> use) {
            with(now -> use.accept(now));
        }

        void go(Executor executor) {
            with(now -> kept = now); // escapes: FIELD
            with(now -> global = now); // escapes: STATIC_FIELD
            withGuard(now -> kept = now.bytes()); // escapes: FIELD
            deeper(now -> kept = now); // escapes: FIELD
            wrapped(now -> list.add(now)); // escapes: COLLECTION
            with(list::add); // escapes: COLLECTION
            with(this::keep); // escapes: FIELD
            with(now -> executor.execute(() -> System.out.println(now.count()))); // escapes: HANDOVER
            with(now -> kept = now.count()); // allowed
            with(now -> System.out.println(now.name())); // allowed
            deeper(now -> list.add(now.name())); // allowed
        }

        private void keep(Pages now) {
            kept = now; // allowed
        }

        void withOwn(Pages own) {
            Consumer<Pages> keeping = now -> kept = now; // allowed
            keeping.accept(own);
        }
    }

    static class Own {

        interface Use {

            void use(Pages now);
        }

        interface Visit<R> {

            R visit(Pages now, int number);
        }

        private Object kept;

        static void with(Use use) {
            ScopedQsbr.run(() -> use.use(pages.get())); // escapes: FIELD
        }

        static <R> R visit(Visit<R> visit) {
            return ScopedQsbr.read(() -> visit.visit(pages.get(), 7));
        }

        void go() {
            with(now -> kept = now); // escapes: FIELD
            with(now -> kept = now.count()); // allowed
            visit((now, number) -> kept = now.row(number)); // escapes: FIELD, SECTION_RESULT
            visit((now, number) -> now.row(number).key()); // allowed
            visit((now, number) -> now.bytes()); // escapes: SECTION_RESULT
            with(new Use() {
                @Override
                public void use(Pages now) {
                    kept = now; // escapes: FIELD
                }
            });
        }
    }

    static class BehindAnInterface {

        interface Sink {

            void take(Pages now);
        }

        static class Keeping implements Sink {

            private Pages last;

            @Override
            public void take(Pages now) {
                last = now;
            }
        }

        static class Printing implements Consumer<Pages> {

            @Override
            public void accept(Pages now) {
                System.out.println(now.count()); // allowed
            }
        }

        static class Storing implements Function<Pages, Integer> {

            private Pages last;

            @Override
            public Integer apply(Pages now) {
                last = now; // escapes: FIELD
                return now.count();
            }

            int itself() {
                return Returned.with(this); // allowed
            }
        }

        static class Unused implements Function<Pages, Integer> {

            private Pages last;

            @Override
            public Integer apply(Pages now) {
                last = now; // allowed
                return now.count();
            }
        }

        void own(Sink sink) {
            ScopedQsbr.run(() -> sink.take(pages.get())); // escapes: FIELD
        }

        void ofTheJdk(Consumer<Pages> sink) {
            ScopedQsbr.run(() -> sink.accept(pages.get())); // allowed
        }

        int handed() {
            OfTheJdk.with(new Printing()); // allowed
            return Returned.with(new Storing()); // allowed
        }

        String strings(Function<String, String> function) {
            return ScopedQsbr.read(() -> function.apply(pages.get().name())); // allowed
        }
    }

    static class Returned {

        static <T> T with(Function<Pages, T> use) {
            return ScopedQsbr.read(() -> use.apply(pages.get()));
        }

        static <T> T twice(BiFunction<Pages, Integer, T> use) {
            return ScopedQsbr.read(() -> {
                use.apply(pages.get(), 1);
                return use.apply(pages.get(), 2);
            });
        }

        static <T> T ask(Supplier<T> supplier) {
            return supplier.get();
        }

        void go() {
            with(now -> now); // escapes: SECTION_RESULT
            with(Function.identity()); // escapes: SECTION_RESULT
            with(now -> now.row(1)); // escapes: SECTION_RESULT
            with(Pages::bytes); // escapes: SECTION_RESULT
            twice(Pages::row); // escapes: SECTION_RESULT
            with(Pages::count); // allowed
            with(Pages::name); // allowed
            with(now -> now.row(1).key()); // allowed
            with(now -> with(Pages::name)); // allowed
        }

        Object asked() {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return ask(() -> now); // escapes: SECTION_RESULT
            });
        }

        int used() {
            return ScopedQsbr.read(() -> ask(() -> pages.get()).count()); // allowed
        }

        Supplier<Pages> supplier() {
            return () -> pages.get(); // escapes: RETURN
        }

        Supplier<Pages> reference() {
            return pages::get; // escapes: RETURN
        }
    }

    static class Waiting {

        static void with(Consumer<Pages> use) {
            ScopedQsbr.run(() -> use.accept(pages.get()));
        }

        static void outside(Consumer<Integer> use) {
            use.accept(ScopedQsbr.read(() -> pages.get().count()));
        }

        void go() {
            with(now -> LockSupport.park()); // escapes: BLOCKING_CALL
            outside(count -> LockSupport.park()); // allowed
        }
    }
}
