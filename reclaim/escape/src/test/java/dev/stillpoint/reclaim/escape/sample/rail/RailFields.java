// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/** Fields, records, patterns, exceptions, generics. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"ArrayRecordComponent", "ClassCanBeStatic", "RefactorSwitch", "unused"})
final class RailFields {

    private RailFields() {
    }

    static class Lazily {

        private Stop first;

        int minutes() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                if (first == null) {
                    first = Timetable.current.get(guard).stop(0); // escapes: FIELD
                }
                return first.minutes();
            }
        }
    }

    static class Handles {

        private static final VarHandle LAST;

        static {
            try {
                LAST = MethodHandles.lookup().findVarHandle(Handles.class, "last", Timetable.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private volatile Timetable last;

        boolean isNew() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return LAST.getAndSet(this, now) != now; // escapes: FIELD
            });
        }
    }

    static class Updated {

        private static final AtomicReferenceFieldUpdater<Updated, MemorySegment> BYTES = AtomicReferenceFieldUpdater
                .newUpdater(Updated.class, MemorySegment.class, "bytes");

        private volatile MemorySegment bytes;

        void remember(int stop) {
            ScopedQsbr.run(() -> BYTES.lazySet(this, Timetable.current.get().bytes(stop))); // escapes: FIELD
        }
    }

    static class ArrayHandle {

        private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Stop[].class);

        private final Stop[] slots = new Stop[16];

        void remember(int number) {
            ScopedQsbr.run(() -> {
                SLOTS.setRelease(slots, number & 15, Timetable.current.get().stop(number)); // escapes: FIELD
            });
        }
    }

    static class Pairs {

        record Pair<A, B>(A first, B second) {
        }

        Pair<String, Stop> pair(int number) {
            return ScopedQsbr.read(() -> {
                Stop stop = Timetable.current.get().stop(number);
                return new Pair<>(stop.station(), stop); // escapes: FIELD
            });
        }
    }

    static class Patterns {

        sealed interface Answer permits Hit, Miss {
        }

        record Hit(Object stop) implements Answer {
        }

        record Miss(String why) implements Answer {
        }

        private Object kept;

        void ask(String station) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Optional<Stop> found = Timetable.current.get(guard).find(station);
                Answer answer = found.isPresent() ? new Hit(found.get()) : new Miss("none"); // escapes: FIELD
                switch (answer) {
                    case Hit(Object stop) -> kept = stop;
                    case Miss(String why) -> kept = why;
                }
            }
        }
    }

    static class PatternMatched {

        private MemorySegment kept;

        void remember(int number) {
            ScopedQsbr.run(() -> {
                Object stop = Timetable.current.get().stop(number);
                if (stop instanceof Stop(MemorySegment bytes)) {
                    kept = bytes; // escapes: FIELD
                }
            });
        }
    }

    static class Failing {

        static class BadStop extends RuntimeException {

            private static final long serialVersionUID = 1;

            final transient Stop stop;

            BadStop(Stop stop) {
                super("bad stop");
                this.stop = stop; // escapes: FIELD
            }
        }

        void check(int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                if (stop.minutes() < 0) {
                    throw new BadStop(stop);
                }
            });
        }
    }

    static class Inner {

        private final List<Viewer> viewers = new ArrayList<>();

        class Viewer {

            private final Stop stop;

            Viewer(Stop stop) {
                this.stop = stop; // escapes: FIELD
            }

            String show() {
                return stop.station();
            }
        }

        void open(int number) {
            ScopedQsbr.run(() -> viewers.add(new Viewer(Timetable.current.get().stop(number))));
        }
    }

    static class Cursors {

        private Iterator<Stop> cursor;

        Stop next() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                if (cursor == null || !cursor.hasNext()) {
                    cursor = Timetable.current.get(guard).iterator(); // escapes: FIELD
                }
                return cursor.next(); // escapes: RETURN
            }
        }
    }

    static class Copied {

        private List<Stop> stops = List.of();

        void load() {
            ScopedQsbr.run(() -> stops = List.copyOf(Timetable.current.get().stops().toList())); // escapes: COLLECTION
        }
    }

    static class Holder {

        static class Box<T> {

            T content;
        }

        private final Box<Timetable> box = new Box<>();

        void fill() {
            ScopedQsbr.run(() -> box.content = Timetable.current.get()); // escapes: FIELD
        }
    }

    static class Fluent {

        static class Query {

            private Timetable from;
            private int minutes;

            Query from(Timetable table) {
                from = table;
                return this;
            }

            Query after(int when) {
                minutes = when;
                return this;
            }

            long count() {
                return from.stops().filter(stop -> stop.minutes() >= minutes).count();
            }
        }

        long count() {
            return ScopedQsbr.read(() -> {
                return new Query().from(Timetable.current.get()).after(600).count(); // escapes: FIELD
            });
        }
    }

    static class OutParameter {

        static int read(int number, Stop[] out) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                out[0] = Timetable.current.get(guard).stop(number); // escapes: ARRAY
                return 1;
            }
        }
    }

    static class Anonymous {

        Iterator<String> stations() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Iterator<Stop> stops = Timetable.current.get(guard).iterator();
                return new Iterator<>() { // escapes: CAPTURE

                    @Override
                    public boolean hasNext() {
                        return stops.hasNext();
                    }

                    @Override
                    public String next() {
                        return stops.next().station();
                    }
                };
            }
        }
    }

    static class LazyIterable {

        Iterable<Stop> all() {
            Timetable now = ScopedQsbr.read(() -> Timetable.current.get()); // escapes: SECTION_RESULT
            return now::iterator; // escapes: RETURN
        }
    }

    static class StaticHolder {

        static Timetable shared;

        static void init() {
            ScopedQsbr.run(() -> shared = Objects.requireNonNull(Timetable.current.get())); // escapes: STATIC_FIELD
        }
    }

    static class Generic<V> {

        private V value;

        void set(V value) {
            this.value = value;
        }

        static void use(Generic<Stop> cell) {
            ScopedQsbr.run(() -> cell.set(Timetable.current.get().stop(1))); // escapes: FIELD
        }
    }

    static class Inherited {

        abstract static class Base<T> {

            private T last;

            T pick() {
                T found = find();
                last = found;
                return found;
            }

            abstract T find();
        }

        static class Stops extends Base<Stop> {

            @Override
            Stop find() {
                return Timetable.current.get().stop(0); // escapes: RETURN
            }
        }

        static int run(Stops stops) {
            return ScopedQsbr.read(() -> stops.pick().minutes());
        }
    }

    static class Buffers {

        private ByteBuffer bytes;

        void load(int number) {
            ScopedQsbr.run(() -> bytes = Timetable.current.get().bytes(number).asByteBuffer()); // escapes: FIELD
        }
    }

    static class Logged {

        record Event(String text, Object... arguments) {
        }

        private final List<Event> events = new ArrayList<>();

        void log(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                events.add(new Event("stop {}", stop)); // escapes: FIELD
            }
        }
    }

    static class ConstructorReference {

        static class Row {

            final Stop stop;

            Row(Stop stop) {
                this.stop = stop; // escapes: FIELD
            }
        }

        static List<Row> rows() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().map(Row::new).toList());
        }
    }

    static class GuardInRecord {

        record Session(ReadGuard guard, String name) implements AutoCloseable { // escapes: FIELD, RETURN

            @Override
            public void close() {
                guard.close();
            }
        }

        static Session begin() {
            return new Session(ScopedQsbr.open(), "x"); // escapes: NOT_CLOSED
        }
    }

    static class SpliteratorKept {

        private Spliterator<Stop> rest;

        void begin() {
            ScopedQsbr.run(() -> rest = Timetable.current.get().stops().spliterator()); // escapes: FIELD
        }
    }

    static class DoubleDispatch {

        interface Element {

            void accept(Visitor visitor);
        }

        interface Visitor {

            void stop(Stop stop);
        }

        @GuardScoped
        static class StopElement implements Element {

            private final Stop stop;

            StopElement(Stop stop) {
                this.stop = stop;
            }

            @Override
            public void accept(Visitor visitor) {
                visitor.stop(stop);
            }
        }

        static class Keeping implements Visitor {

            private Stop last;

            @Override
            public void stop(Stop stop) {
                last = stop; // escapes: FIELD
            }
        }

        static void go(Element element, Visitor visitor) {
            ScopedQsbr.run(() -> element.accept(visitor));
        }
    }

    static class LocalClass {

        interface Shape {

            int area();
        }

        static Shape shape(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                class Local implements Shape {

                    @Override
                    public int area() {
                        return stop.minutes();
                    }
                }

                return new Local(); // escapes: CAPTURE
            }
        }
    }

    static class ReloadedVersion {

        private Timetable kept;

        void load(Reloadable<Timetable> source) {
            ScopedQsbr.run(() -> kept = source.get()); // escapes: FIELD
        }
    }

    static class Slices {

        static MemorySegment tail(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment bytes = Timetable.current.get(guard).bytes(number);
                MemorySegment tail = bytes.asSlice(8).asReadOnly();
                return tail; // escapes: RETURN
            }
        }

        static ByteBuffer buffer(int number) {
            return ScopedQsbr.read(() -> {
                return Timetable.current.get().bytes(number).asByteBuffer().slice(); // escapes: SECTION_RESULT
            });
        }
    }
}
