// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.SectionAction;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lambdas, method references, local and anonymous classes. */
final class CaptureSamples {

    private CaptureSamples() {
    }

    static class Returned {

        IntSupplier read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return () -> now.number(1); // escapes: CAPTURE
            });
        }

        IntUnaryOperator reference(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> table.get()::number); // escapes: CAPTURE
        }

        IntSupplier copied(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                int number = table.get().number(1);
                return () -> number; // allowed
            });
        }
    }

    static class Stored {

        Runnable later;

        void read(ReadGuard guard) {
            later = () -> guard.close(); // escapes: CAPTURE
        }

        void readReference(ReadGuard guard) {
            later = guard::close; // escapes: CAPTURE
        }

        void readVersion(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                Runnable r = () -> System.out.println(now.number(0)); // escapes: CAPTURE
                later = r;
            });
        }

        void readReferenceInside(QsbrReference<Table> table) {
            later = () -> ScopedQsbr.run(() -> table.get().remember()); // allowed
        }
    }

    static class CalledHere {

        int read(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                IntUnaryOperator number = key -> now.number(key); // allowed
                keys.forEach(key -> System.out.println(now.number(key))); // allowed
                return number.applyAsInt(1) + number.applyAsInt(2);
            });
        }
    }

    static class HandedDown {

        static int twice(IntSupplier supplier) {
            return supplier.getAsInt() + supplier.getAsInt();
        }

        static IntSupplier kept;

        static int keep(IntSupplier supplier) {
            kept = supplier;
            return 0;
        }

        int read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                int called = twice(() -> now.number(1)); // allowed
                int kept = keep(() -> now.number(2)); // escapes: CAPTURE
                return called + kept + keep(() -> 3); // allowed
            });
        }
    }

    static class Lazily {

        long read(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return keys.size() + IntStream.generate(() -> now.number(1)).limit(3).sum(); // escapes: CAPTURE
            });
        }

        int readInLoop(QsbrReference<Table> table, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                int sum = 0;
                for (int key : keys) {
                    sum += now.number(key); // allowed
                }
                return sum;
            });
        }
    }

    static class NestedSections {

        int read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return ScopedQsbr.read(() -> now.number(0)) // allowed
                        + ScopedQsbr.read(now::hashCode); // allowed
            });
        }

        Object readOut(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                Object inner = ScopedQsbr.read(() -> now); // escapes: SECTION_RESULT
                return inner.hashCode();
            });
        }

        Object kept;

        void readAndKeep(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                ScopedQsbr.run(() -> {
                    kept = now; // escapes: FIELD
                });
            }
        }

        void bodyInVariable(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                SectionAction<RuntimeException> body = () -> System.out.println(now.number(0)); // allowed
                ScopedQsbr.run(body);
            }
        }

        SectionBody<Integer, RuntimeException> bodyReturned(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                return () -> now.number(0); // escapes: CAPTURE
            }
        }
    }

    static class InnerLambdas {

        Supplier<IntSupplier> nested(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return () -> () -> now.number(0); // escapes: CAPTURE
            });
        }

        Runnable wrapped(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                Runnable inner = () -> now.remember(); // escapes: CAPTURE
                return () -> inner.run();
            });
        }
    }

    static class Anonymous {

        Runnable kept;

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                kept = new Runnable() { // escapes: CAPTURE
                    @Override
                    public void run() {
                        now.remember();
                    }
                };
            });
        }

        void runHere(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                Runnable here = new Runnable() { // allowed
                    @Override
                    public void run() {
                        now.remember();
                    }
                };
                here.run();
            });
        }

        void withGuard(ReadGuard guard) {
            kept = new Runnable() { // escapes: CAPTURE
                @Override
                public void run() {
                    guard.close();
                }
            };
        }
    }

    static class Local {

        Object read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                MemorySegment memory = table.get().segment();
                class Reader {

                    byte first() {
                        return memory.get(ValueLayout.JAVA_BYTE, 0);
                    }
                }
                Reader reader = new Reader(); // escapes: CAPTURE
                Reader here = new Reader(); // allowed
                return here.first() == 0 ? reader : "none";
            });
        }
    }

    static class SectionClass {

        Object read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                MemorySegment memory = table.get().segment();
                return ScopedQsbr.read(new SectionBody<Object, RuntimeException>() { // allowed
                    @Override
                    public Object read() {
                        return memory; // escapes: SECTION_RESULT
                    }
                });
            });
        }
    }

    static class Argument {

        Runnable later;

        void defer(MemorySegment memory) {
            later = () -> memory.fill((byte) 0); // allowed
        }

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                defer(table.get().segment()); // escapes: CAPTURE
            });
            defer(MemorySegment.ofArray(new byte[1])); // allowed
        }
    }
}
