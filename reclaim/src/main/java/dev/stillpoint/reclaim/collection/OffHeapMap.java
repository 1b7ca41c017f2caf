// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A hash table off the heap, for many threads. Keys and values are sequences of bytes; codecs make them from objects.
 *
 * {@snippet :
 * OffHeapMap<String, byte[]> pages = OffHeapMap.create(reclaimer, Codec.strings(), Codec.bytes());
 * pages.put("/index", rendered);
 * byte[] copy = pages.get("/index");
 * try (ReadGuard guard = ScopedQsbr.open()) {
 *     MemorySegment page = pages.view("/index", guard);   // not copied; valid while the guard is open
 *     channel.write(page.asByteBuffer());
 * }
 * }
 *
 * <p><b>Size.</b> It grows and shrinks with its entries, bucket by bucket: no size is asked for, and no thread waits
 * for another. An entry takes 24 bytes and its key and value; there are about as many buckets of 16 bytes as entries.
 * No object on the heap stands for an entry. With a {@linkplain OffHeapMapConfig limit} entries that were not used
 * lately are removed.
 *
 * <p><b>Threading.</b> Any thread may call any method. All are lock-free. Each change of one key is atomic; a value is
 * replaced, never written in place, so what a reader has got does not change under it.
 *
 * <p><b>Memory.</b> What is removed or replaced is retired to the reclaimer, and freed after a grace period.
 * Methods that change the map first do what the reclaimer's limits say about a full backlog: they wait, but not inside
 * a read section, or throw. {@link #close()} retires the rest.
 *
 * <p><b>Errors.</b> If a method throws, whatever it is, the map has not changed. Only {@link #clear()} may have removed
 * a part, and {@link #close()} may have closed it.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it puts a value happens-before what another does
 * after it has got it.
 *
 * <p>Sources: Shalev and Shavit, Split-Ordered Lists, 2006; Michael, High Performance Dynamic Lock-Free Hash Tables,
 * 2002; Desnoyers, the resizable hash table of liburcu, 2012.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class OffHeapMap<K, V> implements AutoCloseable {

    private final String name;
    private final Reclaimer reclaimer;
    private final Keys<K> keys;
    private final Codec<V> values;
    /** Null if each entry weighs 1. */
    private final @Nullable Weigher<? super K, ? super V> weigher;
    private final Entries entries;
    /** Null without a limit. */
    private final @Nullable ClockHand clock;
    /** The monitor of {@link #close()}. */
    private final Object closing = new Object();
    // set by close, before the rest is retired; read by any thread in a section
    private volatile boolean closed;
    // under the monitor
    private boolean retired;

    private OffHeapMap(Reclaimer reclaimer, Codec<K> keys, Codec<V> values, OffHeapMapConfig config,
            @Nullable Weigher<? super K, ? super V> weigher) {
        name = config.name();
        this.reclaimer = Objects.requireNonNull(reclaimer, "reclaimer");
        this.keys = new Keys<>(keys);
        this.values = Objects.requireNonNull(values, "values");
        this.weigher = weigher;
        entries = new Entries(reclaimer, weigher != null);
        boolean hasLimit = config.byteLimit() < Long.MAX_VALUE || config.weightLimit() < Long.MAX_VALUE;
        try {
            clock = hasLimit ? new ClockHand(entries, config) : null;
        } catch (Throwable e) {
            entries.freeUnused();
            throw e;
        }
    }

    /**
     * An empty map without a limit.
     *
     * @throws NullPointerException if an argument is null
     * @throws OutOfMemoryError if there is no memory
     */
    public static <K, V> OffHeapMap<K, V> create(Reclaimer reclaimer, Codec<K> keys, Codec<V> values) {
        return create(reclaimer, keys, values, OffHeapMapConfig.defaults());
    }

    /**
     * An empty map.
     *
     * @param reclaimer frees what is removed or replaced. Close the map before it
     * @param keys {@link Codec#longs()} is the fastest: such a key is not stored
     * @throws NullPointerException if an argument is null
     * @throws OutOfMemoryError if there is no memory
     */
    public static <K, V> OffHeapMap<K, V> create(Reclaimer reclaimer, Codec<K> keys, Codec<V> values,
            OffHeapMapConfig config) {
        return new OffHeapMap<>(reclaimer, keys, values, config, null);
    }

    /**
     * An empty map whose entries have weights. Each of them takes 8 to 15 bytes more.
     *
     * @param reclaimer frees what is removed or replaced. Close the map before it
     * @param keys as in {@link #create(Reclaimer, Codec, Codec, OffHeapMapConfig)}
     * @param config should have a {@linkplain OffHeapMapConfig#withWeightLimit limit of weight}
     * @throws NullPointerException if an argument is null
     * @throws OutOfMemoryError if there is no memory
     */
    public static <K, V> OffHeapMap<K, V> create(Reclaimer reclaimer, Codec<K> keys, Codec<V> values,
            OffHeapMapConfig config, Weigher<? super K, ? super V> weigher) {
        return new OffHeapMap<>(reclaimer, keys, values, config, Objects.requireNonNull(weigher, "weigher"));
    }

    // -- reading

    /**
     * A copy of the value of a key.
     *
     * @return null if the key is not there
     * @throws IllegalStateException if the map is closed, as in all methods but {@link #close()} and the figures
     * @throws IllegalArgumentException if the key has more than 65535 bytes, as in all methods that take one
     */
    @SuppressWarnings("NullAway") // what read returns may be null if what its body returns may
    public @Nullable V get(K key) {
        byte[] bytes = keys.bytes(key);
        return ScopedQsbr.read(() -> {
            long node = find(key, bytes);
            return node == 0 ? null : values.read(Node.value(node));
        });
    }

    /**
     * The value of a key, as it lies in memory: read-only, aligned to 8 bytes, and valid until the guard is closed. It
     * does not change, even if the key gets another value.
     *
     * @return null if the key is not there
     * @throws IllegalStateException if the guard is closed
     */
    @GuardScoped
    public @Nullable MemorySegment view(K key, ReadGuard guard) {
        guard.requireOpen();
        long node = find(key, keys.bytes(key));
        return node == 0 ? null : Node.value(node);
    }

    /** Whether a key is there. */
    public boolean containsKey(K key) {
        byte[] bytes = keys.bytes(key);
        return ScopedQsbr.read(() -> find(key, bytes) != 0);
    }

    private long find(K key, byte @Nullable [] bytes) {
        requireOpen();
        long node = entries.find(keys.hash(key, bytes), bytes);
        if (node != 0 && clock != null) {
            Node.addUse(node);
        }
        return node;
    }

    /**
     * What {@link #forEach} shows of an entry. Valid during the call only: afterwards its methods throw
     * {@link IllegalStateException}, or, while another entry is shown, speak of that one.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static final class Entry<K, V> {

        private final OffHeapMap<K, V> map;
        // the thread that iterates; 0 if none is shown
        private long node;

        private Entry(OffHeapMap<K, V> map) {
            this.map = map;
        }

        /** The key. */
        public K key() {
            return map.keys.read(shown());
        }

        /** A copy of the value. */
        public V value() {
            return map.values.read(valueView());
        }

        /** The bytes of the key; read-only. */
        @GuardScoped
        public MemorySegment keyView() {
            return map.keys.segment(shown());
        }

        /** The value as it lies in memory; read-only. */
        @GuardScoped
        public MemorySegment valueView() {
            return Node.value(shown());
        }

        private long shown() {
            if (node == 0) {
                throw new IllegalStateException("An entry of map %s was kept after the action to which it was shown. "
                        .formatted(map.name) + "Copy its key and value in the action.");
            }
            return node;
        }
    }

    /** So many buckets are looked at in one section, so that iterating holds nobody up. */
    private static final int BUCKETS_PER_SECTION = 1024;

    /**
     * Shows all entries, in no order that means something. An entry that is there all the time is shown once, also if
     * its value is replaced meanwhile: then with one of its values. Of the entries that come or go meanwhile each may
     * be shown; more than once only if its key was removed and put again.
     *
     * <p>While the action runs the thread is inside a read section, which ends and begins again every thousand entries
     * or so. The action may change the map.
     *
     * @throws RuntimeException what the action throws; the rest is not shown
     */
    public void forEach(Consumer<? super Entry<K, V>> action) {
        Objects.requireNonNull(action, "action");
        Entry<K, V> entry = new Entry<>(this);
        long position = 0;
        do {
            long begin = position;
            position = ScopedQsbr.read(() -> {
                requireOpen();
                return entries.forEach(begin, BUCKETS_PER_SECTION, node -> {
                    entry.node = node;
                    try {
                        action.accept(entry);
                    } finally {
                        entry.node = 0;
                    }
                });
            });
        } while (position != 0);
    }

    // -- writing

    /** Gives a key a value, whether it had one or not. */
    public void put(K key, V value) {
        change(key, value, Entries.ANY);
    }

    /**
     * Gives a key a value if it has none.
     *
     * @return whether it got the value
     */
    public boolean putIfAbsent(K key, V value) {
        return change(key, value, 0);
    }

    private boolean change(K key, V value, long expected) {
        Objects.requireNonNull(value, "value");
        byte[] bytes = keys.ownBytes(key);
        reclaimer.requireRoom();
        return isTrueInSection(() -> {
            requireOpen();
            long hash = keys.hash(key, bytes);
            boolean isThere = expected == 0 && entries.find(hash, bytes) != 0;
            return (!isThere && put(key, hash, bytes, expected, value)) ? Boolean.TRUE : Boolean.FALSE;
        });
    }

    /** Returns whether the map has changed. */
    private boolean put(K key, long hash, byte @Nullable [] bytes, long expected, V value) {
        boolean put = entries.put(hash, bytes, expected, values, value, weight(key, value));
        if (put && clock != null) {
            try {
                if (clock.isNeeded()) {
                    clock.makeRoom(entries.find(hash, bytes));
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                // The map has changed, so this must not throw. The next one that puts something makes room.
            }
        }
        return put;
    }

    private int weight(K key, V value) {
        if (weigher == null) {
            return 1;
        }
        int weight = weigher.weigh(key, value);
        if (weight < 0) {
            throw new IllegalArgumentException(
                    "The weigher of map %s says that an entry weighs %d; it must be 0 or more.".formatted(name,
                            weight));
        }
        return weight;
    }

    /**
     * Gives a key another value if it has one.
     *
     * @return whether it got the value
     */
    public boolean replace(K key, V value) {
        return replaceIf(key, value, () -> _ -> true);
    }

    /**
     * Gives a key another value if it has a certain one.
     *
     * @param expected compared with the value byte by byte
     * @return whether it got the value
     */
    public boolean replace(K key, V expected, V value) {
        return replaceIf(key, value, () -> hasValue(expected));
    }

    private boolean replaceIf(K key, V value, Supplier<LongPredicate> condition) {
        Objects.requireNonNull(value, "value");
        return changeIf(key, condition, (hash, bytes, seen) -> put(key, hash, bytes, seen, value));
    }

    private LongPredicate hasValue(V expected) {
        MemorySegment wanted = Encoding.encode(values, Objects.requireNonNull(expected, "expected"));
        return node -> Node.value(node).mismatch(wanted) == -1;
    }

    /** Changes the entry of a key, unless another thread has changed it. */
    private interface ChangeOfSeen {

        /** Returns whether the entry was still the one that was seen, and so has changed. */
        boolean isMade(long hash, byte @Nullable [] bytes, long seen);
    }

    /**
     * Returns whether the key was there, its entry met the condition, and was changed.
     *
     * @param condition makes it, by a codec of the user's
     */
    private boolean changeIf(K key, Supplier<LongPredicate> condition, ChangeOfSeen change) {
        byte[] bytes = keys.ownBytes(key);
        LongPredicate isMet = condition.get();
        reclaimer.requireRoom();
        return isTrueInSection(() -> {
            requireOpen();
            long hash = keys.hash(key, bytes);
            while (true) {
                long seen = entries.find(hash, bytes);
                if (seen == 0 || !isMet.test(seen)) {
                    return Boolean.FALSE;
                }
                if (change.isMade(hash, bytes, seen)) {
                    return Boolean.TRUE;
                }
            }
        });
    }

    /**
     * Removes a key.
     *
     * @return whether it was there
     */
    public boolean remove(K key) {
        byte[] bytes = keys.bytes(key);
        reclaimer.requireRoom();
        return isTrueInSection(() -> {
            requireOpen();
            boolean isRemoved = entries.remove(keys.hash(key, bytes), bytes, Entries.ANY);
            return isRemoved ? Boolean.TRUE : Boolean.FALSE;
        });
    }

    /**
     * Removes a key if it has a certain value.
     *
     * @param expected compared with the value byte by byte
     * @return whether it was removed
     */
    public boolean remove(K key, V expected) {
        return changeIf(key, () -> hasValue(expected), (hash, bytes, seen) -> entries.remove(hash, bytes, seen));
    }

    /**
     * Gives a key the value that a function makes of the one it has.
     *
     * @param function is given the key, and a copy of its value, or null if it has none; it returns null to remove the
     *        key. It runs inside a read section. If another thread changes the key meanwhile, it is called again with
     *        the other value, so it should do nothing else
     * @return the value that the key has now; null if none
     */
    @SuppressWarnings("NullAway") // as in get
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        byte[] bytes = keys.ownBytes(key);
        reclaimer.requireRoom();
        return ScopedQsbr.read(() -> {
            requireOpen();
            long hash = keys.hash(key, bytes);
            while (true) {
                long seen = entries.find(hash, bytes);
                V next = function.apply(key, seen == 0 ? null : values.read(Node.value(seen)));
                if (next == null) {
                    if (seen == 0 || entries.remove(hash, bytes, seen)) {
                        return null;
                    }
                } else if (put(key, hash, bytes, seen, next)) {
                    return next;
                }
            }
        });
    }

    /**
     * The value of a key, which is made if it has none.
     *
     * @param function returns null to give it none. Of several threads that come at once each may call it; the value of
     *        one of them is put
     * @return the value that the key has now: a copy, or what the function returned; null if none
     */
    @SuppressWarnings("NullAway") // as in get
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V there = get(key);
        if (there != null) {
            return there;
        }
        byte[] bytes = keys.ownBytes(key);
        reclaimer.requireRoom();
        return ScopedQsbr.read(() -> {
            requireOpen();
            long hash = keys.hash(key, bytes);
            V made = null;
            while (true) {
                long seen = entries.find(hash, bytes);
                if (seen != 0) {
                    return values.read(Node.value(seen));
                }
                made = made == null ? function.apply(key) : made;
                if (made == null || put(key, hash, bytes, 0, made)) {
                    return made;
                }
            }
        });
    }

    /**
     * Gives a key a value, or what a function makes of that and the one it has.
     *
     * @param function is given a copy of the value that it has, and {@code value}; the rest as in {@link #compute}
     * @return the value that the key has now; null if none
     */
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(function, "function");
        return compute(key, (_, seen) -> seen == null ? value : function.apply(seen, value));
    }

    /**
     * Removes all entries that are there at the call. Of those that come meanwhile each may be removed.
     *
     * <p>Once it has begun, a full backlog is no reason to throw: if the limits say so it waits for room now and then,
     * and else goes on. If it throws an error, such as {@link OutOfMemoryError}, it may have removed a part of the
     * entries; call it again for the rest. So it may if it throws because the map is closed meanwhile.
     *
     * @throws BacklogExceededException if the backlog is full at the call and the limits say so; nothing is removed
     */
    public void clear() {
        reclaimer.requireRoom();
        long position = removeFrom(0);
        while (position != 0) {
            waitForRoom();
            position = removeFrom(position);
        }
    }

    /** Removes the entries of some buckets. Returns the hash at which to go on; 0 at the end. */
    private long removeFrom(long begin) {
        return ScopedQsbr.read(() -> {
            requireOpen();
            return entries.forEach(begin, BUCKETS_PER_SECTION, entries::remove);
        });
    }

    /** As the reclaimer's limits say, but without throwing, because a part is removed already. */
    private void waitForRoom() {
        try {
            reclaimer.requireRoom();
        } catch (IllegalStateException | OutOfMemoryError | StackOverflowError e) {
            // There is no room, or the reclaimer is closing, or memory is short. Removing throws if it must.
        }
    }

    // -- life cycle and figures

    /** How many entries there are; while other threads change the map, about. */
    public long size() {
        return Math.max(0, entries.count());
    }

    /** What it has, and what it takes. Of a closed map: what it had, but for the bytes that are still allocated. */
    public OffHeapMapStatistics statistics() {
        BucketTable table = entries.buckets().table();
        return new OffHeapMapStatistics(size(), Math.max(0, entries.bytes()), entries.memory().allocatedBytes(),
                table.size(), table.bytes(), clock == null ? 0 : clock.evictions(), Math.max(0, entries.weight()));
    }

    /** Boxing and unboxing would be calls, which may fail at the end of the stack although the map has changed. */
    @SuppressWarnings("BoxedPrimitiveEquality") // there are two of them
    private static boolean isTrueInSection(SectionBody<Boolean, RuntimeException> body) {
        return ScopedQsbr.read(body) == Boolean.TRUE;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "Map %s is closed. Close it after its last user, and before its reclaimer.".formatted(name));
        }
    }

    /**
     * Retires all that is left. It waits for nobody: the memory is freed after a grace period. Closing again does
     * nothing, unless this was struck by an error: then it goes on.
     *
     * @throws IllegalStateException if the reclaimer is closed: the memory is lost
     * @throws OutOfMemoryError if there is no memory to retire the rest with. The map is closed or not; close it again
     */
    @Override
    public void close() {
        synchronized (closing) {
            if (retired) {
                return;
            }
            Reclaimable rest = entries.rest();
            // Pairs with OffHeapMap.requireOpen, by the grace period: who does not see it is in a section.
            closed = true;
            reclaimer.retireWithoutWaiting(rest);
            retired = true;
        }
    }

    @Override
    public String toString() {
        return "%s[%s]".formatted(name, closed ? "closed" : statistics());
    }
}
