// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Functions, and objects that stand for them, that keep what they are handed. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings("ReturnValueIgnored")
final class AtlasCallbacks {

    private AtlasCallbacks() {
    }

    /** The one way in. */
    static <R> R with(Function<? super Atlas, ? extends R> question) {
        return ScopedQsbr.read(() -> question.apply(Atlas.current.get()));
    }

    interface Visitor<A> {

        void visit(A visited);
    }

    static class KeepingVisitor implements Visitor<Place> {

        private Place last;

        @Override
        public void visit(Place visited) {
            last = visited; // escapes: FIELD
        }

        static String last() {
            KeepingVisitor keeping = new KeepingVisitor();
            GenericKeeper.each(keeping);
            return keeping.last.name();
        }
    }

    static class GenericKeeper {

        static void each(Visitor<? super Place> visitor) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Atlas now = Atlas.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    visitor.visit(now.place(i)); // escapes: COLLECTION
                }
            }
        }

        static final class Keeper<T> implements Visitor<T> {

            private final List<T> all = new ArrayList<>();

            @Override
            public void visit(T visited) {
                all.add(visited);
            }
        }

        static int count() {
            Keeper<Place> keeper = new Keeper<>();
            each(keeper);
            return keeper.all.size();
        }
    }

    static class EnumStrategy {

        enum Strategy implements Visitor<Place> {
            COUNT {
                @Override
                public void visit(Place visited) {
                    System.out.println(visited.name());
                }
            },
            LATER {
                @Override
                public void visit(Place visited) {
                    Thread.startVirtualThread(() -> System.out.println(visited.name())); // escapes: HANDOVER
                }
            }
        }

        static void go(Strategy strategy) {
            GenericKeeper.each(strategy);
        }
    }

    static class OwnMethod {

        private Atlas seen;

        private int remember(Atlas now) {
            seen = now;
            return now.size();
        }

        int go() {
            return with(this::remember) + seen.size(); // escapes: FIELD
        }
    }

    static class WildcardResult {

        static String go() {
            Place place = with(now -> now.place(3)); // escapes: SECTION_RESULT
            return place.name();
        }
    }

    static class CapturedArray {

        static int go() {
            Atlas[] holder = new Atlas[1];
            with(now -> holder[0] = now); // escapes: ARRAY, SECTION_RESULT
            return holder[0].size();
        }
    }

    static class Curried {

        static Supplier<Integer> go() {
            return with(now -> () -> now.size()); // escapes: SECTION_RESULT
        }
    }

    static class Fold {

        static <R> R fold(R first, BiFunction<R, Place, R> step) {
            return ScopedQsbr.read(() -> {
                R result = first;
                Atlas now = Atlas.current.get();
                for (int i = 0; i < now.size(); i++) {
                    result = step.apply(result, now.place(i));
                }
                return result;
            });
        }

        static String last() {
            return Fold.<Place>fold(null, (_, next) -> next).name(); // escapes: SECTION_RESULT
        }
    }

    static class TemplateMethod {

        abstract static class Job {

            abstract void run(Atlas now);

            final void start() {
                ScopedQsbr.run(() -> run(Atlas.current.get())); // escapes: FIELD
            }
        }

        private Atlas kept;

        void go() {
            new Job() {
                @Override
                void run(Atlas now) {
                    kept = now;
                }
            }.start();
        }
    }

    static class NosyPredicate {

        private Place seen;

        long go() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().filter(place -> {
                seen = place; // escapes: FIELD
                return true;
            }).count());
        }
    }

    static class MarkedReader {

        interface Reader<R> {

            R read(@GuardScoped MemorySegment bytes);
        }

        static <R> R read(int number, Reader<R> reader) {
            return ScopedQsbr.read(() -> reader.read(Atlas.current.get().bytes(number)));
        }

        static MemorySegment head() {
            return read(0, bytes -> bytes.asSlice(0, 4)); // escapes: RETURN
        }
    }

    static class SwitchInCallback {

        private Place.Town town;

        void go() {
            GenericKeeper.each(place -> {
                switch (place) {
                    case Place.Town found when found.people() > 10 -> town = found; // escapes: FIELD
                    case Place.Town _,Place.River _ -> {
                        // not wanted
                    }
                }
            });
        }
    }

    static class Deconstructed {

        private MemorySegment bytes;

        void go() {
            GenericKeeper.each(place -> {
                if (place instanceof Place.River(MemorySegment memory, int from, int to) && from < to) {
                    bytes = memory; // escapes: FIELD
                }
            });
        }
    }

    static class HandedToExecutor {

        static void go(Executor executor) {
            with(now -> {
                executor.execute(() -> System.out.println(now.size())); // escapes: HANDOVER
                return null;
            });
        }
    }

    static class DeepDown {

        private final Map<String, Place> index = new HashMap<>();

        private static void first(Visitor<? super Place> visitor) {
            second(visitor);
        }

        private static void second(Visitor<? super Place> visitor) {
            GenericKeeper.each(visitor);
        }

        void go() {
            first(place -> index.put(place.name(), place)); // escapes: COLLECTION
        }
    }

    static class Registered {

        private static final List<Consumer<Atlas>> LISTENERS = new ArrayList<>();
        private Atlas shown;

        Registered() {
            LISTENERS.add(now -> shown = now); // escapes: FIELD
        }

        static void fire() {
            ScopedQsbr.run(() -> LISTENERS.forEach(listener -> listener.accept(Atlas.current.get())));
        }

        int size() {
            return shown.size();
        }
    }

    static class InRecord {

        record Route(String path, Function<Atlas, Object> handler) {
        }

        private static final List<Route> ROUTES =
                List.of(new Route("/size", Atlas::size), new Route("/first", now -> now.place(0))); // escapes: RETURN

        static Object serve(String path) {
            for (Route route : ROUTES) {
                if (route.path().equals(path)) {
                    return ScopedQsbr.read(() -> route.handler().apply(Atlas.current.get()));
                }
            }
            return null;
        }
    }

    static class Composed {

        static <R> R twice(Function<Atlas, R> question) {
            Function<Atlas, R> logged = question.andThen(answer -> {
                System.out.println("answered");
                return answer;
            });
            return ScopedQsbr.read(() -> logged.apply(Atlas.current.get())); // accused: SECTION_RESULT
        }

        static String go() {
            return twice(now -> now.place(1)).name(); // escapes: SECTION_RESULT
        }
    }

    static class Conditional {

        static MemorySegment go(boolean whole) {
            return ScopedQsbr.read(() -> {
                Atlas now = Atlas.current.get();
                return whole ? now.bytes(0) : MemorySegment.NULL; // escapes: SECTION_RESULT
            });
        }
    }

    static class Operators {

        private Place best;

        void go() {
            BinaryOperator<Place> better =
                    (one, other) -> best = one.name().length() > other.name().length() ? one : other; // escapes: FIELD
            ScopedQsbr.run(() -> Atlas.current.get().places().reduce(better));
        }
    }

    static class PredicateClass {

        static class Seen implements Predicate<Place> {

            private Place last;

            @Override
            public boolean test(Place place) {
                last = place; // escapes: FIELD
                return last.name().isEmpty();
            }
        }

        static boolean go(Seen seen) {
            return ScopedQsbr.read(() -> Atlas.current.get().places().anyMatch(seen));
        }
    }

    static class UnaryResult {

        static Atlas apply(UnaryOperator<Atlas> change) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return change.apply(Atlas.current.get(guard));
            }
        }

        static int go() {
            return apply(now -> now).size(); // escapes: SECTION_RESULT
        }
    }
}
