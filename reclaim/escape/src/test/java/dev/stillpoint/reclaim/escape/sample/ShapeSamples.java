// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The shapes that compilers make of modern code: switches, patterns, records, generics, inner classes, long methods.
 */
@SuppressWarnings({"ClassCanBeStatic", "RefactorSwitch"}) // all shapes are wanted, also those to avoid
final class ShapeSamples {

    private ShapeSamples() {
    }

    enum Mode {
        NOW, LATER, NEVER
    }

    static class SwitchLambdas {

        IntSupplier choose(QsbrReference<Table> table, Mode mode) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return switch (mode) {
                    case NOW -> {
                        int number = now.number(0);
                        yield () -> number; // allowed
                    }
                    case LATER -> () -> now.number(0); // escapes: CAPTURE
                    case NEVER -> () -> 0; // allowed
                };
            });
        }

        int use(QsbrReference<Table> table, Mode mode) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                IntSupplier chosen = switch (mode) {
                    case NOW -> () -> now.number(1); // allowed
                    case LATER -> now::hashCode; // allowed
                    case NEVER -> () -> 0;
                };
                return chosen.getAsInt();
            });
        }

        static Object kept;

        void bySwitchOnString(QsbrReference<Table> table, String what) {
            ScopedQsbr.run(() -> {
                switch (what) {
                    case "version" -> kept = table.get(); // escapes: STATIC_FIELD
                    case "number" -> kept = table.get().number(0); // allowed
                    default -> throw new IllegalArgumentException(what + table.get());
                }
            });
        }
    }

    sealed interface Shape {

        record Whole(Table table) implements Shape {
        }

        record Part(MemorySegment bytes) implements Shape {
        }
    }

    static class Patterns {

        static Object kept;

        int match(QsbrReference<Table> table, Object subject) {
            return ScopedQsbr.read(() -> {
                Object either = subject == null ? table.get() : subject;
                return switch (either) {
                    case Row(MemorySegment bytes) -> {
                        kept = bytes; // escapes: STATIC_FIELD
                        yield 1;
                    }
                    case Table whole when whole.number(0) > 3 -> {
                        kept = whole; // escapes: STATIC_FIELD
                        yield 2;
                    }
                    default -> 3;
                };
            });
        }

        Object result(QsbrReference<Table> table, Object subject) {
            return ScopedQsbr.read(guard -> switch (subject) {
                case String key when key.isEmpty() -> table.get(guard).country(0);
                case Integer key -> table.get(guard).row(key); // escapes: SECTION_RESULT
                default -> 0;
            });
        }

        void test(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                if ((Object) table.get() instanceof Table same && same.number(0) > 0) {
                    kept = same; // escapes: STATIC_FIELD
                }
            });
        }
    }

    static class NestedLambdas {

        private final List<Object> seen = new ArrayList<>();

        void read(QsbrReference<Table> table, Executor executor) {
            Runnable outer = () -> {
                Runnable middle = () -> ScopedQsbr.run(() -> {
                    Table now = table.get();
                    seen.add(now); // escapes: COLLECTION
                    executor.execute(() -> System.out.println(now)); // escapes: HANDOVER
                });
                middle.run();
            };
            outer.run();
        }
    }

    static class Generics<K extends Comparable<K>, V> {

        private final List<V> values = new ArrayList<>();

        void keep(V value) {
            values.add(value); // allowed
        }

        static void read(QsbrReference<Table> table, Generics<String, Object> into) {
            ScopedQsbr.run(() -> {
                into.keep(table.get().country(0)); // allowed
                into.keep(table.get().row(0)); // escapes: COLLECTION
            });
        }
    }

    static class InlineFunctions {

        static <T, R> R let(T value, Function<? super T, ? extends R> use) {
            return use.apply(value); // allowed
        }

        static <T> T also(T value, List<Object> log) {
            log.add(value); // allowed
            return value;
        }

        int read(QsbrReference<Table> table, List<Object> log) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                int local = let(now, it -> it.number(0)); // allowed
                int captured = let(3, it -> now.number(it)); // allowed
                int logged = also(now, log).number(1); // escapes: COLLECTION
                return local + captured + logged;
            });
        }
    }

    class Inner {

        private final Object held;

        Inner(Object held) {
            this.held = held;
        }

        Object held() {
            return held;
        }
    }

    class InnerClasses {

        Object read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Inner plain = new Inner(table.get().country(0)); // allowed
                Inner holding = new Inner(table.get()); // escapes: FIELD
                return plain.held().hashCode() + holding.hashCode();
            });
        }
    }

    static class Serializable1 {

        @SuppressWarnings("serial")
        interface SerializableSupplier<T> extends Supplier<T>, Serializable {
        }

        static SerializableSupplier<Integer> kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                kept = () -> now.number(0); // escapes: CAPTURE
            });
        }
    }

    static class ConstructorReference {

        Function<Object, Object> maker() {
            return FieldSamples.PlainHolder::new; // allowed
        }

        Function<MemorySegment, Object> viewMaker() {
            return Row::new; // escapes: RETURN
        }
    }

    static class LongsAndDoubles {

        static double kept;
        static Object object;

        double read(QsbrReference<Table> table, long first, double second) {
            return ScopedQsbr.read(guard -> {
                long a = first;
                double b = second;
                Table now = table.get(guard);
                long[] sums = {a, now.number(0)}; // allowed
                sums[1] += now.number(1);
                kept = b + sums[1]--; // allowed
                object = now; // escapes: STATIC_FIELD
                return a + b;
            });
        }
    }

    static class Chained {

        private Object first;
        private Object second;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                first = second = table.get(); // escapes: FIELD
            });
        }
    }

    static class ExceptionPaths {

        private Object kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Object now = "none";
                try {
                    now = table.get();
                    System.out.println(now);
                } catch (IllegalStateException e) {
                    kept = now; // escapes: FIELD
                } finally {
                    System.out.println(now);
                }
            });
        }

        void readNothing(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Object now = "none";
                try {
                    System.out.println(table.get());
                } catch (IllegalStateException e) {
                    kept = now; // allowed
                }
            });
        }
    }

    static class Reassigned {

        private Object kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Object now = table.get();
                System.out.println(now);
                now = "nothing";
                kept = now; // allowed
            });
        }

        void readInLoop(QsbrReference<Table> table, int rounds) {
            ScopedQsbr.run(() -> {
                Object previous = null;
                for (int i = 0; i < rounds; i++) {
                    kept = previous; // escapes: FIELD
                    previous = table.get();
                }
            });
        }
    }

    static class BridgedBody implements SectionBody<Integer, RuntimeException> {

        private final QsbrReference<Table> table;
        private Table kept;

        BridgedBody(QsbrReference<Table> table) {
            this.table = table;
        }

        @Override
        public Integer read() {
            kept = table.get(); // escapes: FIELD
            return kept.number(0);
        }
    }

    interface DefaultMethods {

        Table KEPT_BY_NOBODY = null;

        QsbrReference<Table> table();

        default Table now(ReadGuard guard) {
            return table().get(guard); // escapes: RETURN
        }

        default int number() {
            return ScopedQsbr.read(() -> now()).length(); // allowed
        }

        private String now() {
            return table().get().country(0); // allowed
        }
    }
}
