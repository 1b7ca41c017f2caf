// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import kotlin.io.CloseableKt;
import org.jspecify.annotations.Nullable;

/** Right code that looks like wrong code, and the wrong code beside it. */
// wrong use is the point
@SuppressWarnings({"try", "UnusedVariable", "MustBeClosedChecker"})
final class ClosingSamples {

    private ClosingSamples() {
    }

    /** What compilers and helpers make of try-with-resources. */
    static class Helpers {

        static void close(@Nullable AutoCloseable resource, @Nullable Throwable cause) {
            if (resource == null) {
                return;
            }
            try {
                resource.close();
            } catch (Exception e) {
                if (cause != null) {
                    cause.addSuppressed(e);
                }
            }
        }

        static void closeGuard(@Nullable ReadGuard guard) {
            if (guard != null) {
                guard.close();
            }
        }

        static void closeTwice(AutoCloseable resource) {
            close(resource, null);
        }

        static void closeMaybe(AutoCloseable resource, boolean wanted) throws Exception {
            if (wanted) {
                resource.close();
            }
        }

        int closedByHelper(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            Throwable cause = null;
            try {
                return table.get(guard).number(0);
            } catch (Throwable e) {
                cause = e;
                throw e;
            } finally {
                close(guard, cause);
            }
        }

        int closedWithNullCheck(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                return table.get(guard).number(0);
            } finally {
                closeGuard(guard);
            }
        }

        int snapshotClosed(QsbrReference<Table> table) {
            Snapshot<Table> snapshot = table.snapshot(); // allowed
            try {
                return snapshot.get().number(0);
            } finally {
                closeTwice(snapshot);
            }
        }

        int cleanup(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                return table.get(guard).number(0);
            } finally {
                if (Collections.singletonList(guard).get(0) != null) {
                    guard.close();
                }
            }
        }

        int used(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            Throwable cause = null;
            try {
                return table.get(guard).number(0);
            } catch (Throwable e) {
                cause = e;
                throw e;
            } finally {
                CloseableKt.closeFinally(guard, cause);
            }
        }

        int closedMaybe(QsbrReference<Table> table, boolean wanted) throws Exception {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            try {
                return table.get(guard).number(0);
            } finally {
                closeMaybe(guard, wanted);
            }
        }

        List<ReadGuard> listed() {
            return Collections.singletonList(ScopedQsbr.open()); // escapes: COLLECTION
        }
    }

    /** Reading what is in memory is not waiting. */
    static class InMemory {

        int scanned(QsbrReference<Table> table, String text) {
            return ScopedQsbr.read(() -> table.get().number(0) + new Scanner(text).nextInt()); // allowed
        }

        int readString(String text) throws IOException {
            return ScopedQsbr.read(() -> {
                try (BufferedReader reader = new BufferedReader(new StringReader(text))) {
                    return reader.read() + reader.readLine().length(); // allowed
                }
            });
        }

        int readArray(byte[] bytes) throws IOException {
            return ScopedQsbr.read(() -> {
                InputStream in = new ByteArrayInputStream(bytes);
                return new DataInputStream(in).readInt() + new InputStreamReader(in, UTF_8).read(); // allowed
            });
        }

        int readUnknown(InputStream in, Reader reader) throws IOException {
            return ScopedQsbr.read(() -> {
                int first = new DataInputStream(in).readInt(); // escapes: BLOCKING_CALL
                int second = new Scanner(in, UTF_8).nextInt(); // escapes: BLOCKING_CALL
                return first + second + new BufferedReader(reader).read(); // escapes: BLOCKING_CALL
            });
        }

        /** What is copied from does not wait, but what is copied to may. */
        long copied(byte[] bytes, OutputStream out) throws IOException {
            return ScopedQsbr.read(() -> {
                InputStream in = new ByteArrayInputStream(bytes);
                return in.transferTo(out); // escapes: BLOCKING_CALL
            });
        }

        int readEither(InputStream in, byte[] bytes, boolean memory) throws IOException {
            return ScopedQsbr.read(() -> {
                InputStream either = memory ? new ByteArrayInputStream(bytes) : in;
                return either.read(); // escapes: BLOCKING_CALL
            });
        }
    }

    /** Functions that are called before the method returns. */
    static class AtOnce {

        List<Integer> iterated(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return Stream.iterate(1, key -> now.number(key)).limit(3).toList(); // allowed
            });
        }

        String accumulated(QsbrReference<Table> table, AtomicReference<String> names) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return names.accumulateAndGet("", (name, more) -> name + more + now.country(0)); // allowed
            });
        }

        void accumulatedRow(QsbrReference<Table> table, AtomicReference<Object> rows) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                rows.accumulateAndGet(now.row(0), (row, more) -> more); // escapes: COLLECTION
                rows.accumulateAndGet("", (row, more) -> now.row(1)); // escapes: COLLECTION
            });
        }
    }

    /** A lambda that is handed to a function of one's own interface. */
    static class OwnInterface {

        interface Each {

            void each(IntConsumer consumer);

            default void twice(IntConsumer consumer) {
                each(consumer);
                each(consumer);
            }
        }

        interface Lookup {

            int look(IntUnaryOperator by);

            static int with(Lookup lookup, IntUnaryOperator by) {
                return lookup.look(by);
            }
        }

        void called(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                Each each = consumer -> consumer.accept(1);
                each.each(key -> System.out.println(now.number(key))); // allowed
                each.twice(key -> System.out.println(now.number(key))); // allowed
                Lookup lookup = by -> by.applyAsInt(3);
                System.out.println(lookup.look(key -> now.number(key))); // allowed
                System.out.println(Lookup.with(by -> by.applyAsInt(4), key -> now.number(key))); // allowed
            });
        }
    }
}
