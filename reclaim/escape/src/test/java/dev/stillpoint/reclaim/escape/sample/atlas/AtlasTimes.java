// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.logging.Logger;

/** Waiting, the JDK's own keepers, holders, rounds of loops, and what was retired by hand. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"FutureReturnValueIgnored", "LockOnNonEnclosingClassLiteral", "unused"})
final class AtlasTimes {

    private AtlasTimes() {
    }

    static class TickingInterface {

        interface Ticker {

            void tick();
        }

        static final class Announcing implements Ticker {

            @Override
            public void tick() {
                ScopedQsbr.checkpoint();
            }
        }

        static int go(Ticker ticker) {
            return ScopedQsbr.read(() -> {
                ticker.tick(); // escapes: ACROSS_CHECKPOINT
                return Atlas.current.get().size();
            });
        }
    }

    static class SleepyDefault {

        interface Throttle {

            default void pause() {
                try {
                    TimeUnit.MILLISECONDS.sleep(1);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        static int go(Throttle throttle) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                throttle.pause(); // escapes: BLOCKING_CALL
                return Atlas.current.get(guard).size();
            }
        }
    }

    static class BoundedType {

        abstract static class Step<T> {

            abstract T next(T before) throws InterruptedException;
        }

        static final class Taking extends Step<String> {

            private BlockingQueue<String> queue;

            @Override
            String next(String before) throws InterruptedException {
                return before + queue.take();
            }
        }

        static <S extends Step<String>> String go(S step) throws InterruptedException {
            return ScopedQsbr.read(() -> step.next(Atlas.current.get().name(0))); // escapes: BLOCKING_CALL
        }
    }

    static class EnumBody {

        enum Pace {
            FAST {
                @Override
                void hold() {
                    // goes on
                }
            },
            SLOW {
                @Override
                void hold() {
                    synchronized (EnumBody.class) {
                        System.out.println("slow");
                    }
                }
            };

            abstract void hold();
        }

        static int go(Pace pace) {
            return ScopedQsbr.read(() -> {
                pace.hold(); // escapes: BLOCKING_CALL
                return Atlas.current.get().size();
            });
        }
    }

    static class LambdaWaits {

        interface Meter {

            long read() throws InterruptedException;
        }

        static long measure(Meter meter) throws InterruptedException {
            return ScopedQsbr.read(() -> meter.read() + Atlas.current.get().size());
        }

        static long go() throws InterruptedException {
            return measure(() -> { // escapes: BLOCKING_CALL
                Thread.sleep(10);
                return 1;
            });
        }
    }

    static class ReadsIntoBuffer {

        static void go(AsynchronousFileChannel file, CompletionHandler<Integer, Void> handler) {
            ScopedQsbr.run(() -> file.read( // escapes: HANDOVER
                    Atlas.current.get().bytes(0).asByteBuffer(), 0, null, handler));
        }
    }

    static class FilterKeeps {

        static void go(Logger logger) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Atlas now = Atlas.current.get(guard);
                logger.setFilter(entry -> entry.getMessage().length() < now.size()); // escapes: CAPTURE
            }
        }
    }

    static class Publishes {

        static void go(SubmissionPublisher<Place> publisher) {
            ScopedQsbr.run(() -> Atlas.current.get().places()
                    .forEach(publisher::submit)); // escapes: BLOCKING_CALL, HANDOVER
        }
    }

    static class RemovesInside {

        static int go(ReferenceQueue<Object> queue) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                queue.remove(); // escapes: BLOCKING_CALL
                return Atlas.current.get(guard).size();
            }
        }
    }

    static class SlicesLater {

        private SegmentAllocator allocator;

        void go() {
            ScopedQsbr.run(() -> allocator =
                    SegmentAllocator.slicingAllocator(Atlas.current.get().bytes(1))); // escapes: FIELD
        }
    }

    static class Overlaps {

        private MemorySegment common;

        void go(MemorySegment other) {
            ScopedQsbr.run(() -> Atlas.current.get().bytes(0).asOverlappingSlice(other)
                    .ifPresent(slice -> common = slice)); // escapes: FIELD
        }
    }

    static class OverlapReturned {

        static Optional<MemorySegment> go(MemorySegment other) {
            MemorySegment mine = other;
            return ScopedQsbr.read(() -> mine.asOverlappingSlice( // escapes: SECTION_RESULT
                    Atlas.current.get().bytes(0)));
        }
    }

    static class IntoSegment {

        static void go(MemorySegment pointers) {
            ScopedQsbr.run(() -> {
                Atlas now = Atlas.current.get();
                for (int i = 0; i < now.size(); i++) {
                    pointers.setAtIndex(ValueLayout.ADDRESS, i, now.bytes(i)); // escapes: COLLECTION
                }
            });
        }
    }

    static class ReloadsInside {

        static int go(Reloadable<Atlas> atlas) throws ReloadException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                if (atlas.get(guard).size() == 0) {
                    atlas.reload(); // escapes: BLOCKING_CALL
                }
                return atlas.get(guard).size();
            }
        }
    }

    static class BufferKept {

        private ByteBuffer view;

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                view = Atlas.current.get(guard).bytes(2).asByteBuffer().asReadOnlyBuffer().slice(); // escapes: FIELD
            }
        }
    }

    static class CastFromHolder {

        static final class Holder<T> {

            private T value;

            Holder(T value) {
                this.value = value;
            }

            T value() {
                return value;
            }
        }

        private Place.Town kept;

        void go() {
            ScopedQsbr.run(() -> {
                Object any = Atlas.current.get().place(0);
                Holder<Object> holder = new Holder<>(any); // escapes: FIELD
                kept = (Place.Town) holder.value(); // escapes: FIELD
            });
        }
    }

    static class EarlierRound {

        static int longer() {
            int longer = 0;
            Place before = null;
            for (int i = 0; i < 10; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Place place = Atlas.current.get(guard).place(i);
                    if (before != null && place.name().length() > before.name().length()) { // escapes: USE_AFTER_CLOSE
                        longer++;
                    }
                    before = place;
                }
            }
            return longer;
        }
    }

    static class WhileRounds {

        static int sum(Iterable<String> names) {
            int sum = 0;
            Optional<Place> last = Optional.empty();
            for (String name : names) {
                ReadGuard guard = ScopedQsbr.open();
                try {
                    sum += last.map(place -> place.name().length()).orElse(0); // escapes: USE_AFTER_CLOSE
                    last = Atlas.current.get(guard).find(name);
                } finally {
                    guard.close();
                }
            }
            return sum;
        }
    }

    static class RetiredInHelper {

        private final Reclaimer reclaimer;

        RetiredInHelper(Reclaimer reclaimer) {
            this.reclaimer = reclaimer;
        }

        private void drop(Atlas old) {
            reclaimer.retire(old);
        }

        int go(Atlas old) {
            drop(old);
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredFromField {

        private final Reclaimer reclaimer;
        private Atlas mine;

        RetiredFromField(Reclaimer reclaimer, Atlas mine) {
            this.reclaimer = reclaimer;
            this.mine = mine;
        }

        void go(Atlas next) {
            reclaimer.retire(mine);
            System.out.println("retired " + mine.size()); // escapes: USE_AFTER_RETIRE
            mine = next;
        }
    }

    static class RetiredEach {

        static int go(Reclaimer reclaimer, Deque<Atlas> editions) {
            editions.forEach(reclaimer::retireWithoutWaiting);
            return editions.peek().size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredRow {

        static String go(Reclaimer reclaimer, Atlas old) {
            Place capital = old.place(0);
            reclaimer.retire(old);
            return capital.name(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class FreedByMethodReference {

        static int go(List<Atlas> editions) {
            editions.forEach(Atlas::reclaim);
            int sum = 0;
            for (Atlas each : editions) {
                sum += each.size(); // escapes: USE_AFTER_RETIRE
            }
            return sum;
        }
    }

    static class RetiredAction {

        static String go(Reclaimer reclaimer, Atlas old) {
            reclaimer.retireWithoutWaiting(() -> old.reclaim(), old.byteSize());
            return old.name(0); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredInSwitch {

        static int go(Reclaimer reclaimer, Map<String, Atlas> editions, String name) {
            Atlas old = editions.remove(name);
            switch (name) {
                case "old", "older" -> reclaimer.retire(old);
                default -> System.out.println("kept");
            }
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredMade {

        static int go(Reclaimer reclaimer) {
            var made = new Atlas(4);
            reclaimer.retire(made);
            return made.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class CheckpointBetween {

        static int go() {
            Atlas now = Atlas.current.get();
            int size = now.size();
            ScopedQsbr.checkpoint();
            return size + now.size(); // escapes: ACROSS_CHECKPOINT
        }
    }

    static class RowsAcross {

        static int go(IntSupplier more) {
            int sum = 0;
            try (ReadGuard guard = ScopedQsbr.open()) {
                Deque<Integer> pending = new ArrayDeque<>(List.of(1, 2, 3));
                while (!pending.isEmpty()) {
                    sum += Atlas.current.get(guard).name(pending.pop()).length() + more.getAsInt();
                    ScopedQsbr.checkpoint(); // escapes: ACROSS_CHECKPOINT
                }
            }
            return sum;
        }
    }

    static class Keeps {

        private final QsbrReference<Atlas> reference;
        private final List<Object> trash = new ArrayList<>();

        Keeps(QsbrReference<Atlas> reference) {
            this.reference = reference;
        }

        void go() {
            ScopedQsbr.run(() -> {
                trash.add("begin");
                trash.add(new Object[] {reference.get().place(0), "end"}); // escapes: COLLECTION
            });
        }
    }
}
