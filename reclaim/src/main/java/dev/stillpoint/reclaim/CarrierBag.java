// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What one carrier has retired and the reclaimer has not yet taken: a queue without atomics. */
final class CarrierBag {

    /*
     * What it is. An unbounded queue with one producer, the carrier, and one consumer, the reclaimer: a list of chunks.
     * The reclaimer may take at any time, so nothing is orphaned in the bag of a carrier that is idle, busy for ever,
     * or gone. A carrier that is given the slot of a removed one continues with its bag (Carrier.slot).
     *
     * State.
     *   tail     the chunk that is being filled; producer only.
     *   head     the chunk that is being emptied, and how far; consumer only.
     *   filled   per chunk, how many entries are there; producer writes, release.
     *   next     per chunk, its successor, once it is full; producer writes, release.
     *   retired  objects and bytes ever added; producer writes, before it releases `filled`; anybody reads.
     *
     * Ordering. The release of `filled` publishes the entry and everything that the retiring thread did before, the
     * unlink included; the consumer acquires it. The reclaimer publishes a grace period only afterwards, hence after
     * the unlink.
     *
     * Progress. Both ends are wait-free. Adding allocates once in CHUNK calls. The consumer takes no more than was
     * there when it asked. If it went on until the queue was empty, it could follow an equally fast producer for ever
     * and free nothing meanwhile.
     */

    private static final int CHUNK = 64;

    private static final VarHandle FILLED = fieldVarHandle(lookup(), "filled", VarHandle.class, Chunk.class, int.class);
    private static final VarHandle NEXT = fieldVarHandle(lookup(), "next", VarHandle.class, Chunk.class, Chunk.class);
    private static final VarHandle OBJECTS = fieldVarHandle(lookup(), "retiredObjects", VarHandle.class,
            CarrierBag.class, long.class);
    private static final VarHandle BYTES = fieldVarHandle(lookup(), "retiredBytes", VarHandle.class, CarrierBag.class,
            long.class);

    static final class Chunk {

        final @Nullable Reclaimable[] objects = new Reclaimable[CHUNK];
        final long[] bytes = new long[CHUNK];
        // producer writes
        private int filled;
        // producer writes
        @SuppressWarnings("unused") // used through NEXT
        private @Nullable Chunk next;

        private int filled() {
            // Pairs with CarrierBag.add: the entries are there, and their unlinks come before the next grace period.
            return (int) FILLED.getAcquire(this);
        }

        private @Nullable Chunk next() {
            // Pairs with CarrierBag.add: the chunk is seen whole.
            return (Chunk) NEXT.getAcquire(this);
        }
    }

    // producer only
    private Chunk tail = new Chunk();
    // consumer only
    private Chunk head = tail;
    // consumer only: how many entries of the head are taken
    private int taken;
    // consumer only: how many entries of all chunks are taken
    private long takenObjects;
    // producer writes, before `filled`
    private long retiredObjects;
    // producer writes, before `filled`
    private long retiredBytes;

    /**
     * Adds an object. Carrier only. If this throws, nothing is added.
     *
     * @return whether a chunk was begun: then the caller looks at the backlog, which would cost too much for each
     *         object
     */
    boolean add(Reclaimable object, long bytes) {
        boolean begun = tail.filled == CHUNK;
        if (begun) {
            Chunk next = new Chunk();
            // Pairs with Chunk.next: a consumer that sees the chunk sees it whole.
            NEXT.setRelease(tail, next);
            tail = next;
        }
        int index = tail.filled;
        long objectsBefore = retiredObjects;
        long bytesBefore = retiredBytes;
        tail.objects[index] = object;
        tail.bytes[index] = bytes;
        try {
            // Pairs with Chunk.filled: a consumer that sees the entry sees its content, its unlink, and that it is
            // counted.
            OBJECTS.setOpaque(this, objectsBefore + 1);
            BYTES.setOpaque(this, bytesBefore + bytes);
            FILLED.setRelease(tail, index + 1);
        } catch (Throwable e) {
            // At the end of the stack the last of these calls may fail. Then nobody has seen the entry.
            retiredObjects = objectsBefore;
            retiredBytes = bytesBefore;
            throw e;
        }
        return begun;
    }

    /**
     * Moves the objects that are there into {@code batch}, but none after the first {@code upTo} that were ever added.
     * Reclaimer only.
     *
     * @param upTo a value of {@link #retiredObjects()}, to take all objects that were added before it was read
     */
    void drainTo(Batch batch, long upTo) {
        while (takenObjects < upTo) {
            int filled = (int) Math.min(head.filled(), taken + upTo - takenObjects);
            while (taken < filled) {
                Reclaimable object = head.objects[taken];
                if (object == null) {
                    throw new AssertionError("an entry was published empty");
                }
                batch.add(object, head.bytes[taken]);
                head.objects[taken++] = null;
                takenObjects++;
            }
            Chunk next = taken == CHUNK ? head.next() : null;
            if (next == null) {
                return;
            }
            head = next;
            taken = 0;
        }
    }

    /** Reclaimer only. */
    boolean isEmpty() {
        // Not whether there is a next chunk: one that was begun when an error struck may be empty.
        return takenObjects == retiredObjects();
    }

    long retiredObjects() {
        // Pairs with CarrierBag.add, by way of Backlog.freedUpTo: whatever was seen as freed is counted here.
        return (long) OBJECTS.getOpaque(this);
    }

    long retiredBytes() {
        // Pairs with CarrierBag.add, by way of Backlog.freedUpTo: as above.
        return (long) BYTES.getOpaque(this);
    }
}
