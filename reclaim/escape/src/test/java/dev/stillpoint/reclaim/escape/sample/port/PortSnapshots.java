// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** Snapshots that are used too late, or never closed. */
final class PortSnapshots {

    private PortSnapshots() {
    }

    static class AfterSwitch {

        static int go(String question) {
            Port port;
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                port = snapshot.get();
            }
            return switch (question) {
                case "none" -> 0;
                case "size" -> port.size(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                default -> question.length();
            };
        }
    }

    static class Temporary {

        static int go() {
            return Port.current.snapshot().get().size(); // escapes: SNAPSHOT_NOT_CLOSED
        }
    }

    static class GoodPathOnly {

        static String go(int berth) {
            Snapshot<Port> snapshot = Port.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            String name = snapshot.get().name(berth);
            snapshot.close();
            return name;
        }
    }

    static class ThreadAndClosed {

        static void go() {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                Port port = snapshot.get();
                Thread.startVirtualThread(() -> System.out.println(port.size())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class SubmittedAndClosed {

        static Future<Integer> go(ExecutorService executor) {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                return executor.submit(() -> snapshot.get().size()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class ContinuedLoop {

        static int go(List<QsbrReference<Port>> ports) {
            int ships = 0;
            for (QsbrReference<Port> port : ports) {
                Snapshot<Port> snapshot = port.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
                if (snapshot.get().size() == 0) {
                    continue;
                }
                ships += snapshot.get().size();
                snapshot.close();
            }
            return ships;
        }
    }

    static class ClosedOnCondition {

        static int go(boolean done) {
            Snapshot<Port> snapshot = Port.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            try {
                return snapshot.get().size();
            } finally {
                if (done) {
                    snapshot.close();
                }
            }
        }
    }

    static class UsedInFinally {

        static int go() {
            Snapshot<Port> snapshot = Port.current.snapshot();
            Port port = snapshot.get();
            try {
                return port.size();
            } finally {
                snapshot.close();
                System.out.println("looked at " + port.name(0)); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class ClosedByHelper {

        private static void done(Snapshot<?> snapshot) {
            System.out.println("done");
            snapshot.close();
        }

        static String go() {
            Snapshot<Port> snapshot = Port.current.snapshot();
            Ship ship;
            try {
                ship = snapshot.get().ship(0);
            } finally {
                done(snapshot);
            }
            return ship.name(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class MapInField {

        private final Map<String, Ship> shown = new HashMap<>();

        void show(String name) {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                shown.put(name, snapshot.get().ship(0)); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class PortInField {

        private Port shown;

        void show() {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                shown = snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        int size() {
            return shown.size();
        }
    }

    static class InOptional {

        static int go() {
            return Optional.of(Port.current.snapshot()) // escapes: SNAPSHOT_NOT_CLOSED
                    .map(Snapshot::get).map(Port::size).orElse(0);
        }
    }

    static class InStream {

        static int go(QsbrReference<Port> north, QsbrReference<Port> south) {
            return Stream.of(north, south)
                    .map(QsbrReference::snapshot) // escapes: SNAPSHOT_NOT_CLOSED
                    .mapToInt(snapshot -> snapshot.get().size())
                    .sum();
        }
    }

    static class FromFactory {

        private static Snapshot<Port> look() {
            return Port.current.snapshot();
        }

        static int go() {
            Snapshot<Port> snapshot = look(); // escapes: SNAPSHOT_NOT_CLOSED
            return snapshot.get().size();
        }
    }

    static class ForgottenShare {

        static int go(Snapshot<Port> snapshot) {
            Snapshot<Port> mine = snapshot.share(); // escapes: SNAPSHOT_NOT_CLOSED
            return mine.get().size() + snapshot.get().size();
        }
    }

    static class ViewReturned {

        static Ship go() {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                return snapshot.get().ship(0); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class LazyStream {

        static List<String> go() {
            Stream<String> names;
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                names = snapshot.get().ships().map(Ship::name);
            }
            return names.toList(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class LateSupplier {

        static int go() {
            IntSupplier later;
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                Port port = snapshot.get();
                later = () -> port.size();
            }
            return later.getAsInt(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class Reassigned {

        static int go(QsbrReference<Port> other) {
            Snapshot<Port> snapshot = Port.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            try {
                int size = snapshot.get().size();
                snapshot = other.snapshot();
                return size + snapshot.get().size();
            } finally {
                snapshot.close();
            }
        }
    }

    static class CatchReturns {

        static int go(String number) {
            Snapshot<Port> snapshot = Port.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            try {
                int result = snapshot.get().size() / Integer.parseInt(number);
                snapshot.close();
                return result;
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    static class Perhaps {

        static int go(boolean fresh, Port given) {
            Snapshot<Port> snapshot = fresh ? Port.current.snapshot() : null; // escapes: SNAPSHOT_NOT_CLOSED
            return snapshot == null ? given.size() : snapshot.get().size();
        }
    }

    static class HeldTogether {

        record Held(Snapshot<Port> snapshot, Port port) {
        }

        static Held go() {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                return new Held(snapshot, snapshot.get()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class FutureStage {

        static CompletableFuture<String> go(CompletableFuture<Integer> berth) {
            try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                Port port = snapshot.get();
                return berth.thenApplyAsync(port::name); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class OldInRound {

        static int changes(int rounds) {
            int changes = 0;
            Port before = null;
            for (int i = 0; i < rounds; i++) {
                try (Snapshot<Port> snapshot = Port.current.snapshot()) {
                    if (before != null && before.size() != snapshot.get().size()) { // escapes: SNAPSHOT_USE_AFTER_CLOSE
                        changes++;
                    }
                    before = snapshot.get();
                }
            }
            return changes;
        }
    }
}
