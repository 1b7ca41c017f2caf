// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Functions, and objects that stand for them, that keep what they are handed. */
// as programs are written, and wrong on purpose
@SuppressWarnings("UnusedVariable")
final class PortCallbacks {

    private PortCallbacks() {
    }

    static <R> R with(Function<? super Port, ? extends R> question) {
        return ScopedQsbr.read(() -> question.apply(Port.current.get()));
    }

    static void each(Consumer<? super Ship> action) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            Port now = Port.current.get(guard);
            for (int i = 0; i < now.size(); i++) {
                action.accept(now.ship(i));
            }
        }
    }

    static class Itself {

        static int go() {
            Port port = with(now -> now); // escapes: SECTION_RESULT
            return port.size();
        }
    }

    static class LibraryIdentity {

        static int go() {
            Port port = with(Function.identity()); // escapes: SECTION_RESULT
            return port.size();
        }
    }

    static class Template {

        abstract static class Report<R> {

            protected abstract R compute(Port now);

            final R run() {
                return ScopedQsbr.read(() -> compute(Port.current.get())); // escapes: SECTION_RESULT
            }
        }

        static class First extends Report<MemorySegment> {

            @Override
            protected MemorySegment compute(Port now) {
                return now.hull(0);
            }
        }

        static class Size extends Report<Integer> {

            @Override
            protected Integer compute(Port now) {
                return now.size();
            }
        }
    }

    static class TwoVisits {

        interface PortVisitor<R> {

            R visitShip(Ship ship);

            R visitHull(MemorySegment hull);
        }

        static <R> R walk(PortVisitor<R> visitor) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                R result = visitor.visitShip(now.ship(0));
                return now.size() > 1 ? visitor.visitHull(now.hull(1)) : result; // escapes: COLLECTION
            }
        }

        static class Collecting implements PortVisitor<Integer> {

            private final Deque<MemorySegment> hulls = new ArrayDeque<>();

            @Override
            public Integer visitShip(Ship ship) {
                return ship.tons();
            }

            @Override
            public Integer visitHull(MemorySegment hull) {
                hulls.addLast(hull);
                return hulls.size();
            }
        }

        static int go() {
            return walk(new Collecting());
        }
    }

    static class CardBuilder {

        private String title = "";
        private Object picture;

        CardBuilder title(String text) {
            title = text;
            return this;
        }

        CardBuilder picture(Object what) {
            picture = what;
            return this;
        }

        static CardBuilder of(int berth) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return new CardBuilder().title(now.name(berth)).picture(now.ship(berth)); // escapes: FIELD
            });
        }
    }

    static class Listening {

        interface TideListener {

            void tide(Port port, long at);
        }

        private final List<TideListener> listeners = new CopyOnWriteArrayList<>();
        private Port seen;

        Listening() {
            listeners.add(new TideListener() {
                @Override
                public void tide(Port port, long at) {
                    if (at > 0) {
                        seen = port;
                    }
                }
            });
        }

        void fire() {
            ScopedQsbr.run(() -> {
                for (TideListener listener : listeners) {
                    listener.tide(Port.current.get(), System.nanoTime()); // escapes: FIELD
                }
            });
        }
    }

    static class EventBus {

        interface Subscriber<E> {

            void on(E event);
        }

        private final Map<Class<?>, List<Subscriber<Object>>> subscribers = new HashMap<>();

        void subscribe(Class<?> type, Subscriber<Object> subscriber) {
            subscribers.computeIfAbsent(type, _ -> new ArrayList<>()).add(subscriber);
        }

        void publish(Object event) {
            subscribers.getOrDefault(event.getClass(), List.of()).forEach(subscriber -> subscriber.on(event));
        }

        static class Harbour {

            private Object latest;

            void start(EventBus bus) {
                bus.subscribe(Ship.class, event -> latest = event); // escapes: FIELD
            }

            static void announce(EventBus bus) {
                ScopedQsbr.run(() -> bus.publish(Port.current.get().ship(2)));
            }
        }
    }

    static class Decorator {

        interface PortReader<T> {

            T read(Port port);
        }

        record Timed<T>(PortReader<T> inner) implements PortReader<T> {

            @Override
            public T read(Port port) {
                long begin = System.nanoTime();
                try {
                    return inner.read(port);
                } finally {
                    System.out.println(System.nanoTime() - begin);
                }
            }
        }

        static <T> T ask(PortReader<T> reader) {
            return ScopedQsbr.read(() -> reader.read(Port.current.get()));
        }

        static ByteBuffer go() {
            return ask(new Timed<>(port -> port.log(1))); // escapes: RETURN
        }
    }

    static class Varargs {

        private static final List<Ship> KEPT = new ArrayList<>();

        static void remember(Ship... ships) {
            KEPT.addAll(Arrays.asList(ships)); // escapes: COLLECTION
        }

        static void go() {
            ScopedQsbr.run(() -> remember(Port.current.get().ship(0), Port.current.get().ship(1)));
        }
    }

    static class VarargsKept {

        private Object[] arguments = {};

        void log(String format, Object... values) {
            arguments = values;
            System.out.println(format);
        }

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                log("%s %s", now.name(0), now.hull(0)); // escapes: FIELD
            }
        }
    }

    static class MarkedParameter {

        interface Bytes {

            void take(@GuardScoped MemorySegment bytes);
        }

        private static final ThreadLocal<MemorySegment> LAST = new ThreadLocal<>();

        static class Latest implements Bytes {

            @Override
            public void take(MemorySegment bytes) {
                LAST.set(bytes.asSlice(4)); // escapes: COLLECTION
            }
        }
    }

    static class IntoQueue {

        static void go(BlockingQueue<Ship> work) {
            each(work::offer); // escapes: HANDOVER
        }
    }

    static class Lazy {

        static Supplier<String> go() {
            return with(now -> () -> now.name(0)); // escapes: SECTION_RESULT
        }
    }

    static class Picking {

        enum Pick {
            FIRST {
                @Override
                Object pick(Port port) {
                    return port.ship(0); // escapes: RETURN
                }
            },
            COUNT {
                @Override
                Object pick(Port port) {
                    return port.size();
                }
            };

            abstract Object pick(Port port);
        }

        static Object go(Pick pick) {
            return ScopedQsbr.read(() -> pick.pick(Port.current.get()));
        }
    }

    static class Chained {

        interface Handler {

            void handle(Ship ship);

            default Handler then(Handler next) {
                return ship -> {
                    handle(ship);
                    next.handle(ship);
                };
            }
        }

        private Ship kept;

        void go() {
            Handler printing = ship -> System.out.println(ship.name());
            Handler both = printing.then(ship -> kept = ship); // escapes: FIELD
            each(both::handle);
        }
    }

    static class LoadingCache {

        abstract static class Cache<K, V> {

            private final Map<K, V> loaded = new HashMap<>();

            abstract V load(K key);

            V get(K key) {
                return loaded.computeIfAbsent(key, this::load);
            }
        }

        static class Ships extends Cache<Integer, Ship> {

            @Override
            Ship load(Integer berth) {
                return ScopedQsbr.read(() -> Port.current.get().ship(berth)); // escapes: SECTION_RESULT, RETURN
            }
        }
    }

    static class CacheInSection {

        private final Map<Integer, MemorySegment> hulls = new HashMap<>();

        int first(int berth) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return hulls.computeIfAbsent(berth, now::hull).hashCode(); // escapes: COLLECTION
            });
        }
    }

    static class KeeperFactory {

        private static Consumer<Ship> keeper(List<Ship> to) {
            return ship -> {
                if (ship.isLarge()) {
                    to.add(ship); // escapes: COLLECTION
                }
            };
        }

        static List<Ship> large() {
            List<Ship> large = new ArrayList<>();
            each(keeper(large));
            return large;
        }
    }

    static class LocalRunnable {

        private final List<Runnable> pending = new ArrayList<>();

        void go() {
            each(ship -> {
                class Printing implements Runnable {

                    @Override
                    public void run() {
                        System.out.println(ship.name());
                    }
                }
                pending.add(new Printing()); // escapes: CAPTURE
            });
        }
    }

    static class Throwing {

        interface Work<T, X extends Exception> {

            T apply(Port port) throws X;
        }

        static <T, X extends Exception> T run(Work<T, X> work) throws X {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return work.apply(Port.current.get(guard));
            }
        }

        static Port.Manifest go() {
            return run(port -> port.manifest(3)); // escapes: FIELD, SECTION_RESULT, RETURN
        }
    }

    static class MapEntries {

        private MemorySegment longest = MemorySegment.NULL;

        void go(OffHeapMap<String, byte[]> pages) {
            pages.forEach(entry -> {
                if (entry.valueView().byteSize() > longest.byteSize()) {
                    longest = entry.valueView(); // escapes: FIELD
                }
            });
        }
    }

    static class ComposedFunctions {

        static MemorySegment go() {
            Function<Port, Ship> first = port -> port.ship(0);
            return with(first.andThen(Ship::bytes)); // escapes: SECTION_RESULT
        }
    }

    static class Responsible {

        abstract static class Link {

            private final Link next;

            Link(Link next) {
                this.next = next;
            }

            void handle(Ship ship) {
                if (next != null) {
                    next.handle(ship);
                }
            }
        }

        static class Printer extends Link {

            Printer(Link next) {
                super(next);
            }

            @Override
            void handle(Ship ship) {
                System.out.println(ship.name());
                super.handle(ship);
            }
        }

        static class Archive extends Link {

            private static final List<Object> SHELF = new ArrayList<>();

            Archive() {
                super(null);
            }

            @Override
            void handle(Ship ship) {
                SHELF.add(ship); // escapes: COLLECTION
            }
        }

        static void go() {
            Link chain = new Printer(new Archive());
            ScopedQsbr.run(() -> chain.handle(Port.current.get().ship(1)));
        }
    }

    static class OwnIterator implements Iterator<String> {

        private final Port port;
        private int next;

        OwnIterator(Port port) {
            this.port = port;
        }

        @Override
        public boolean hasNext() {
            return next < port.size();
        }

        @Override
        public String next() {
            return port.name(next++);
        }

        static Iterator<String> names() {
            return ScopedQsbr.read(() -> new OwnIterator(Port.current.get())); // escapes: FIELD
        }
    }

    static class GenericStore {

        interface Store<T> {

            void save(T value);
        }

        abstract static class AbstractStore<T> implements Store<T> {

            @Override
            public final void save(T value) {
                before();
                doSave(value);
            }

            void before() {
                System.out.println("saving");
            }

            abstract void doSave(T value);
        }

        static class Memory<T> extends AbstractStore<T> {

            private T value;

            @Override
            void doSave(T saved) {
                value = saved;
            }

            T value() {
                return value;
            }
        }

        static int go() {
            Store<Ship> store = new Memory<>();
            ScopedQsbr.run(() -> store.save(Port.current.get().ship(0))); // escapes: FIELD
            return ((Memory<Ship>) store).value().tons();
        }
    }
}
