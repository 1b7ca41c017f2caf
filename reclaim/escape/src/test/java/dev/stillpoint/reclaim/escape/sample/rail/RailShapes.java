// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.function.BiFunction;

/** Shapes of sections, and what is passed down. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings("try")
final class RailShapes {

    private RailShapes() {
    }

    static class OutOfTernary {

        static Stop either(int number) {
            Stop found = null;
            try (ReadGuard guard = ScopedQsbr.open()) {
                found = number < 0 ? null : Timetable.current.get(guard).stop(number);
            }
            return found != null ? found : null; // escapes: RETURN
        }
    }

    static class SwitchResult {

        static int late(int kind) {
            Timetable table = switch (kind) {
                case 0 -> {
                    try (ReadGuard guard = ScopedQsbr.open()) {
                        yield Timetable.current.get(guard);
                    }
                }
                default -> throw new IllegalArgumentException();
            };
            return table.size(); // escapes: USE_AFTER_CLOSE
        }
    }

    static class Caught {

        static int minutes(int number) {
            Stop stop;
            try (ReadGuard guard = ScopedQsbr.open()) {
                stop = Timetable.current.get(guard).stop(number);
                if (stop.minutes() == 0) {
                    throw new IllegalStateException();
                }
            } catch (IllegalStateException e) {
                stop = null;
            }
            return stop == null ? 0 : stop.minutes(); // escapes: USE_AFTER_CLOSE
        }
    }

    static class FinallyUse {

        static int total(int number) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            Timetable now = Timetable.current.get(guard);
            int total = 0;
            try {
                total = now.minutes(number);
            } finally {
                guard.close();
                total += now.size(); // escapes: USE_AFTER_CLOSE
            }
            return total;
        }
    }

    static class GuardPassedDown {

        static String describe(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return station(guard, number) + " at " + minutes(guard, number);
            }
        }

        private static String station(ReadGuard guard, int number) {
            return Timetable.current.get(guard).station(number);
        }

        private static int minutes(ReadGuard guard, int number) {
            Timetable now = Timetable.current.get(guard);
            return number < now.size() ? now.minutes(number) : -1;
        }
    }

    static class ViewsPassedDown {

        static String describe(int number) {
            return ScopedQsbr.read(() -> describe(Timetable.current.get().stop(number)));
        }

        private static String describe(Stop stop) {
            StringBuilder text = new StringBuilder();
            append(text, stop);
            return text.toString();
        }

        private static void append(StringBuilder text, Stop stop) {
            text.append(stop.station()).append(' ').append(stop.minutes());
        }
    }

    static class Nested {

        static int both(int a, int b) {
            return ScopedQsbr.read(outer -> {
                int first = Timetable.current.get(outer).minutes(a);
                int second = ScopedQsbr.read(() -> Timetable.current.get().minutes(b));
                return first + second + Timetable.current.get(outer).size();
            });
        }

        static int outerOutlives(int a) {
            try (ReadGuard outer = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(outer);
                try (ReadGuard inner = ScopedQsbr.open()) {
                    if (now.minutes(a) > 0) {
                        return Timetable.current.get(inner).minutes(a);
                    }
                }
                return now.size();
            }
        }
    }

    static class Shapes {

        static int conditional(boolean wanted) {
            try (ReadGuard guard = wanted ? ScopedQsbr.open() : null) {
                return guard == null ? 0 : Timetable.current.get(guard).size();
            }
        }

        static int effectivelyFinal() {
            ReadGuard guard = ScopedQsbr.open();
            try (guard) {
                return Timetable.current.get(guard).size();
            }
        }

        static int byHand(int number) {
            ReadGuard guard = ScopedQsbr.open();
            try {
                return Timetable.current.get(guard).minutes(number);
            } finally {
                guard.close();
            }
        }

        static int caught(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Timetable.current.get(guard).minutes(number);
            } catch (IndexOutOfBoundsException e) {
                return -1;
            } finally {
                System.out.println("done");
            }
        }

        static int looped(int[] numbers) {
            int sum = 0;
            for (int number : numbers) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    int minutes = Timetable.current.get(guard).minutes(number);
                    if (minutes < 0) {
                        continue;
                    }
                    if (minutes > 1440) {
                        break;
                    }
                    sum += minutes;
                }
                ScopedQsbr.checkpoint();
            }
            return sum;
        }

        static int two(QsbrReference<Timetable> other) {
            try (ReadGuard a = ScopedQsbr.open(); ReadGuard b = ScopedQsbr.open()) {
                return Timetable.current.get(a).size() + other.get(b).size();
            }
        }

        static int closedEarly(int number) {
            int minutes;
            try (ReadGuard guard = ScopedQsbr.open()) {
                minutes = Timetable.current.get(guard).minutes(number);
                guard.close();
                System.out.println(minutes);
            }
            return minutes;
        }
    }

    @GuardScoped
    static class Walker {

        private final Timetable table;
        private int at;

        Walker(Timetable table) {
            this.table = table;
        }

        boolean step() {
            return ++at < table.size();
        }

        int minutes() {
            return table.minutes(at);
        }
    }

    static class UsesWalker {

        static int sum() {
            return ScopedQsbr.read(() -> {
                Walker walker = new Walker(Timetable.current.get());
                int sum = 0;
                while (walker.step()) {
                    sum += walker.minutes();
                }
                return sum;
            });
        }
    }

    static class Begun {

        static ReadGuard begin() {
            return ScopedQsbr.open(); // escapes: RETURN
        }
    }

    static class ThrowsBetween {

        static int size(String number) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            int stop = Integer.parseInt(number);
            try {
                return Timetable.current.get(guard).minutes(stop);
            } finally {
                guard.close();
            }
        }
    }

    static class AcrossCheckpoint {

        static int sum() {
            int sum = 0;
            Timetable now = null;
            for (int i = 0; i < 10; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    if (now == null) {
                        now = Timetable.current.get(guard);
                    }
                    sum += now.minutes(i); // escapes: ACROSS_CHECKPOINT, USE_AFTER_CLOSE
                }
                ScopedQsbr.checkpoint();
            }
            return sum;
        }
    }

    static class OwnTemplates {

        interface RowReader<R> {

            R read(@GuardScoped MemorySegment row);
        }

        static <R> R withRow(int number, RowReader<R> reader) {
            return ScopedQsbr.read(() -> reader.read(Timetable.current.get().bytes(number)));
        }

        static int user() {
            String text = withRow(3, row -> row.getString(8));
            return withRow(4, row -> row.get(ValueLayout.JAVA_INT, 0)) + text.length();
        }
    }

    static class VisitorCopies {

        interface Visitor<R> {

            R station(String name);

            R stop(Stop stop);
        }

        static class Minutes implements Visitor<Integer> {

            @Override
            public Integer station(String name) {
                return 0;
            }

            @Override
            public Integer stop(Stop stop) {
                return stop.minutes();
            }
        }

        static <R> R visit(int number, Visitor<R> visitor) {
            return ScopedQsbr.read(() -> visitor.stop(Timetable.current.get().stop(number)));
        }

        static int user() {
            return visit(1, new Minutes());
        }
    }

    @GuardScoped
    static class Rows implements Iterable<Stop> {

        private final Timetable table;
        private final int from;

        Rows(Timetable table, int from) {
            this.table = table;
            this.from = from;
        }

        @Override
        @GuardScoped
        public Iterator<Stop> iterator() {
            return new Iterator<>() {

                private int at = from;

                @Override
                public boolean hasNext() {
                    return at < table.size();
                }

                @Override
                public Stop next() {
                    return table.stop(at++);
                }
            };
        }
    }

    static class UsesRows {

        static int sum(int from) {
            int sum = 0;
            try (ReadGuard guard = ScopedQsbr.open()) {
                for (Stop stop : new Rows(Timetable.current.get(guard), from)) {
                    sum += stop.minutes();
                }
            }
            return sum;
        }
    }

    static class Recursion {

        static int depth(int number) {
            return ScopedQsbr.read(guard -> depth(guard, number, 0));
        }

        private static int depth(ReadGuard guard, int number, int so) {
            int next = Timetable.current.get(guard).minutes(number);
            return next <= 0 || so > 10 ? so : depth(guard, next, so + 1);
        }
    }

    static class Search {

        static int binary(int minutes) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                int low = 0;
                int high = now.size() - 1;
                while (low <= high) {
                    int middle = (low + high) >>> 1;
                    Stop stop = now.stop(middle);
                    if (stop.minutes() < minutes) {
                        low = middle + 1;
                    } else if (stop.minutes() > minutes) {
                        high = middle - 1;
                    } else {
                        return middle;
                    }
                }
                return -(low + 1);
            }
        }
    }

    static class ThreadLocals {

        private static final ThreadLocal<StringBuilder> TEXT = ThreadLocal.withInitial(StringBuilder::new);

        static String text(int number) {
            StringBuilder text = TEXT.get();
            text.setLength(0);
            ScopedQsbr.run(() -> text.append(Timetable.current.get().station(number)));
            return text.toString();
        }
    }

    static class Biggest {

        static <T extends Comparable<T>> T max(BiFunction<Timetable, Integer, T> column) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                T best = column.apply(now, 0);
                for (int i = 1; i < now.size(); i++) {
                    T next = column.apply(now, i);
                    best = next.compareTo(best) > 0 ? next : best;
                }
                return best;
            });
        }

        static String user() {
            return max(Timetable::station) + max(Timetable::minutes);
        }
    }

    static class LocalEverything {

        private enum Kind {
            LATE, EARLY
        }

        static String describe(int number) {
            return ScopedQsbr.read(guard -> {
                Stop stop = Timetable.current.get(guard).stop(number);
                Kind kind = stop.isLate(100) ? Kind.LATE : Kind.EARLY;
                String text = switch (kind) {
                    case LATE -> "late " + stop.station();
                    case EARLY -> stop.station();
                };
                record Line(String text, Kind kind) {
                }
                Line line = new Line(text, kind);
                return line.toString();
            });
        }
    }
}
