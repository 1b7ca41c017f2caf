// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.EscapeExemption;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import dev.stillpoint.reclaim.collection.Elements.Attempt;
import dev.stillpoint.reclaim.collection.HashList.Place;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set off the heap, for many threads and few elements: it is a list, and each call goes through it from the
 * beginning. Elements are sequences of bytes; a codec makes them from objects.
 *
 * {@snippet :
 * OffHeapSortedSet<String> names = OffHeapSortedSet.create(reclaimer, Codec.strings());
 * names.add("b");
 * names.add("a");
 * names.forEach(name -> print(name));     // a, b
 * }
 *
 * <p><b>Order.</b> Elements are compared by their bytes, from the first one on, without signs; if one begins as the
 * other, the shorter one comes first. Strings are so in the order of their code points, and numbers in their own with
 * {@link Codec#orderedLongs()}, but not with {@link Codec#longs()}. Two elements are the same if their bytes are.
 *
 * <p><b>Size.</b> An element takes 24 bytes and its own, rounded up to 8, and no object on the heap stands for it.
 *
 * <p><b>Threading.</b> Any thread may call any method. All are lock-free, and each addition and each removal is atomic.
 *
 * <p><b>Memory.</b> What is removed is retired to the reclaimer, and freed after a grace period. Removing first does
 * what the reclaimer's limits say about a full backlog: it waits, but not inside a read section, or throws.
 * {@link #close()} retires the rest.
 *
 * <p><b>Errors.</b> If a method throws, whatever it is, the set has not changed.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it adds an element happens-before what another does
 * after it has found it.
 *
 * <p>Sources: Harris, A Pragmatic Implementation of Non-Blocking Linked-Lists, 2001; Michael, High Performance Dynamic
 * Lock-Free Hash Tables, 2002.
 *
 * @param <T> the type of elements
 */
@EscapeExemption(kind = "BLOCKING_CALL",
        reason = "the monitor of what is unfinished is held for two writes, and room is not waited for in a section")
public final class OffHeapSortedSet<T> implements AutoCloseable {

    /*
     * State. A HashList with one bucket, `start`, at which everything starts. An element is the key of its node, and
     * the first eight bytes of it are the hash, so that the order of the list (L1) is that of the elements. Most steps
     * compare one word.
     *
     * Invariants, ordering and the linearization of add, remove and contains are those of HashList.
     *
     * Linearization of what is next to an element: the read of the word, or the compare-and-set, by which the search
     * came to the node. Both that word and, later, the node's own were seen without REMOVED, so at that time both were
     * in the list, one behind the other.
     *
     * Iteration. By L2 whatever is in the list all the time, and behind the node where the iteration stands, is reached
     * from there, though that node may be removed. By L1 elements rise along the way, so none is shown twice.
     *
     * Progress. As of HashList.
     */

    private static final byte[] LEAST = {};

    private final Elements<T> elements;
    /** The bucket. */
    private final long start;

    private OffHeapSortedSet(Reclaimer reclaimer, Codec<T> codec) {
        elements = new Elements<>("sorted set", reclaimer, codec, this::unlink);
        start = elements.memory().allocate(Node.BUCKET_BYTES);
        boolean made = false;
        try {
            Words.set(start + Node.NEXT, HashList.BUCKET | HashList.LINKED);
            Words.set(start + Node.HASH, 0);
            made = true;
        } finally {
            if (!made) {
                elements.memory().free(start, Node.BUCKET_BYTES);
            }
        }
    }

    /**
     * An empty set.
     *
     * @param reclaimer frees what is removed. Close the set before it
     * @throws NullPointerException if an argument is null
     * @throws OutOfMemoryError if there is no memory
     */
    public static <T> OffHeapSortedSet<T> create(Reclaimer reclaimer, Codec<T> codec) {
        return new OffHeapSortedSet<>(reclaimer, codec);
    }

    private byte[] bytes(T value) {
        return Encoding.keyBytes(elements.codec(), Objects.requireNonNull(value, "value"), "An element");
    }

    // -- writing

    /**
     * Adds an element.
     *
     * @return false if it was there already
     * @throws IllegalStateException if the set is closed, as in all methods but {@link #close()} and the figures
     * @throws IllegalArgumentException if the element has more than 65535 bytes, as in all methods that take one
     * @throws OutOfMemoryError if there is no memory
     */
    public boolean add(T value) {
        byte[] bytes = bytes(value);
        return isMade(() -> elements.attempt(attempt -> link(bytes, attempt)));
    }

    private void link(byte[] bytes, Attempt<?> attempt) {
        long hash = KeyBytes.prefix(bytes);
        if (HashList.lookUp(firstWord(), hash, bytes) != 0) {
            return;
        }
        attempt.allocate(elements.memory(), bytes.length, 0);
        Node.fill(attempt.fresh, hash, bytes, 0);
        while (!attempt.made) {
            Place place = HashList.find(start, hash, bytes);
            if (place.node() != 0) {
                return;
            }
            attempt.made = HashList.insert(place, attempt.fresh);
        }
    }

    /**
     * Removes an element.
     *
     * @return whether it was there
     * @throws dev.stillpoint.reclaim.BacklogExceededException if the reclaimer's backlog is full and its limits say so
     */
    public boolean remove(T value) {
        byte[] bytes = bytes(value);
        elements.requireRoom();
        return isMade(() -> elements.attempt(attempt -> take(bytes, attempt)));
    }

    private void take(byte[] bytes, Attempt<?> attempt) {
        long hash = KeyBytes.prefix(bytes);
        while (!attempt.made) {
            Place place = HashList.find(start, hash, bytes);
            if (place.node() == 0) {
                return;
            }
            attempt.taken(elements.memory(), place.node(), place.node());
            attempt.made = HashList.mark(place.node(), place.word());
            if (attempt.made) {
                attempt.unlinked = HashList.unlink(place);
            }
        }
    }

    /** Without boxing, which would be a call, and may fail at the end of the stack although the set has changed. */
    private static boolean isMade(SectionBody<Attempt<?>, RuntimeException> change) {
        return ScopedQsbr.read(change).made;
    }

    private long firstWord() {
        return Words.getAcquire(start);
    }

    private void unlink(long node) {
        HashList.sweep(start, Node.hash(node));
    }

    // -- reading

    /** Whether an element is there. */
    public boolean contains(T value) {
        byte[] bytes = bytes(value);
        return ScopedQsbr.read(() -> {
            elements.requireOpen();
            return HashList.lookUp(firstWord(), KeyBytes.prefix(bytes), bytes) != 0;
        });
    }

    /**
     * The least element.
     *
     * @return a copy; null if the set is empty
     */
    public @Nullable T first() {
        return copyFrom(LEAST);
    }

    /**
     * The least element as it lies in memory: read-only, aligned to 8 bytes, and valid until the guard is closed, also
     * if it is removed meanwhile.
     *
     * @return null if the set is empty
     * @throws IllegalStateException if the guard is closed
     */
    @GuardScoped
    public @Nullable MemorySegment firstView(ReadGuard guard) {
        return viewFrom(LEAST, guard);
    }

    /**
     * The least element that is the given one or comes after it.
     *
     * @return a copy; null if there is none
     */
    public @Nullable T ceiling(T value) {
        return copyFrom(bytes(value));
    }

    /**
     * The least element that is the given one or comes after it, as it lies in memory. The rest is as in
     * {@link #firstView}.
     *
     * @return null if there is none
     * @throws IllegalStateException if the guard is closed
     */
    @GuardScoped
    public @Nullable MemorySegment ceilingView(T value, ReadGuard guard) {
        return viewFrom(bytes(value), guard);
    }

    @SuppressWarnings("NullAway") // what read returns may be null if what its body returns may
    private @Nullable T copyFrom(byte[] least) {
        return ScopedQsbr.read(() -> {
            long node = findFrom(least);
            return node == 0 ? null : read(node);
        });
    }

    private @Nullable MemorySegment viewFrom(byte[] least, ReadGuard guard) {
        guard.requireOpen();
        long node = findFrom(least);
        return node == 0 ? null : Node.key(node);
    }

    private long findFrom(byte[] least) {
        elements.requireOpen();
        Place place = HashList.find(start, KeyBytes.prefix(least), least);
        return place.node() != 0 ? place.node() : place.following();
    }

    private T read(long node) {
        return elements.codec().read(Node.key(node));
    }

    /**
     * Shows copies of the elements, from the least to the greatest. One that is there all the time is shown. One that
     * comes or goes meanwhile may be shown; none is shown twice, and each comes after the one shown before. The action
     * may change the set. It runs inside a read section, which lasts until all are shown; nothing that is retired
     * meanwhile is freed before.
     *
     * @throws RuntimeException what the action throws; the rest is not shown
     */
    public void forEach(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        ScopedQsbr.read(() -> {
            elements.requireOpen();
            long node = HashList.address(firstWord());
            while (node != 0) {
                long word = Words.getAcquire(node);
                if (HashList.isNode(word)) {
                    action.accept(read(node));
                }
                // Read again: what the action has added comes next.
                node = HashList.address(Words.getAcquire(node));
            }
            return Boolean.TRUE;
        });
    }

    /** Whether there is no element. */
    public boolean isEmpty() {
        return ScopedQsbr.read(() -> findFrom(LEAST) == 0);
    }

    // -- life cycle and figures

    /** How many elements there are; while other threads change the set, about. */
    public long size() {
        return elements.size();
    }

    /** What it has, and what it takes. Once closed: what it had, but for the bytes that are still allocated. */
    public OffHeapElementStatistics statistics() {
        return elements.statistics();
    }

    /**
     * Retires all that is left. It waits for nobody: the memory is freed after a grace period. Closing again does
     * nothing, unless this was struck by an error: then it goes on.
     *
     * @throws IllegalStateException if the reclaimer is closed: the memory is lost
     * @throws OutOfMemoryError if there is no memory to retire the rest with; close it again
     */
    @Override
    public void close() {
        elements.close(() -> HashList.address(Words.get(start)), start);
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
