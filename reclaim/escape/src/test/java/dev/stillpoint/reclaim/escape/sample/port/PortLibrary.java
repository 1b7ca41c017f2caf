// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What the JDK keeps. */
// as programs are written, and wrong on purpose
@SuppressWarnings({"serial", "restricted", "UnusedVariable", "FutureReturnValueIgnored"})
final class PortLibrary {

    private PortLibrary() {
    }

    static class AsyncWriteHandler {

        static void save(AsynchronousFileChannel file, CompletionHandler<Integer, String> done) {
            ScopedQsbr.run(() -> file.write(Port.current.get().log(0), 0L, "log", done)); // escapes: HANDOVER
        }
    }

    static class AsyncReadFuture {

        static Future<Integer> load(AsynchronousFileChannel file) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                ByteBuffer log = Port.current.get(guard).log(1);
                return file.read(log, 0L); // escapes: HANDOVER
            }
        }
    }

    static class AsyncSocket {

        static void send(AsynchronousSocketChannel socket, CompletionHandler<Integer, Void> done) {
            ScopedQsbr.run(() -> {
                ByteBuffer hull = Port.current.get().hull(0).asByteBuffer().slice(0, 16);
                socket.write(hull, null, done); // escapes: HANDOVER
            });
        }
    }

    static class LogFilter {

        private static final Logger LOGGER = Logger.getLogger("port");

        static void go() {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                LOGGER.setFilter(record -> record.getSequenceNumber() < now.size()); // escapes: CAPTURE
            });
        }
    }

    static class LogHandler {

        static void go(Logger logger) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                logger.addHandler(new Handler() { // escapes: CAPTURE
                    @Override
                    public void publish(LogRecord record) {
                        System.out.println(now.name(0) + record.getMessage());
                    }

                    @Override
                    public void flush() {
                    }

                    @Override
                    public void close() {
                    }
                });
            }
        }
    }

    static class Published {

        static void go(SubmissionPublisher<Ship> publisher) {
            ScopedQsbr.run(() -> Port.current.get().ships()
                    .forEach(publisher::submit)); // escapes: HANDOVER, BLOCKING_CALL
        }
    }

    static class Offered {

        static int go(SubmissionPublisher<MemorySegment> publisher) {
            return ScopedQsbr.read(() -> publisher.offer(Port.current.get().hull(0), null)); // escapes: HANDOVER
        }
    }

    static class QueueOfReferences {

        static int go(ReferenceQueue<Object> gone) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                gone.remove(); // escapes: BLOCKING_CALL
                return Port.current.get().size();
            });
        }
    }

    static class Slicing {

        private SegmentAllocator scratch = Arena.ofAuto();

        void go() {
            ScopedQsbr.run(() -> scratch = SegmentAllocator.slicingAllocator(Port.current.get() // escapes: FIELD
                    .hull(0)));
        }
    }

    static class Prefix {

        static MemorySegment go() {
            SegmentAllocator first = ScopedQsbr.read(
                    () -> SegmentAllocator.prefixAllocator(Port.current.get().hull(0))); // escapes: SECTION_RESULT
            return first.allocate(8);
        }
    }

    static class AllocatedFromSlices {

        private MemorySegment first;

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                SegmentAllocator slices = SegmentAllocator.slicingAllocator(Port.current.get(guard).hull(1));
                first = slices.allocate(8); // escapes: FIELD
            }
        }
    }

    static class Overlap {

        static Optional<MemorySegment> go(MemorySegment other) {
            return ScopedQsbr.read(() -> Port.current.get().hull(0) // escapes: SECTION_RESULT
                    .asOverlappingSlice(other));
        }
    }

    static class SegmentInSegment {

        private final MemorySegment table = Arena.global().allocate(64);

        void go() {
            ScopedQsbr.run(() -> table.set(ValueLayout.ADDRESS, 0, Port.current.get().hull(0))); // escapes: COLLECTION
        }
    }

    static class SegmentAtIndex {

        private final MemorySegment table = Arena.global().allocate(640);

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    table.setAtIndex(ValueLayout.ADDRESS, i, now.hull(i)); // escapes: COLLECTION
                }
            }
        }
    }

    static class Timed {

        static void go(Timer timer) {
            ScopedQsbr.run(() -> {
                Ship ship = Port.current.get().ship(0);
                timer.schedule(new TimerTask() { // escapes: HANDOVER
                    @Override
                    public void run() {
                        System.out.println(ship.tons());
                    }
                }, 1000);
            });
        }
    }

    static class Cleaning {

        private static final Cleaner CLEANER = Cleaner.create();

        static Cleaner.Cleanable go(Object owner) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return CLEANER.register(owner, () -> System.out.println(now.size())); // escapes: CAPTURE
            });
        }
    }

    static class CompletedFuture {

        static CompletableFuture<Ship> go() {
            return ScopedQsbr.read(() -> CompletableFuture.completedFuture(Port.current.get() // escapes: HANDOVER
                    .ship(0)));
        }
    }

    static class ThenAccept {

        static void go(CompletableFuture<Integer> berth) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                berth.thenApply(n -> n + 1).thenAccept(n -> System.out.println(now.name(n))); // escapes: HANDOVER
            }
        }
    }

    static class CombinedFutures {

        static CompletableFuture<Integer> go(CompletableFuture<Integer> one, CompletableFuture<Integer> other) {
            return ScopedQsbr.read(() -> {
                Ship ship = Port.current.get().ship(0);
                return one.thenCombine(other, (a, b) -> a + b + ship.tons()); // escapes: HANDOVER
            });
        }
    }

    static class OrTimeout {

        static CompletableFuture<Object> go(CompletableFuture<Object> answer) {
            return ScopedQsbr.read(() -> answer
                    .completeOnTimeout(Port.current.get().hull(0), 1, TimeUnit.SECONDS)); // escapes: HANDOVER
        }
    }

    static class BuiltThread {

        static Thread go() {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                Thread.Builder printer = Thread.ofPlatform().name("printer").daemon();
                return printer.unstarted(() -> System.out.println(now.size())); // escapes: HANDOVER
            });
        }
    }

    static class Forked {

        static class Count extends RecursiveTask<Integer> {

            private final Ship ship;

            Count(Ship ship) {
                this.ship = ship; // escapes: FIELD
            }

            @Override
            protected Integer compute() {
                return ship.tons();
            }
        }

        static void go() {
            ScopedQsbr.run(() -> new Count(Port.current.get().ship(0)).fork());
        }
    }

    static class Phased {

        static int go(Phaser phaser) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                phaser.arriveAndAwaitAdvance(); // escapes: BLOCKING_CALL
                return now.size();
            }
        }
    }

    static class Exchanged {

        static int go(Exchanger<MemorySegment> exchanger) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                MemorySegment got = exchanger.exchange(Port.current.get().hull(0)); // escapes: HANDOVER, BLOCKING_CALL
                return (int) got.byteSize();
            });
        }
    }

    static class Subscribing {

        static class Last implements Flow.Subscriber<Ship> {

            private Ship last;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Ship ship) {
                last = ship; // escapes: FIELD
            }

            @Override
            public void onError(Throwable error) {
            }

            @Override
            public void onComplete() {
                System.out.println(last.name());
            }
        }

        static void go(Last subscriber) {
            ScopedQsbr.run(() -> Port.current.get().ships().forEach(subscriber::onNext)); // escapes: HANDOVER
            subscriber.onComplete();
        }
    }

    static class Walking {

        static Ship go() {
            return ScopedQsbr.read(() -> { // escapes: RETURN
                Port now = Port.current.get();
                return StackWalker.getInstance().walk(frames -> now.ship((int) frames // escapes: SECTION_RESULT
                        .count()));
            });
        }
    }

    static class PerClass {

        private static final ClassValue<MemorySegment> HULLS = new ClassValue<>() {
            @Override
            protected MemorySegment computeValue(Class<?> type) {
                return Port.current.get().hull(type.getModifiers()); // escapes: RETURN
            }
        };

        static int go() {
            return ScopedQsbr.read(() -> HULLS.get(String.class).hashCode());
        }
    }

    static class Weak {

        private final Map<Object, Ship> ships = new WeakHashMap<>();

        void go(Object key) {
            ScopedQsbr.run(() -> ships.put(key, Port.current.get().ship(0))); // escapes: COLLECTION
        }
    }

    static class Synchronised {

        private final List<MemorySegment> hulls = Collections.synchronizedList(new ArrayList<>());

        void go() {
            ScopedQsbr.run(() -> hulls.addFirst(Port.current.get().hull(0))); // escapes: COLLECTION
        }
    }

    static class AsList {

        static List<Ship> go() {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return Arrays.asList(now.ship(0), now.ship(1)); // escapes: COLLECTION
            });
        }
    }

    static class ListOf {

        private List<MemorySegment> two = List.of();

        void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                two = List.of(now.hull(0), now.hull(1)); // escapes: COLLECTION
            }
        }
    }

    static class EntryOf {

        static Map.Entry<String, MemorySegment> go(int berth) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return Map.entry(now.name(berth), now.hull(berth)); // escapes: COLLECTION
            });
        }
    }

    static class InRecord {

        record Named(String name, MemorySegment hull) {
        }

        static Named go(int berth) {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return new Named(now.name(berth), now.hull(berth)); // escapes: FIELD
            });
        }
    }

    static class KeptBuffer {

        private ByteBuffer page = ByteBuffer.allocate(0);

        void go() {
            ScopedQsbr.run(() -> page = Port.current.get().hull(0).asByteBuffer()); // escapes: FIELD
        }
    }

    static class CharView {

        static CharBuffer go() {
            return ScopedQsbr.read(() -> Port.current.get().log(0).position(8) // escapes: SECTION_RESULT
                    .asCharBuffer());
        }
    }

    static class Reinterpreted {

        private static MemorySegment header = MemorySegment.NULL;

        static void go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                header = Port.current.get(guard).hull(0).reinterpret(16); // escapes: STATIC_FIELD
            }
        }
    }

    static class ReadOnly {

        static MemorySegment go() {
            return ScopedQsbr.read(() -> Port.current.get().hull(0).asReadOnly()); // escapes: SECTION_RESULT
        }
    }

    static class OfBuffer {

        static MemorySegment go() {
            return ScopedQsbr.read(() -> MemorySegment.ofBuffer(Port.current.get().log(0))); // escapes: SECTION_RESULT
        }
    }

    static class ReloadInside {

        static int go(Reloadable<Port> ports) throws ReloadException {
            return ScopedQsbr.read(() -> {
                if (ports.get().size() == 0) {
                    ports.reload(); // escapes: BLOCKING_CALL
                }
                return ports.get().size();
            });
        }
    }

    static class PerThread {

        static ThreadLocal<Ship> go() {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return ThreadLocal.withInitial(() -> now.ship(0)); // escapes: RETURN, CAPTURE
            });
        }
    }

    static class Scheduled {

        static void go(ScheduledExecutorService executor) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                executor.scheduleAtFixedRate(now::size, 1, 1, TimeUnit.SECONDS); // escapes: HANDOVER
            });
        }
    }

    static class Soft {

        static SoftReference<Ship> go() {
            return ScopedQsbr.read(() -> new SoftReference<>(Port.current.get().ship(0))); // escapes: COLLECTION
        }
    }

    static class ShutdownHook {

        static void go() {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(now // escapes: HANDOVER
                        .size())));
            });
        }
    }

    static class Handle {

        private static final VarHandle SHOWN = handle();

        private volatile Ship shown;

        private static VarHandle handle() {
            try {
                return MethodHandles.lookup().findVarHandle(Handle.class, "shown", Ship.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("shown", e);
            }
        }

        void go() {
            ScopedQsbr.run(() -> SHOWN.setRelease(this, Port.current.get().ship(0))); // escapes: FIELD
        }

        String name() {
            return shown.name();
        }
    }

    static class AtomicArray {

        private final AtomicReferenceArray<Ship> slots = new AtomicReferenceArray<>(8);

        void go(int slot) {
            ScopedQsbr.run(() -> slots.lazySet(slot, Port.current.get().ship(slot))); // escapes: COLLECTION
        }
    }

    static class ComputedEntry {

        private final ConcurrentHashMap<String, Ship> ships = new ConcurrentHashMap<>();

        void go(String name) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                ships.compute(name, (_, _) -> now.ship(0)); // escapes: COLLECTION
            });
        }
    }

    static class MergedEntry {

        private final Map<String, MemorySegment> hulls = new ConcurrentHashMap<>();

        void go() {
            ScopedQsbr.run(() -> Port.current.get().ships()
                    .forEach(ship -> hulls.merge(ship.name(), ship.bytes(), (old, _) -> old))); // escapes: COLLECTION
        }
    }

    static class Generated {

        static Iterator<Ship> go() {
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return Stream.generate(() -> now.ship(0)).iterator(); // escapes: SECTION_RESULT, RETURN, CAPTURE
            });
        }
    }

    static class ProcessWait {

        static int go(Process process) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                return process.waitFor() + now.size(); // escapes: BLOCKING_CALL
            }
        }
    }

    static class SystemProperties {

        static void go() {
            ScopedQsbr.run(() -> System.getProperties().put("port", Port.current.get())); // escapes: COLLECTION
        }
    }
}
