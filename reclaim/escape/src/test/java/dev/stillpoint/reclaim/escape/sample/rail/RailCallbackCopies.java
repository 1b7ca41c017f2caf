// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Functions that are kept, and copy what they are handed. */
final class RailCallbackCopies {

    private RailCallbackCopies() {
    }

    static class TemplateCopies {

        private String kept = "";
        private final List<Integer> minutes = new ArrayList<>();

        int user() {
            kept = RailCallbacks.Template.with(now -> now.station(2));
            minutes.addAll(RailCallbacks.Template.with(now -> now.stops().map(Stop::minutes).toList()));
            return RailCallbacks.Template.with(Timetable::size) + kept.length();
        }
    }

    static class ArrayOfCopies {

        @SafeVarargs
        private static int[] all(int number, ToIntFunction<Stop>... columns) {
            return ScopedQsbr.read(() -> {
                Stop stop = Timetable.current.get().stop(number);
                int[] values = new int[columns.length];
                for (int i = 0; i < columns.length; i++) {
                    values[i] = columns[i].applyAsInt(stop);
                }
                return values;
            });
        }

        static int[] user() {
            return all(1, Stop::minutes, stop -> stop.station().length());
        }
    }

    static class ListOfColumns {

        private static final List<Function<Stop, Object>> COLUMNS = List.of(Stop::station, Stop::minutes);

        static List<Object> row(int number) {
            return ScopedQsbr.read(() -> {
                Stop stop = Timetable.current.get().stop(number);
                List<Object> row = new ArrayList<>();
                for (Function<Stop, Object> column : COLUMNS) {
                    row.add(column.apply(stop));
                }
                return row;
            });
        }
    }

    static class Filters {

        private final List<Predicate<Stop>> filters = new ArrayList<>();

        void add(Predicate<Stop> filter) {
            filters.add(filter);
        }

        long count() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .filter(stop -> filters.stream().allMatch(filter -> filter.test(stop))).count());
        }

        static long user(int limit) {
            Filters filters = new Filters();
            filters.add(stop -> stop.minutes() > limit);
            filters.add(stop -> !stop.station().isEmpty());
            return filters.count();
        }
    }

    static class CopyingListener implements RailCallbacks.Listeners.Listener {

        private int size;
        private final Map<String, Integer> minutes = new ConcurrentHashMap<>();

        @Override
        public void changed(Timetable now) {
            size = now.size();
            now.stops().forEach(stop -> minutes.put(stop.station(), stop.minutes()));
        }

        int size() {
            return size + minutes.size();
        }
    }

    static class CopyingLambda {

        private String shown = "";

        void register(RailCallbacks.Listeners to) {
            to.add(now -> shown = now.station(0));
            to.add(now -> System.out.println(now.size()));
        }

        String shown() {
            return shown;
        }
    }

    static class DefaultedVisitor {

        private int seen;

        int count(int number) {
            RailCallbacks.DefaultMethods.Visitor counting = stop -> seen += stop.minutes();
            ScopedQsbr.run(() -> counting.visit(Timetable.current.get().stop(number)));
            return seen;
        }
    }

    static class CopyingFold {

        private int last;

        int fold(BiFunction<Integer, Stop, Integer> step) {
            return ScopedQsbr.read(() -> {
                int sum = 0;
                Timetable now = Timetable.current.get();
                for (int i = 0; i < now.size(); i++) {
                    sum = step.apply(sum, now.stop(i));
                }
                return sum;
            });
        }

        int user() {
            return fold((sum, stop) -> {
                last = stop.minutes();
                return sum + last;
            });
        }
    }

    static class Commands {

        private final Map<String, Function<Timetable, String>> commands = new HashMap<>();

        Commands() {
            commands.put("size", now -> "" + now.size());
            commands.put("first", now -> now.station(0));
        }

        String run(String command) {
            return ScopedQsbr.read(() -> commands.get(command).apply(Timetable.current.get()));
        }
    }

    static class Gathered {

        static int total(List<Supplier<Integer>> others) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                int total = now.size();
                for (Supplier<Integer> other : others) {
                    total += other.get();
                }
                return total;
            }
        }
    }
}
