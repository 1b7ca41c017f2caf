// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Functions that are kept, and handed versions. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"ImmutableEnumChecker", "rawtypes", "unused", "varargs"})
final class RailCallbacks {

    private RailCallbacks() {
    }

    static class RecordOfFunction {

        record Task(String name, Consumer<Timetable> body) {
        }

        private Timetable kept;

        void go() {
            Task task = new Task("keep", now -> kept = now); // escapes: FIELD
            ScopedQsbr.run(() -> task.body().accept(Timetable.current.get()));
        }
    }

    static class Registered {

        private static final Map<String, Consumer<Timetable>> HANDLERS = new ConcurrentHashMap<>();

        static void fire() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                HANDLERS.forEach((name, handler) -> handler.accept(now));
            });
        }

        static class Panel {

            private Timetable shown;

            void begin() {
                HANDLERS.put("panel", this::show);
            }

            private void show(Timetable now) {
                shown = now; // escapes: FIELD
            }
        }
    }

    static class LambdaOfLambda {

        static Function<Integer, String> stations() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                Supplier<Function<Integer, String>> maker = () -> number -> now.station(number);
                return maker.get(); // escapes: RETURN
            }
        }
    }

    static class GenericCallback<R> {

        interface Body<R> {

            R run(Timetable now) throws Exception;
        }

        R with(Body<R> body) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return body.run(Timetable.current.get(guard));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static int user() {
            GenericCallback<Iterator<Stop>> rows = new GenericCallback<>();
            Iterator<Stop> all = rows.with(Timetable::iterator); // escapes: SECTION_RESULT
            return all.next().minutes();
        }
    }

    static class InArray {

        private Stop kept;

        void visit(int number) {
            Consumer<Stop> print = stop -> System.out.println(stop.minutes());
            List<Consumer<Stop>> steps = List.of(print, stop -> kept = stop); // escapes: FIELD
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                for (Consumer<Stop> step : steps) {
                    step.accept(stop);
                }
            });
        }
    }

    static class VarArgs {

        private Stop kept;

        @SafeVarargs
        private static void visit(int number, Consumer<Stop>... visitors) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                for (Consumer<Stop> visitor : visitors) {
                    visitor.accept(stop);
                }
            }
        }

        void remember(int number) {
            visit(number, stop -> System.out.println(stop.station()), stop -> kept = stop); // escapes: FIELD
        }
    }

    static class VarArgsLists {

        private final List<Stop> kept = new ArrayList<>();

        @SafeVarargs
        private static void visit(Consumer<Stop>... visitors) {
            ScopedQsbr.run(() -> Timetable.current.get().stops()
                    .forEach(stop -> Arrays.stream(visitors).forEach(visitor -> visitor.accept(stop))));
        }

        void remember() {
            visit(kept::add); // escapes: COLLECTION
        }
    }

    static class InField {

        private final Consumer<Stop> onStop;

        InField(Consumer<Stop> onStop) {
            this.onStop = onStop;
        }

        void read(int number) {
            ScopedQsbr.run(() -> onStop.accept(Timetable.current.get().stop(number)));
        }

        static class User {

            private Stop last;

            void use() {
                new InField(stop -> last = stop).read(3); // escapes: FIELD
            }
        }
    }

    static class Listeners {

        interface Listener {

            void changed(Timetable now);
        }

        private final List<Listener> listeners = new ArrayList<>();

        void add(Listener listener) {
            listeners.add(listener);
        }

        void fire() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                for (Listener listener : listeners) {
                    listener.changed(now); // escapes: FIELD
                }
            });
        }

        static class Board {

            private Timetable shown;

            void register(Listeners to) {
                to.add(now -> shown = now); // escapes: FIELD
            }
        }
    }

    static class ListenerClass implements Listeners.Listener {

        private Timetable shown;

        @Override
        public void changed(Timetable now) {
            shown = now; // escapes: FIELD
        }
    }

    static class InMap {

        private final Map<String, Function<Timetable, Object>> commands = new HashMap<>();

        InMap() {
            commands.put("size", Timetable::size);
            commands.put("first", now -> now.stop(0)); // escapes: RETURN
        }

        Object run(String command) {
            return ScopedQsbr.read(() -> commands.get(command).apply(Timetable.current.get()));
        }
    }

    static class Template {

        static <R> R with(Function<Timetable, R> body) {
            return ScopedQsbr.read(() -> body.apply(Timetable.current.get()));
        }

        static int user() {
            Stop stop = with(now -> now.stop(1)); // escapes: SECTION_RESULT
            return stop.minutes();
        }
    }

    static class TemplateIdentity {

        static int user() {
            return Template.with(Function.<Timetable>identity()).size(); // escapes: SECTION_RESULT
        }
    }

    static class TemplateStored {

        private List<Stop> kept;

        void user() {
            kept = Template.with(now -> now.stops().collect(Collectors.toList())); // escapes: COLLECTION
        }
    }

    static class Memo {

        static <T> Supplier<T> memo(Supplier<T> once) {
            return new Supplier<>() {

                private T value;

                @Override
                public T get() {
                    if (value == null) {
                        value = once.get();
                    }
                    return value;
                }
            };
        }

        private final Supplier<Timetable> table = memo(() -> Timetable.current.get()); // escapes: RETURN

        int size() {
            return ScopedQsbr.read(() -> table.get().size());
        }
    }

    static class Curried {

        static IntFunction<String> stations() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return now::station; // escapes: CAPTURE
            }
        }
    }

    static class Composed {

        static Supplier<String> first() {
            return ScopedQsbr.read(() -> {
                Stop stop = Timetable.current.get().stop(0);
                Supplier<String> text = stop::station; // escapes: CAPTURE
                return text;
            });
        }
    }

    static class Predicates {

        private Predicate<Stop> filter = stop -> true;

        void onlyAfter(int number) {
            ScopedQsbr.run(() -> {
                Stop from = Timetable.current.get().stop(number);
                filter = filter.and(stop -> stop.minutes() > from.minutes()); // escapes: CAPTURE
            });
        }
    }

    static class TwoCallbacks {

        private Stop from;
        private Stop to;

        private static void route(int a, int b, BiConsumer<Stop, Stop> use) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                use.accept(now.stop(a), now.stop(b));
            });
        }

        void remember() {
            route(1, 2, (a, b) -> {
                from = a; // escapes: FIELD
                to = b; // escapes: FIELD
            });
        }
    }

    static class DefaultMethods {

        interface Visitor {

            void visit(Stop stop);

            default Visitor then(Visitor next) {
                return stop -> {
                    visit(stop);
                    next.visit(stop);
                };
            }
        }

        private Stop kept;

        void remember(int number) {
            Visitor printing = stop -> System.out.println(stop.minutes());
            Visitor keeping = stop -> kept = stop; // escapes: FIELD
            ScopedQsbr.run(() -> printing.then(keeping).visit(Timetable.current.get().stop(number)));
        }
    }

    static class FieldOfFunctions {

        private final List<Stop> kept = new ArrayList<>();
        private final Consumer<Stop> keep = kept::add; // escapes: COLLECTION

        void all() {
            ScopedQsbr.run(() -> Timetable.current.get().stops().forEach(keep));
        }
    }

    static class EnumOfFunctions {

        enum Part {
            STATION(Stop::station), MINUTES(Stop::minutes), SELF(stop -> stop); // escapes: RETURN

            final Function<Stop, Object> of;

            Part(Function<Stop, Object> of) {
                this.of = of;
            }
        }

        static Object part(int number, Part part) {
            return ScopedQsbr.read(() -> part.of.apply(Timetable.current.get().stop(number)));
        }
    }

    static class FunctionArrays {

        private static final Map<String, Stop> SEEN = new ConcurrentHashMap<>();

        @SuppressWarnings("unchecked")
        private static final Consumer<Stop>[] STEPS = new Consumer[] {
                (Consumer<Stop>) stop -> System.out.println(stop.station()),
                (Consumer<Stop>) stop -> SEEN.put(stop.station(), stop)}; // escapes: COLLECTION

        static void run(int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                for (int i = 0; i < STEPS.length; i++) {
                    STEPS[i].accept(stop);
                }
            });
        }
    }

    static class Builder {

        private Consumer<Stop> each = stop -> {
        };
        private Runnable done = () -> {
        };

        Builder each(Consumer<Stop> action) {
            each = action;
            return this;
        }

        Builder done(Runnable action) {
            done = action;
            return this;
        }

        void go() {
            ScopedQsbr.run(() -> Timetable.current.get().stops().forEach(each));
            done.run();
        }

        static class User {

            private final List<Stop> all = new ArrayList<>();

            void use() {
                new Builder().each(all::add).done(all::clear).go(); // escapes: COLLECTION
            }
        }
    }

    static class AnonymousListener {

        private Timetable shown;

        void register(Listeners to) {
            to.add(new Listeners.Listener() {

                @Override
                public void changed(Timetable now) {
                    shown = now; // escapes: FIELD
                }
            });
        }
    }

    static class Folded {

        private Object last;

        int fold(BiFunction<Integer, Stop, Integer> step) {
            return ScopedQsbr.read(() -> {
                int sum = 0;
                for (int i = 0; i < Timetable.current.get().size(); i++) {
                    sum = step.apply(sum, Timetable.current.get().stop(i));
                }
                return sum;
            });
        }

        int user() {
            return fold((sum, stop) -> {
                last = stop; // escapes: FIELD
                return sum + stop.minutes();
            });
        }
    }
}
