// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.jcstress.Structures;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The library's collections for JCStress's stories. It is to be loaded with calls that are replaced by those of
 * {@link KeptMemory}. All collections share one reclaimer, which lives as long as the JVM.
 */
final class KeptStructures implements Structures {

    private static final int WORDS = 4;
    private static final Codec<Long> REPEATED = new Repeated();

    private final Reclaimer reclaimer = Reclaimer.create();

    KeptStructures() {
        KeptMemory.useAgain();
    }

    /** A number, several times. */
    private static final class Repeated implements Codec<Long> {

        @Override
        public int byteSize(Long value) {
            return WORDS * Long.BYTES;
        }

        @Override
        public void write(Long value, MemorySegment to) {
            for (int i = 0; i < WORDS; i++) {
                to.setAtIndex(ValueLayout.JAVA_LONG, i, value);
            }
        }

        @Override
        public Long read(MemorySegment from) {
            return from.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    @Override
    public PlayedMap map() {
        return new KeptMap(OffHeapMap.create(reclaimer, Codec.longs(), REPEATED));
    }

    private record KeptMap(OffHeapMap<Long, Long> map) implements PlayedMap {

        private static final MethodHandle ENTRIES = entries();
        private static final MethodHandle GROW = grower();

        private static MethodHandle entries() {
            try {
                return MethodHandles.privateLookupIn(OffHeapMap.class, MethodHandles.lookup())
                        .findGetter(OffHeapMap.class, "entries", Entries.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a map has entries", e);
            }
        }

        private static MethodHandle grower() {
            try {
                return MethodHandles.privateLookupIn(Buckets.class, MethodHandles.lookup()).findVirtual(Buckets.class,
                        "growIfFull", MethodType.methodType(void.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("buckets grow", e);
            }
        }

        @Override
        public void put(long key, long value) {
            map.put(key, value);
        }

        @Override
        public void remove(long key) {
            map.remove(key);
        }

        @Override
        public boolean contains(long key) {
            return map.containsKey(key);
        }

        @Override
        public String read(long key, Runnable meanwhile) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment value = map.view(key, guard);
                if (value == null) {
                    return NONE;
                }
                long before = value.get(ValueLayout.JAVA_LONG, 0);
                meanwhile.run();
                for (int i = 0; i < WORDS; i++) {
                    if (value.getAtIndex(ValueLayout.JAVA_LONG, i) != before) {
                        return FREED;
                    }
                }
                return before == KeptMemory.POISON ? FREED : Long.toString(before);
            }
        }

        @Override
        public void grow() {
            ScopedQsbr.run(() -> {
                try {
                    GROW.invoke(((Entries) ENTRIES.invoke(map)).buckets());
                } catch (Throwable e) {
                    throw new AssertionError("buckets can grow", e);
                }
            });
        }

        @Override
        public void close() {
            map.close();
        }
    }

    @Override
    public PlayedQueue queue() {
        return new KeptQueue(OffHeapQueue.create(reclaimer, Codec.longs()));
    }

    private record KeptQueue(OffHeapQueue<Long> queue) implements PlayedQueue {

        @Override
        public void add(long element) {
            queue.add(element);
        }

        @Override
        public @Nullable Long poll() {
            return queue.poll();
        }

        @Override
        public boolean wasTailLeft() {
            return KeptMemory.wasTailLeft();
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    @Override
    public PlayedStack stack() {
        return new KeptStack(OffHeapStack.create(reclaimer, Codec.longs()));
    }

    private record KeptStack(OffHeapStack<Long> stack) implements PlayedStack {

        @Override
        public void push(long element) {
            stack.push(element);
        }

        @Override
        public @Nullable Long pop() {
            return stack.pop();
        }

        @Override
        public void close() {
            stack.close();
        }
    }
}
