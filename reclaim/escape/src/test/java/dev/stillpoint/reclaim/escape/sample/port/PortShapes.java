// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The shapes of the language. */
// as programs are written, and wrong on purpose
@SuppressWarnings({"try", "SameNameButDifferent", "UnusedVariable", "DefaultCharset", "ImmutableEnumChecker",
        "EnumOrdinal", "LabelledBreakTarget", "StatementSwitchToExpressionSwitch", "AssignmentExpression"})
final class PortShapes {

    private PortShapes() {
    }

    static class GuardInField {

        private ReadGuard guard;

        void begin() {
            guard = ScopedQsbr.open(); // escapes: FIELD
        }

        void end() {
            guard.close();
        }
    }

    static class GuardReturned {

        static ReadGuard enter(String who) {
            System.out.println(who);
            return ScopedQsbr.open(); // escapes: RETURN
        }
    }

    static class GuardCaptured {

        static Runnable go() {
            ReadGuard guard = ScopedQsbr.open(); // missed: NOT_CLOSED
            System.out.println(Port.current.get(guard).size());
            return () -> guard.close(); // escapes: CAPTURE
        }
    }

    static class GuardForgotten {

        static int go() {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            return Port.current.get(guard).size();
        }
    }

    static class GuardOnOnePath {

        static String go(int berth) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            try {
                Port now = Port.current.get(guard);
                if (berth >= now.size()) {
                    return "";
                }
                String name = now.name(berth);
                guard.close();
                return name;
            } catch (RuntimeException e) {
                guard.close();
                throw e;
            }
        }
    }

    static class ClosedEarly {

        static int go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                int size = now.size();
                guard.close();
                return size + now.name(0).length(); // escapes: USE_AFTER_CLOSE
            }
        }
    }

    static class OpenedInLoop {

        static int go(int rounds) {
            int sum = 0;
            ReadGuard guard = null;
            try {
                for (int i = 0; i < rounds; i++) {
                    guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
                    sum += Port.current.get(guard).size();
                }
            } finally {
                if (guard != null) {
                    guard.close();
                }
            }
            return sum;
        }
    }

    static class ClosedInCatchOnly {

        static int go() {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            try {
                return Port.current.get(guard).size();
            } catch (IllegalStateException e) {
                guard.close();
                return -1;
            }
        }
    }

    static class Yielded {

        static MemorySegment go(String what) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return switch (what) { // escapes: SECTION_RESULT
                    case "none" -> MemorySegment.NULL;
                    case "first" -> {
                        System.out.println("first");
                        yield now.hull(0);
                    }
                    default -> MemorySegment.ofArray(what.getBytes());
                };
            });
        }
    }

    static class RecordPattern {

        private MemorySegment bytes;

        void go(int berth) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Object found = Port.current.get(guard).ship(berth);
                if (found instanceof Ship(MemorySegment hull, int at) && at == berth) {
                    bytes = hull; // escapes: FIELD
                }
            }
        }
    }

    static class NestedRecordPattern {

        record Pair(Object left, Object right) {
        }

        private static MemorySegment left;

        static void go() {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                switch (now.attachment(0)) {
                    case MemorySegment segment when segment.byteSize() > 8 -> left = segment; // escapes: STATIC_FIELD
                    case Pair(String _, Object right) -> System.out.println(right);
                    default -> System.out.println("nothing");
                }
            });
        }
    }

    static class AnonymousReturned {

        static Supplier<String> go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Ship ship = Port.current.get(guard).ship(0);
                return new Supplier<>() { // escapes: CAPTURE
                    @Override
                    public String get() {
                        return ship.name();
                    }
                };
            }
        }
    }

    static class LocalClass {

        private final List<Object> shapes = new ArrayList<>();

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                class Named {

                    @Override
                    public String toString() {
                        return now.name(0);
                    }
                }
                shapes.add(new Named()); // escapes: CAPTURE
            }
        }
    }

    static class EnumSlot {

        enum Slot {
            LEFT, RIGHT;

            private Ship ship;
        }

        static void go() {
            ScopedQsbr.run(() -> {
                Slot.LEFT.ship = Port.current.get().ship(0); // escapes: FIELD
                System.out.println(Slot.RIGHT.ordinal());
            });
        }
    }

    static class PrivateInterfaceMethod {

        interface Reading {

            int berth();

            private MemorySegment hull() {
                return Port.current.get().hull(berth()); // escapes: RETURN
            }

            default long bytes() {
                return ScopedQsbr.read(() -> hull().byteSize());
            }
        }
    }

    static class Bridged implements Supplier<Ship> {

        @Override
        public Ship get() {
            return Port.current.get().ship(0); // escapes: RETURN
        }
    }

    static class StaticInitialiser {

        private static final Ship FLAGSHIP;

        static {
            try (ReadGuard guard = ScopedQsbr.open()) {
                FLAGSHIP = Port.current.get(guard).ship(0); // escapes: STATIC_FIELD
            }
        }

        static String name() {
            return FLAGSHIP.name();
        }
    }

    static class SuperCall {

        static class Panel {

            private final Object model;

            Panel(Object model) {
                this.model = model;
            }

            @Override
            public String toString() {
                return "panel of " + model;
            }
        }

        static class ShipPanel extends Panel {

            ShipPanel(Port port, int berth) {
                super(port.ship(berth)); // escapes: FIELD
            }
        }

        static Panel go() {
            return ScopedQsbr.read(() -> new ShipPanel(Port.current.get(), 1));
        }
    }

    static class InstanceInitialiser {

        private Ship first;

        {
            ScopedQsbr.run(() -> first = Port.current.get().ship(0)); // escapes: FIELD
        }

        String name() {
            return first.name();
        }
    }

    static class Ternary {

        private MemorySegment kept;

        void go(boolean wanted) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                kept = wanted ? now.hull(0) : MemorySegment.NULL; // escapes: FIELD
            }
        }
    }

    static class LabeledBreak {

        static int go(List<List<Integer>> berths) {
            Ship found = null;
            search : try (ReadGuard guard = ScopedQsbr.open()) {
                for (List<Integer> row : berths) {
                    for (int berth : row) {
                        found = Port.current.get(guard).ship(berth);
                        if (found.isLarge()) {
                            break search;
                        }
                    }
                }
            }
            return found == null ? 0 : found.tons(); // escapes: USE_AFTER_CLOSE
        }
    }

    static class StringSwitch {

        private final Map<String, Object> answers = new HashMap<>();

        void go(String question) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                switch (question) {
                    case "size" :
                        answers.put(question, now.size());
                        break;
                    case "first" :
                        answers.put(question, now.ship(0)); // escapes: COLLECTION
                        break;
                    default :
                        break;
                }
            });
        }
    }

    static class SynchronisedBlock {

        private final Object lock = new Object();
        private int size;

        void go() {
            ScopedQsbr.run(() -> {
                synchronized (lock) { // escapes: BLOCKING_CALL
                    size = Port.current.get().size();
                }
            });
        }
    }

    static class SynchronisedMethod {

        private int size;

        private synchronized void store(int now) {
            size = now;
        }

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                store(Port.current.get(guard).size()); // escapes: BLOCKING_CALL
            }
        }
    }

    static class LambdaInLambda {

        static void go(Executor executor, List<Integer> berths) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                executor.execute(() -> berths.forEach(berth -> System.out.println(now // escapes: HANDOVER
                        .name(berth))));
            });
        }
    }

    static class Curried {

        static IntFunction<String> go() {
            Function<Port, IntFunction<String>> names = port -> berth -> port.name(berth);
            return ScopedQsbr.read(() -> names.apply(Port.current.get())); // escapes: SECTION_RESULT
        }
    }

    static class Recursive {

        private static MemorySegment heaviest(Port port, int from, MemorySegment best) {
            if (from == port.size()) {
                return best;
            }
            MemorySegment next = port.hull(from);
            return heaviest(port, from + 1, next.byteSize() > best.byteSize() ? next : best);
        }

        static MemorySegment go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return heaviest(Port.current.get(guard), 0, MemorySegment.NULL); // escapes: RETURN
            }
        }
    }

    static class ConstructorReference {

        record Wrapper(MemorySegment content) {
        }

        static Wrapper go() {
            Function<MemorySegment, Wrapper> wrap = Wrapper::new; // escapes: FIELD
            return ScopedQsbr.read(() -> wrap.apply(Port.current.get().hull(0)));
        }
    }

    static class Scoped {

        private static final ScopedValue<Ship> SHIP = ScopedValue.newInstance();

        private ScopedValue.Carrier bindings;

        void go() {
            ScopedQsbr.run(() -> bindings = ScopedValue.where(SHIP, Port.current.get().ship(0))); // escapes: COLLECTION
        }

        void later() {
            bindings.run(() -> System.out.println(SHIP.get().name()));
        }
    }

    static class Thrown {

        static class BadShip extends RuntimeException {

            private static final long serialVersionUID = 1L;

            private final transient Ship ship;

            BadShip(Ship ship) {
                super("bad ship");
                this.ship = ship; // escapes: FIELD
            }

            Ship ship() {
                return ship; // escapes: RETURN
            }
        }

        static void check(int berth) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Ship ship = Port.current.get(guard).ship(berth);
                if (ship.tons() < 0) {
                    throw new BadShip(ship);
                }
            }
        }
    }

    static class FutureStage {

        static CompletableFuture<String> go(Executor executor) {
            return CompletableFuture
                    .supplyAsync(() -> ScopedQsbr.read(() -> Port.current.get() // escapes: SECTION_RESULT, RETURN
                            .ship(0)), executor)
                    .thenApply(Ship::name);
        }
    }

    static class CatchBlock {

        static int go(int berth) {
            Ship ship = null;
            try (ReadGuard guard = ScopedQsbr.open()) {
                ship = Port.current.get(guard).ship(berth);
                return 1000 / ship.tons();
            } catch (ArithmeticException e) {
                throw new IllegalStateException(ship.name(), e); // escapes: USE_AFTER_CLOSE
            }
        }
    }

    static class GenericSection {

        private static <T> T inside(Supplier<T> body) {
            return ScopedQsbr.read(body::get);
        }

        static int go() {
            Port port = inside(() -> Port.current.get()); // escapes: SECTION_RESULT
            return port.size();
        }
    }

    static class GuardToThread {

        static void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Thread.ofVirtual().start(() -> System.out.println(Port.current.get(guard).size())); // escapes: HANDOVER
            }
        }
    }

    static class Inherited {

        abstract static class Slot<T> {

            protected T value;
        }

        static class ShipSlot extends Slot<Ship> {

            void load() {
                ScopedQsbr.run(() -> value = Port.current.get().ship(0)); // escapes: FIELD
            }
        }
    }

    static class OuterField {

        private Ship kept;

        class Worker implements Runnable {

            @Override
            public void run() {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    OuterField.this.kept = Port.current.get(guard).ship(0); // escapes: FIELD
                }
            }
        }
    }

    static class CapturingField {

        private Supplier<String> printer = () -> "";

        void go() {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                printer = () -> now.name(0); // escapes: CAPTURE
            });
        }
    }

    static class DoubleAssignment {

        private static Ship last;

        static String go() {
            return ScopedQsbr.read(() -> {
                Ship ship = last = Port.current.get().ship(0); // escapes: STATIC_FIELD
                return ship.name();
            });
        }
    }

    static class ArrayLiteral {

        static MemorySegment[] go() {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return new MemorySegment[] {now.hull(0), now.hull(1)}; // escapes: ARRAY
            });
        }
    }

    static class InnerOfNested {

        static int go() {
            try (ReadGuard outer = ScopedQsbr.open()) {
                int before = Port.current.get(outer).size();
                Ship ship = ScopedQsbr.read(() -> Port.current.get().ship(before - 1)); // accused: SECTION_RESULT
                outer.close();
                return ship.tons(); // escapes: USE_AFTER_CLOSE
            }
        }
    }
}
