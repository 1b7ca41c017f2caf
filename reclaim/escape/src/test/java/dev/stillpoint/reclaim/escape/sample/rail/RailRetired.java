// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What is retired or freed by hand. */
final class RailRetired {

    private RailRetired() {
    }

    static class Published {

        static int publish(QsbrReference<Timetable> reference, byte[] file) {
            Timetable next = Timetable.parse(file);
            reference.replace(next);
            return next.size(); // missed: USE_AFTER_RETIRE
        }
    }

    static class RetiredAction {

        static int drop(Reclaimer reclaimer, Timetable old) {
            reclaimer.retire(old::reclaim, old.byteSize());
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredConditionally {

        static int drop(Reclaimer reclaimer, Timetable old, boolean unused) {
            if (unused) {
                reclaimer.retire(old);
            }
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredField {

        private Timetable table;

        int swap(Reclaimer reclaimer, Timetable next) {
            reclaimer.retire(table);
            int size = table.size(); // escapes: USE_AFTER_RETIRE
            table = next;
            return size;
        }
    }

    static class RetiredOptional {

        static void drop(Reclaimer reclaimer, Optional<Timetable> old) {
            old.ifPresent(reclaimer::retire);
            old.ifPresent(table -> System.out.println(table.size())); // escapes: USE_AFTER_RETIRE
        }
    }

    static class ReclaimedThenRead {

        static int drop(Timetable old) {
            old.reclaim();
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredThenRead {

        static int swap(Reclaimer reclaimer, AtomicReference<Timetable> holder, Timetable next) {
            Timetable old = holder.getAndSet(next);
            reclaimer.retire(old);
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAllThenRead {

        static int drop(Reclaimer reclaimer, List<Timetable> old) {
            reclaimer.retireAll(old);
            int size = 0;
            for (Timetable table : old) {
                size += table.size(); // escapes: USE_AFTER_RETIRE
            }
            return size;
        }
    }

    static class RetiredPairThenRead {

        static String drop(Reclaimer reclaimer, Timetable week, Timetable weekend) {
            reclaimer.retireAll(List.of(week, weekend));
            return week.station(0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAllIndexed {

        static int drop(Reclaimer reclaimer, List<Timetable> old) {
            reclaimer.retireAll(old);
            return old.get(0).size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAllStreamed {

        static long drop(Reclaimer reclaimer, List<Timetable> old) {
            reclaimer.retireAll(old);
            return old.stream().mapToLong(Timetable::byteSize).sum(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAllForEach {

        static void drop(Reclaimer reclaimer, List<Timetable> old) {
            reclaimer.retireAll(old);
            old.forEach(table -> System.out.println(table.size())); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAllCollected {

        static int drop(Reclaimer reclaimer, Map<String, Timetable> tables) {
            List<Timetable> gone = new ArrayList<>();
            Timetable last = null;
            for (Timetable table : tables.values()) {
                gone.add(table);
                last = table;
            }
            tables.clear();
            reclaimer.retireAll(gone);
            return last == null ? 0 : last.size(); // missed: USE_AFTER_RETIRE
        }
    }

    static class RetiredByHelper {

        private static void free(Reclaimer reclaimer, Timetable old) {
            if (old != null) {
                reclaimer.retireWithoutWaiting(old);
            }
        }

        static String swap(Reclaimer reclaimer, Timetable old) {
            free(reclaimer, old);
            return "dropped " + old.station(0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredInMapLoop {

        static void drop(Reclaimer reclaimer, Map<String, Timetable> tables) {
            tables.values().forEach(reclaimer::retire);
            tables.forEach((name, table) -> System.out.println(name + table.size())); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredView {

        static int swap(Reclaimer reclaimer, Timetable old) {
            Stop first = old.stop(0);
            reclaimer.retire(old);
            return first.minutes(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredTwice {

        static void drop(Reclaimer reclaimer, Timetable old) {
            try {
                reclaimer.retire(old);
            } finally {
                System.out.println(old.station(0)); // escapes: USE_AFTER_RETIRE
            }
        }
    }

    static class RetireLast {

        static int swap(Reclaimer reclaimer, AtomicReference<Timetable> holder, Timetable next) {
            Timetable old = holder.getAndSet(next);
            int size = old.size();
            reclaimer.retire(old);
            return size;
        }

        static void all(Reclaimer reclaimer, List<Timetable> old) {
            int sizes = 0;
            for (Timetable table : old) {
                sizes += table.size();
            }
            reclaimer.retireAll(old);
            System.out.println(sizes + " in " + old.size());
            old.clear();
        }

        static void refill(Reclaimer reclaimer, List<Timetable> tables, byte[] file) {
            reclaimer.retireAll(List.copyOf(tables));
            tables.clear();
            tables.add(Timetable.parse(file));
            System.out.println(tables.get(0).size());
        }

        static void each(Reclaimer reclaimer, Collection<? extends Reclaimable> old) {
            for (Reclaimable one : old) {
                reclaimer.retire(one);
            }
        }

        static Timetable next(Reclaimer reclaimer, Timetable old, byte[] file) {
            reclaimer.retire(old);
            old = Timetable.parse(file);
            System.out.println(old.size());
            return old;
        }
    }

    static class Writers {

        static void publish(QsbrReference<Timetable> reference, byte[] file) {
            Timetable next = Timetable.parse(file);
            boolean published = false;
            try {
                reference.replace(next);
                published = true;
            } finally {
                if (!published) {
                    next.reclaim();
                }
            }
        }

        static QsbrReference<Timetable> first(Reclaimer reclaimer, byte[] file) {
            return QsbrReference.of(reclaimer, Timetable.parse(file));
        }

        static int rebuild(QsbrReference<Timetable> reference) {
            byte[] bytes;
            try (ReadGuard guard = ScopedQsbr.open()) {
                bytes = reference.get(guard).bytes(0).toArray(ValueLayout.JAVA_BYTE);
            }
            reference.replace(Timetable.parse(bytes));
            return bytes.length;
        }
    }
}
