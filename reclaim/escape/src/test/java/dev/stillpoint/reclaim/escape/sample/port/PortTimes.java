// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Parts, rounds and versions that were retired. */
// as programs are written, and wrong on purpose
@SuppressWarnings("UnusedVariable")
final class PortTimes {

    private PortTimes() {
    }

    static class CastAttachment {

        static MemorySegment go() {
            return ScopedQsbr.read(() -> {
                Object attachment = Port.current.get().attachment(0);
                return (MemorySegment) attachment; // escapes: SECTION_RESULT
            });
        }
    }

    static class CastNote {

        private MemorySegment remark;

        void go(int berth) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port.Note<Object> note = Port.current.get(guard).note(berth); // escapes: FIELD
                remark = (MemorySegment) note.value(); // escapes: FIELD
            }
        }
    }

    static class ErasedPart {

        private static MemorySegment part;

        static void go() {
            ScopedQsbr.run(() -> part = Port.current.get().part(MemorySegment.class, 2)); // escapes: STATIC_FIELD
        }
    }

    static class LastRound {

        static int rising(int rounds) {
            int rising = 0;
            Ship last = null;
            for (int i = 0; i < rounds; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Ship ship = Port.current.get(guard).ship(i);
                    if (last != null && last.tons() < ship.tons()) { // escapes: USE_AFTER_CLOSE
                        rising++;
                    }
                    last = ship;
                }
            }
            return rising;
        }
    }

    static class ComparedSegments {

        static long changes(int rounds) {
            long changes = 0;
            MemorySegment before = MemorySegment.NULL;
            int round = 0;
            do {
                ReadGuard guard = ScopedQsbr.open();
                try {
                    MemorySegment now = Port.current.get(guard).hull(0);
                    changes += before.mismatch(now) < 0 ? 0 : 1; // escapes: USE_AFTER_CLOSE
                    before = now;
                } finally {
                    guard.close();
                }
            } while (++round < rounds);
            return changes;
        }
    }

    static class IteratorOfFirstRound {

        static void go(int rounds) {
            Iterator<Ship> ships = null;
            for (int i = 0; i < rounds; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    if (ships == null) {
                        ships = Port.current.get(guard).iterator();
                    }
                    System.out.println(ships.next().name()); // escapes: USE_AFTER_CLOSE
                }
            }
        }
    }

    static class SecondGuard {

        static int go() {
            Port port;
            try (ReadGuard first = ScopedQsbr.open()) {
                port = Port.current.get(first);
            }
            try (ReadGuard second = ScopedQsbr.open()) {
                return port.size() + Port.current.get(second).size(); // escapes: USE_AFTER_CLOSE
            }
        }
    }

    static class RetiredThenRead {

        static int go(Reclaimer reclaimer, Port old) {
            reclaimer.retire(old);
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredByHelper {

        private static void drop(Port port) {
            System.out.println("dropping");
            Port.reclaimer.retire(port);
        }

        static void go() {
            Port scratch = new Port(3);
            drop(scratch);
            System.out.println(scratch.name(0)); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredByLambda {

        static String go(Reclaimer reclaimer) {
            Port scratch = new Port(3);
            Runnable drop = () -> reclaimer.retire(scratch);
            drop.run();
            return scratch.name(1); // escapes: USE_AFTER_RETIRE
        }
    }

    static class ReadInFinally {

        static void go(Reclaimer reclaimer, Port old) {
            try {
                reclaimer.retire(old);
            } finally {
                System.out.println("retired " + old.name(0)); // escapes: USE_AFTER_RETIRE
            }
        }
    }

    static class RetiredTogether {

        static int go(Reclaimer reclaimer, List<Port> old) {
            reclaimer.retireAll(old);
            int ships = 0;
            for (Port port : old) {
                ships += port.size(); // escapes: USE_AFTER_RETIRE
            }
            return ships;
        }
    }

    static class RetiredEach {

        static String go(Reclaimer reclaimer, List<Port> old) {
            old.forEach(reclaimer::retire);
            return old.getFirst().name(0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class ListMadeHere {

        static int go(Reclaimer reclaimer, Port north, Port south) {
            reclaimer.retireAll(List.of(north, south));
            return north.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class ViewTakenBefore {

        static int go(Reclaimer reclaimer, Port old) {
            MemorySegment hull = old.hull(0);
            reclaimer.retireWithoutWaiting(old);
            return hull.get(ValueLayout.JAVA_INT, 0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class FreedThenRead {

        static String go() {
            Port scratch = new Port(1);
            Ship ship = scratch.ship(0);
            scratch.reclaim();
            return ship.name(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredAsAction {

        static byte go(Reclaimer reclaimer) {
            NativeBlock block = BlockAllocator.malloc().allocate(64);
            reclaimer.retire(block::reclaim, block.byteSize());
            return block.segment().get(ValueLayout.JAVA_BYTE, 0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredOnOneBranch {

        static int go(Reclaimer reclaimer, Port old, boolean now) {
            if (now) {
                reclaimer.retire(old);
            } else {
                System.out.println("later");
            }
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class ArenaClosed {

        static int go(Reclaimer reclaimer) {
            MemorySegment numbers;
            try (ReclaimableArena arena = ReclaimableArena.create(reclaimer)) {
                numbers = arena.allocate(64);
            }
            return numbers.get(ValueLayout.JAVA_INT, 0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredInLoop {

        static void go(Reclaimer reclaimer, int count) {
            List<Port> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ports.add(new Port(i + 1));
            }
            for (Port port : ports) {
                reclaimer.retire(port);
                System.out.println(port.name(0)); // escapes: USE_AFTER_RETIRE
            }
        }
    }

    static class TwoHelpers {

        private static void end(Reclaimer reclaimer, Port port) {
            if (port != null) {
                reallyEnd(reclaimer, port);
            }
        }

        private static void reallyEnd(Reclaimer reclaimer, Port port) {
            reclaimer.retire(port);
        }

        static int go(Reclaimer reclaimer) {
            Port scratch = new Port(2);
            Ship ship = scratch.ship(1);
            end(reclaimer, scratch);
            return ship.tons(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class UsedByLambdaLater {

        static void go(Reclaimer reclaimer, List<Integer> berths) {
            Port scratch = new Port(2);
            reclaimer.retire(scratch);
            berths.forEach(berth -> System.out.println(scratch.name(berth))); // escapes: USE_AFTER_RETIRE
        }
    }

    static class BestOfRounds {

        static String go(int rounds) {
            Ship[] best = new Ship[1];
            for (int i = 0; i < rounds; i++) {
                int berth = i;
                ScopedQsbr.run(() -> best[0] = Port.current.get().ship(berth)); // escapes: ARRAY
            }
            return best[0].name();
        }
    }
}
