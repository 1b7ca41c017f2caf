// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** Right. */
// as programs are written
@SuppressWarnings("try")
final class QuayClosing {

    private QuayClosing() {
    }

    static class NullChecked {

        private static void closeIfOpen(ReadGuard guard) {
            if (guard != null) {
                guard.close();
            }
        }

        static int size() {
            ReadGuard guard = null;
            try {
                guard = ScopedQsbr.open();
                return Quay.current.get(guard).size();
            } finally {
                closeIfOpen(guard);
            }
        }
    }

    static class Quietly {

        private static void closeQuietly(AutoCloseable closeable) {
            try {
                if (closeable != null) {
                    closeable.close();
                }
            } catch (Exception e) {
                System.getLogger("quay").log(System.Logger.Level.WARNING, "not closed", e);
            }
        }

        static String name(int number) {
            ReadGuard guard = ScopedQsbr.open();
            try {
                return Quay.current.get(guard).name(number);
            } finally {
                closeQuietly(guard);
            }
        }

        static long bytes() {
            Snapshot<Quay> snapshot = Quay.current.snapshot();
            try {
                return snapshot.get().byteSize();
            } finally {
                closeQuietly(snapshot);
            }
        }
    }

    static class AnyObject {

        private static void dispose(Object resource) throws Exception {
            if (resource instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }

        static int depth() throws Exception {
            ReadGuard guard = ScopedQsbr.open();
            try {
                return Quay.current.get(guard).depth(0);
            } finally {
                dispose(guard);
            }
        }
    }

    static class CaughtAndRethrown {

        static int depth() {
            ReadGuard guard = ScopedQsbr.open();
            int depth;
            try {
                depth = Quay.current.get(guard).depth(1);
            } catch (Throwable e) {
                guard.close();
                throw e;
            }
            guard.close();
            return depth;
        }
    }

    static class ClosedEarly {

        static String await(CountDownLatch go) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                String name = Quay.current.get(guard).name(0);
                guard.close();
                go.await();
                return name;
            }
        }
    }

    static class InALoop {

        static int total(List<Integer> numbers) {
            int total = 0;
            for (int number : numbers) {
                ReadGuard guard = ScopedQsbr.open();
                try {
                    Quay now = Quay.current.get(guard);
                    if (number >= now.size()) {
                        continue;
                    }
                    if (now.depth(number) < 0) {
                        break;
                    }
                    total += now.depth(number);
                } finally {
                    guard.close();
                }
            }
            return total;
        }
    }

    static class SeveralResources {

        static String page() {
            StringWriter text = new StringWriter();
            try (PrintWriter out = new PrintWriter(text);
                    Snapshot<Quay> plan = Quay.current.snapshot();
                    ReadGuard guard = ScopedQsbr.open()) {
                out.println(plan.get().size());
                out.println(Quay.current.get(guard).size());
            }
            return text.toString();
        }
    }

    static class NestedGuards {

        static boolean same() {
            try (ReadGuard outer = ScopedQsbr.open()) {
                int before = Quay.current.get(outer).size();
                try (ReadGuard inner = ScopedQsbr.open()) {
                    if (Quay.current.get(inner).size() != before) {
                        return false;
                    }
                }
                return Quay.current.get(outer).size() == before;
            }
        }
    }

    static class OpenedBefore {

        static String name() {
            ReadGuard guard = ScopedQsbr.open();
            try (guard) {
                return Quay.current.get(guard).name(2);
            }
        }
    }

    static class CalleeCloses {

        private static int sizeAndClose(ReadGuard guard) {
            try (guard) {
                return Quay.current.get(guard).size();
            }
        }

        private static int depthAndClose(ReadGuard guard, int number) {
            try {
                return Quay.current.get(guard).depth(number);
            } finally {
                guard.close();
            }
        }

        static int both() {
            return sizeAndClose(ScopedQsbr.open()) + depthAndClose(ScopedQsbr.open(), 0);
        }
    }

    static class MarkedOpener {

        @GuardScoped
        private static ReadGuard enter() {
            return ScopedQsbr.open();
        }

        static int size() {
            try (ReadGuard guard = enter()) {
                return Quay.current.get(guard).size();
            }
        }
    }

    static class MaybeOpen {

        static String name(boolean wanted) {
            try (ReadGuard guard = wanted ? ScopedQsbr.open() : null) {
                return guard == null ? "unknown" : Quay.current.get(guard).name(0);
            }
        }
    }

    static class Reopened {

        static long total(int rounds) {
            long total = 0;
            ReadGuard guard = ScopedQsbr.open();
            try {
                for (int i = 0; i < rounds; i++) {
                    if (i % 100 == 99) {
                        guard.close();
                        guard = ScopedQsbr.open();
                    }
                    total += Quay.current.get(guard).depth(i % 8);
                }
            } finally {
                guard.close();
            }
            return total;
        }
    }

    static class GenericUsing {

        interface Body<C, R> {

            R apply(C resource) throws IOException;
        }

        static <C extends AutoCloseable, R> R using(Supplier<C> open, Body<? super C, ? extends R> body)
                throws IOException {
            try (C resource = open.get()) {
                return body.apply(resource);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }

        static int size() throws IOException {
            return GenericUsing.<ReadGuard, Integer>using(ScopedQsbr::open, guard -> Quay.current.get(guard).size())
                    + GenericUsing.<Snapshot<Quay>, Integer>using(() -> Quay.current.snapshot(),
                            snapshot -> snapshot.get().size());
        }
    }

    static class DefaultMethod {

        interface Reading {

            default <R> R reading(Function<ReadGuard, R> body) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    return body.apply(guard);
                }
            }
        }

        static final class Depths implements Reading {

            int depth(int number) {
                return reading(guard -> Quay.current.get(guard).depth(number));
            }
        }
    }

    static class Suppressing {

        static int size() throws Exception {
            Snapshot<Quay> snapshot = Quay.current.snapshot();
            Throwable primary = null;
            try {
                return snapshot.get().size();
            } catch (RuntimeException e) {
                primary = e;
                throw e;
            } finally {
                if (primary != null) {
                    try {
                        snapshot.close();
                    } catch (RuntimeException e) {
                        primary.addSuppressed(e);
                    }
                } else {
                    snapshot.close();
                }
            }
        }
    }

    static class OneOrOther {

        static int size(Snapshot<Quay> given) {
            Snapshot<Quay> mine = given != null ? given.share() : Quay.current.snapshot();
            try {
                return mine.get().size();
            } finally {
                mine.close();
            }
        }
    }

    static class SwitchedInside {

        static String text(int what) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                return switch (what) {
                    case 0 -> now.name(0);
                    case 1 -> "" + now.depth(0);
                    default -> {
                        if (now.size() == 0) {
                            throw new IllegalArgumentException("no berths for " + what);
                        }
                        yield String.valueOf(now.size());
                    }
                };
            }
        }
    }

    static class Scanned {

        static int known(String text) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                int known = 0;
                Scanner words = new Scanner(text).useDelimiter(",");
                while (words.hasNext()) {
                    known += now.has(words.next().trim()) ? 1 : 0;
                }
                return known;
            });
        }
    }

    static class Lines {

        static long known(String text) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                BufferedReader lines = new BufferedReader(new StringReader(text));
                return lines.lines().filter(now::has).count();
            });
        }
    }

    static class StreamOverArray {

        static int first(byte[] bytes) throws IOException {
            try (ReadGuard guard = ScopedQsbr.open();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8))) {
                Quay now = Quay.current.get(guard);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (now.has(line)) {
                        return now.depthOf(line);
                    }
                }
                return -1;
            }
        }
    }

    static class WrittenToArray {

        static byte[] encoded() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                ScopedQsbr.run(() -> {
                    Quay now = Quay.current.get();
                    out.writeInt(now.size());
                    for (int i = 0; i < now.size(); i++) {
                        out.writeUTF(now.name(i));
                    }
                });
            }
            return bytes.toByteArray();
        }
    }

    static class PrintedText {

        static String page() {
            return ScopedQsbr.read(() -> {
                StringWriter text = new StringWriter();
                PrintWriter out = new PrintWriter(text);
                Quay.current.get().visit(berth -> out.printf("%s: %d%n", berth.name(), berth.depth()));
                out.flush();
                return text.toString();
            });
        }
    }
}
