// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapQueue;
import dev.stillpoint.reclaim.collection.OffHeapSortedSet;
import dev.stillpoint.reclaim.collection.OffHeapStack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32;

/** Right. */
// as programs are written
@SuppressWarnings("ArrayRecordComponent")
final class QuayCopies {

    private QuayCopies() {
    }

    static class Arrayed {

        static byte[] bytes(int number) {
            return ScopedQsbr.read(() -> Quay.current.get().bytes(number).toArray(ValueLayout.JAVA_BYTE));
        }

        static long[] longs(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Quay.current.get(guard).bytes(number).asSlice(0, 32).toArray(ValueLayout.JAVA_LONG);
            }
        }
    }

    static class CopiedToHeap {

        static MemorySegment bytes(int number) {
            return ScopedQsbr.read(() -> {
                MemorySegment bytes = Quay.current.get().bytes(number);
                MemorySegment copy = MemorySegment.ofArray(new byte[(int) bytes.byteSize()]);
                copy.copyFrom(bytes);
                return copy;
            });
        }
    }

    static class CopiedToArray {

        private final int[] numbers = new int[8];

        void fill() {
            ScopedQsbr.run(() -> MemorySegment.copy(Quay.current.get().bytes(0), ValueLayout.JAVA_INT, 0, numbers, 0,
                    numbers.length));
        }
    }

    static class CopiedToArena {

        static MemorySegment name(Arena arena, int number) {
            return ScopedQsbr.read(() -> arena.allocateFrom(Quay.current.get().name(number)));
        }

        static MemorySegment bytes(Arena arena, int number) {
            return ScopedQsbr.read(() -> {
                MemorySegment bytes = Quay.current.get().bytes(number);
                return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes, ValueLayout.JAVA_BYTE, 0, bytes.byteSize());
            });
        }
    }

    static class FromBuffer {

        static byte[] bytes(int number) {
            return ScopedQsbr.read(() -> {
                ByteBuffer buffer = Quay.current.get().buffer(number);
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                return bytes;
            });
        }

        static int[] ints(int number) {
            return ScopedQsbr.read(() -> {
                int[] ints = new int[4];
                Quay.current.get().buffer(number).asIntBuffer().get(0, ints);
                return ints;
            });
        }
    }

    static class HeapBuffer {

        static ByteBuffer copy(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                ByteBuffer source = Quay.current.get(guard).buffer(number);
                ByteBuffer copy = ByteBuffer.allocate(source.remaining());
                copy.put(source);
                copy.flip();
                return copy;
            }
        }

        static ByteBuffer chained(int number) {
            return ScopedQsbr.read(() -> {
                ByteBuffer source = Quay.current.get().buffer(number);
                return ByteBuffer.allocate(source.remaining()).put(source).flip();
            });
        }
    }

    static class Decoded {

        static String text(int number) {
            return ScopedQsbr.read(() -> {
                ByteBuffer buffer = Quay.current.get().buffer(number).slice(8, 24);
                return StandardCharsets.UTF_8.decode(buffer).toString();
            });
        }

        static String string(int number) {
            return ScopedQsbr.read(() -> new String(
                    Quay.current.get().bytes(number).asSlice(8, 24).toArray(ValueLayout.JAVA_BYTE),
                    StandardCharsets.US_ASCII));
        }
    }

    static class Hashed {

        static String digest(int number) throws NoSuchAlgorithmException {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ScopedQsbr.run(() -> digest.update(Quay.current.get().buffer(number)));
            return HexFormat.of().formatHex(digest.digest());
        }

        static long checksum() {
            CRC32 crc = new CRC32();
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    crc.update(now.buffer(i));
                }
            }
            return crc.getValue();
        }
    }

    static class Compared {

        static boolean same(int one, int other) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return now.bytes(one).mismatch(now.bytes(other)) < 0 && now.buffer(one).equals(now.buffer(other))
                        && now.buffer(one).compareTo(now.buffer(other)) == 0;
            });
        }

        static int hash(int number) {
            return ScopedQsbr.read(() -> Quay.current.get().buffer(number).hashCode());
        }
    }

    static class Logged {

        private static final Logger LOG = Logger.getLogger("quay");

        static void log(int number) {
            ScopedQsbr.run(() -> {
                Berth berth = Quay.current.get().berth(number);
                LOG.log(Level.FINE, "berth {0} is {1} deep", new Object[] {berth.name(), berth.depth()});
                LOG.fine(() -> "berth " + berth.name());
            });
        }
    }

    static class Formatted {

        static String text(int number) {
            return ScopedQsbr.read(() -> {
                Berth berth = Quay.current.get().berth(number);
                return String.format("%-20s %3d %s", berth.name(), berth.depth(), berth.kind());
            });
        }

        static String more(int number) {
            return ScopedQsbr.read(() -> {
                Berth berth = Quay.current.get().berth(number);
                return new StringBuilder().append(berth.name(), 0, 3).append(berth.depth()).reverse().toString()
                        + "%d".formatted(berth.number());
            });
        }
    }

    static class Numbers {

        static BigInteger big(int number) {
            return ScopedQsbr.read(
                    () -> new BigInteger(1, Quay.current.get().bytes(number).toArray(ValueLayout.JAVA_BYTE)));
        }

        static UUID id(int number) {
            return ScopedQsbr.read(() -> {
                MemorySegment bytes = Quay.current.get().bytes(number);
                return new UUID(bytes.get(ValueLayout.JAVA_LONG, 0), bytes.get(ValueLayout.JAVA_LONG, 8));
            });
        }

        static Integer boxed(int number) {
            return ScopedQsbr.read(() -> Integer.valueOf(Quay.current.get().depth(number)));
        }
    }

    static class Bits {

        static BitSet bits(int number) {
            return ScopedQsbr.read(() -> BitSet.valueOf(Quay.current.get().buffer(number)));
        }
    }

    static class SentToQueue {

        private final ConcurrentLinkedQueue<String> names = new ConcurrentLinkedQueue<>();

        void send(BlockingQueue<String> queue, int number) throws InterruptedException {
            String name = ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                names.offer(now.name(number));
                return now.name(number);
            });
            queue.put(name);
        }
    }

    static class SentToExecutor {

        static void print(Executor executor) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    String name = now.name(i);
                    int depth = now.depth(i);
                    executor.execute(() -> System.out.println(name + depth));
                }
            }
        }

        static Future<Integer> length(ExecutorService executor, int number) {
            String name = ScopedQsbr.read(() -> Quay.current.get().name(number));
            return executor.submit(() -> name.length());
        }
    }

    static class OwnSections {

        static CompletableFuture<String> name(int number) {
            return CompletableFuture.supplyAsync(() -> ScopedQsbr.read(() -> Quay.current.get().name(number)))
                    .thenApply(name -> name + ScopedQsbr.read(() -> Quay.current.get().depthOf(name)));
        }
    }

    static class Scratch {

        private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[Quay.BERTH_BYTES]);
        private static final ThreadLocal<String> LAST = new ThreadLocal<>();

        static int hash(int number) {
            byte[] scratch = SCRATCH.get();
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                MemorySegment.ofArray(scratch).copyFrom(now.bytes(number));
                LAST.set(now.name(number));
                return Arrays.hashCode(scratch);
            });
        }
    }

    static class Caches {

        private final Map<Integer, String> names = new ConcurrentHashMap<>();
        private final Map<Berth.Kind, LongAdder> depths = new EnumMap<>(Berth.Kind.class);
        private final AtomicReference<String> last = new AtomicReference<>();

        void look(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Berth berth = Quay.current.get(guard).berth(number);
                names.put(berth.number(), berth.name());
                names.putIfAbsent(number, berth.name());
                depths.computeIfAbsent(berth.kind(), _ -> new LongAdder()).add(berth.depth());
                last.set(berth.name());
            }
        }
    }

    static class ViewOfMap {

        static int length(OffHeapMap<String, byte[]> map, String key) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment value = map.view(key, guard);
                return value == null ? -1 : value.get(ValueLayout.JAVA_INT, 0) + (int) value.byteSize();
            }
        }

        static byte[] copy(OffHeapMap<String, byte[]> map, String key) {
            byte[] outside = map.get(key);
            return outside != null ? outside : ScopedQsbr.read(guard -> {
                MemorySegment value = map.view(key + "'", guard);
                return value == null ? new byte[0] : value.toArray(ValueLayout.JAVA_BYTE);
            });
        }
    }

    static class EntriesOfMap {

        record Pair(String key, int first) {
        }

        static List<Pair> pairs(OffHeapMap<String, byte[]> map) {
            List<Pair> pairs = new ArrayList<>();
            map.forEach(entry -> pairs.add(
                    new Pair(entry.key(), entry.valueView().get(ValueLayout.JAVA_INT_UNALIGNED, 0))));
            return pairs;
        }

        static long bytes(OffHeapMap<String, byte[]> map) {
            LongAdder bytes = new LongAdder();
            map.forEach(entry -> bytes.add(entry.keyView().byteSize() + entry.value().length));
            return bytes.sum();
        }
    }

    static class OtherCollections {

        static String text(OffHeapStack<String> stack, OffHeapQueue<String> queue, OffHeapSortedSet<Long> set) {
            queue.add("a");
            stack.push("b");
            return ScopedQsbr.read(guard -> {
                MemorySegment top = stack.peekView(guard);
                MemorySegment head = queue.pollView(guard);
                MemorySegment first = set.ceilingView(3L, guard);
                return (top == null ? "" : new String(top.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
                        + (head == null ? 0 : head.byteSize())
                        + (first == null ? 0 : first.get(ValueLayout.JAVA_LONG, 0));
            }) + stack.pop() + queue.peek() + set.first();
        }
    }

    static class Batches {

        record Batch(String[] names, int[] depths) {
        }

        static Batch batch() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                String[] names = new String[now.size()];
                int[] depths = new int[now.size()];
                for (int i = 0; i < names.length; i++) {
                    Berth berth = now.berth(i);
                    names[i] = berth.name();
                    depths[i] = berth.depth();
                }
                return new Batch(names, depths);
            });
        }
    }

    static class Summary {

        private int deepest;
        private String name = "";
        private byte[] bytes = {};

        void look() {
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                for (var each = now.iterator(); each.hasNext();) {
                    Berth berth = each.next();
                    if (berth.depth() > deepest) {
                        deepest = berth.depth();
                        name = berth.name();
                        bytes = berth.bytes().toArray(ValueLayout.JAVA_BYTE);
                    }
                }
            });
        }
    }
}
