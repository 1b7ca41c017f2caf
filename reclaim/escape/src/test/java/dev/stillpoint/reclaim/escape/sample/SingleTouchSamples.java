// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Methods that have to do with guards by one thing only. The scanner looks at methods that have, and at what they call,
 * and passes over all others: none of these may be among them.
 */
// wrong use is the point
@SuppressWarnings({"UnusedVariable", "CheckReturnValue"})
final class SingleTouchSamples {

    private static QsbrReference<Pages> pages;
    private static Object global;

    private SingleTouchSamples() {
    }

    /** A functional interface that lends what it hands on. */
    interface Visitor {

        void visit(@GuardScoped Object row);
    }

    /** A functional interface that nobody else knows. */
    interface Task {

        void go();
    }

    /** The role of the class. */
    static class Section implements ScopedQsbr.SectionAction<InterruptedException> {

        @Override
        public void run() throws InterruptedException {
            Thread.sleep(1); // escapes: BLOCKING_CALL
        }
    }

    /** The mark of the class. */
    @GuardScoped
    static class Marked {

        void keep() {
            global = this; // escapes: STATIC_FIELD
        }
    }

    /** The constructor of a marked class. */
    static class Maker {

        static void make() {
            global = new Marked(); // escapes: STATIC_FIELD
        }

        static Supplier<Object> maker() {
            return Marked::new; // escapes: RETURN
        }
    }

    /** A parameter of a method reference, by its type or by its mark. */
    static class Parameter {

        static Consumer<Row> byType(List<Object> list) {
            return list::add; // escapes: COLLECTION
        }

        static Visitor byMark(List<Object> list) {
            return list::add; // escapes: COLLECTION
        }
    }

    /** A view in a field beside a snapshot: it is of that, and so is what a function is handed of it. */
    static class BesideSnapshot {

        private final Snapshot<Pages> snapshot;
        private final Iterator<?> rows;

        BesideSnapshot(QsbrReference<Pages> pages) {
            snapshot = pages.snapshot();
            rows = snapshot.get().rows().iterator();
        }

        void collect(List<Object> list) {
            rows.forEachRemaining(row -> list.add((Row) row)); // allowed
        }
    }

    /** What a callee does with the lambda that it is handed. */
    static class Callback {

        static void give(Consumer<Pages> use) {
            use.accept(pages.get());
        }

        static void deeper(Consumer<Pages> use) {
            give(use);
        }

        static void enter(Task task) {
            ScopedQsbr.run(() -> task.go());
        }

        static void given() {
            give(now -> global = now); // escapes: STATIC_FIELD
        }

        static void givenByReference(List<Object> list) {
            deeper(list::add); // escapes: COLLECTION
        }

        static void givenButCopied() {
            deeper(now -> global = now.count()); // allowed
        }

        static void inSection(Lock lock) {
            enter(() -> lock.lock()); // escapes: BLOCKING_CALL
        }

        static void inSectionByReference(Lock lock) {
            enter(lock::lock); // escapes: BLOCKING_CALL
        }
    }

    /** What a lambda returns to whoever made it. */
    static class Result {

        static Object call(Supplier<Object> source) {
            return source.get();
        }

        static void keep() {
            global = call(() -> pages.get()); // escapes: STATIC_FIELD
        }

        static void copy() {
            global = call(() -> pages.get().count()); // allowed
        }
    }
}
