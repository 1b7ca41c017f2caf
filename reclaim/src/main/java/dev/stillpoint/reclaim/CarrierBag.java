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
     * or gone. A carrier that gets the slot of one that was removed goes on with its bag (Carrier.slot).
     *
     * State.
     *   tail     the chunk that is being filled; producer only.
     *   head     the chunk that is being emptied, and how far; consumer only.
     *   filled   per chunk, how many entries are there; producer writes, release.
     *   next     per chunk, its successor, once it is full; producer writes, release.
     *   retired  objects and bytes ever added; producer writes, before it releases `filled`; anybody reads.
     *
     * Ordering. The release of `filled` publishes the entry and everything its retirer did before, the unlink included;
     * the consumer acquires it. The reclaimer publishes a grace period only afterwards, hence after the unlink.
     *
     * Progress. Both ends are wait-free; adding allocates once in CHUNK times. The consumer takes no more than was
     * there when it asked: one that went on until the queue is empty would follow, for ever, a producer that is as
     * fast, and free nothing meanwhile.
     */

    private static final int CHUNK = 64;

    private static final VarHandle FILLED = fieldVarHandle(lookup(), "filled", VarHandle.class, Chunk.class, int.class);
    private static final VarHandle NEXT = fieldVarHandle(lookup(), "next", VarHandle.class, Chunk.class, Chunk.class);
    private static final VarHandle OBJECTS = fieldVarHandle(lookup(), "retiredObjects", VarHandle.class,
            CarrierBag.class, long.class);
    private static final VarHandle BYTES = fieldVarHandle(lookup(), "retiredBytes", VarHandle.class, CarrierBag.class,
            long.class);

    private static final class Chunk {

        final @Nullable Reclaimable[] objects = new Reclaimable[CHUNK];
        final long[] bytes = new long[CHUNK];
        // producer writes
        private int filled;
        // producer writes
        @SuppressWarnings("unused") // but through NEXT
        private @Nullable Chunk next;

        private int filled() {
            // Pairs with CarrierBag.add: the entries are there, and their unlinks come before the next grace period.
            return (int) FILLED.getAcquire(this);
        }

        private @Nullable Chunk next() {
            // Pairs with CarrierBag.add: the chunk is whole.
            return (Chunk) NEXT.getAcquire(this);
        }
    }

    // producer only
    private Chunk tail = new Chunk();
    // consumer only
    private Chunk head = tail;
    // consumer only: of the head
    private int taken;
    // consumer only: of all chunks
    private long takenObjects;
    // producer writes
    private long retiredObjects;
    // producer writes
    private long retiredBytes;

    /**
     * Adds an object. Carrier only.
     *
     * @return whether a chunk was begun: a moment to look at the backlog, which is too dear to do each time
     */
    boolean add(Reclaimable object, long bytes) {
        boolean begun = tail.filled == CHUNK;
        if (begun) {
            Chunk next = new Chunk();
            // Pairs with Chunk.next: who sees the chunk sees it whole.
            NEXT.setRelease(tail, next);
            tail = next;
        }
        int index = tail.filled;
        tail.objects[index] = object;
        tail.bytes[index] = bytes;
        // Pairs with Chunk.filled: who sees the entry sees what it holds, its unlink, and that it is counted.
        OBJECTS.setOpaque(this, retiredObjects + 1);
        BYTES.setOpaque(this, retiredBytes + bytes);
        FILLED.setRelease(tail, index + 1);
        return begun;
    }

    /**
     * Moves into {@code batch} what is there, but of what was ever added only the first {@code upTo} objects. Reclaimer
     * only.
     *
     * @param upTo {@link #retiredObjects()}, to take all whose adding happened before that was read
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
        return taken == head.filled() && (taken < CHUNK || head.next() == null);
    }

    long retiredObjects() {
        // Pairs with CarrierBag.add, by way of Backlog.freed: what was seen freed is counted here.
        return (long) OBJECTS.getOpaque(this);
    }

    long retiredBytes() {
        // Pairs with CarrierBag.add, by way of Backlog.freed: as above.
        return (long) BYTES.getOpaque(this);
    }
}
