// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.StripedCount;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a stack, a queue and a sorted set have in common: the memory of their elements, the figures, what is left to do
 * when one of them has changed, and how it is closed. How elements are linked it does not know. All methods but the
 * figures, {@link #requireRoom} and {@link #close} are called in a read section, which lasts as long as the caller uses
 * a node.
 */
final class Elements<T> extends NodeStructure {

    private final String kind;
    private final Reclaimer reclaimer;
    private final Codec<T> codec;
    /** Unlinks a node that was removed, if it is still linked. */
    private final LongConsumer unlink;
    private final StripedCount count = new StripedCount();
    /** The monitor of {@link #close}. */
    private final Object closing = new Object();
    // set by close, before the rest is retired; read by any thread in a section
    private volatile boolean closed;
    // under the monitor
    private boolean retired;

    /**
     * @param kind what it is, for messages
     * @param unlink unlinks a node that was removed, if it is still linked
     */
    Elements(String kind, Reclaimer reclaimer, Codec<T> codec, LongConsumer unlink) {
        super(Objects.requireNonNull(reclaimer, "reclaimer"));
        this.kind = kind;
        this.reclaimer = reclaimer;
        this.codec = Objects.requireNonNull(codec, "codec");
        this.unlink = unlink;
    }

    @Override
    void counted(int values) {
        count.add(values);
    }

    @Override
    void unlink(long node) {
        unlink.accept(node);
    }

    Codec<T> codec() {
        return codec;
    }

    /** Does what the limits of the reclaimer say about a full backlog. For who removes; before anything changes. */
    void requireRoom() {
        reclaimer.requireRoom();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "This off-heap %s is closed. Close it after its last user, and before its reclaimer."
                            .formatted(kind));
        }
    }

    // -- elements that are the values of their nodes

    /** Makes the node of a value, which is linked next. */
    long create(T value, Attempt<?> attempt) {
        int length = Encoding.byteSize(codec, value);
        attempt.allocate(memory(), 0, length);
        Node.fill(attempt.fresh, 0, null, length);
        codec.write(value, Node.valueToFill(attempt.fresh));
        return attempt.fresh;
    }

    /** A copy of the value of a node. */
    T read(long node) {
        return codec.read(Node.value(node));
    }

    /** Shows copies of the values of a node and of those that follow. */
    void forEach(long first, Consumer<? super T> action) {
        for (long node = first; node != 0; node = Words.getAcquire(node)) {
            action.accept(read(node));
        }
    }

    // -- changes

    /** Tries to change the structure, and fills in the attempt. */
    interface Step<R> {

        void make(Attempt<R> attempt);
    }

    /**
     * One try to change a structure.
     *
     * @param <R> what the operation returns
     */
    static final class Attempt<R> extends Change {

        private final Step<R> step;
        // what the operation returns; set before it is made
        @Nullable R result;

        Attempt(Step<R> step) {
            this.step = step;
        }

        @Override
        void make() {
            step.make(this);
        }

        /** Gets the memory of a node that will be linked. If it is not, this is undone. */
        void allocate(NodeMemory memory, int keyLength, int valueLength) {
            freshBytes = Node.bytes(keyLength, valueLength);
            fresh = memory.allocate(freshBytes);
            added = 1;
            addedBytes = freshBytes;
        }

        /** What is left to do if an element is taken, for which a node is retired: its own, or another. */
        void taken(NodeMemory memory, long element, long node) {
            retired = new RetiredNode(memory, node);
            added = -1;
            addedBytes = -Node.bytes(element);
        }
    }

    /**
     * Changes the structure by a step, and does what is left to do then.
     *
     * @return what came of it. If this throws, nothing has changed
     */
    <R> Attempt<R> attempt(Step<R> step) {
        requireOpen();
        Attempt<R> attempt = new Attempt<>(step);
        make(attempt);
        return attempt;
    }

    // -- life cycle and figures

    long size() {
        return Math.max(0, count.sum());
    }

    OffHeapElementStatistics statistics() {
        return new OffHeapElementStatistics(size(), Math.max(0, bytes()), memory().allocatedBytes());
    }

    /**
     * Retires all that is left.
     *
     * @param first says what the first node is, once nobody uses the structure any more
     * @param start the bucket at which the structure starts, to be freed as well; 0 if it has none
     */
    void close(LongSupplier first, long start) {
        synchronized (closing) {
            Rest rest = new Rest(first, start);
            // Pairs with Elements.requireOpen, by the grace period: who does not see it is in a section.
            closed = true;
            if (!retired) {
                reclaimer.retireWithoutWaiting(rest);
                retired = true;
            }
        }
    }

    @Override
    public String toString() {
        return "off-heap %s[%s]".formatted(kind, closed ? "closed" : statistics());
    }

    /** All that a structure has, when it is closed. */
    private final class Rest implements Reclaimable {

        private final LongSupplier first;
        // the thread that frees, as for the following; 0 once it is freed
        private long start;
        // whether the first node was asked for
        private boolean begun;
        // the next node to be freed; 0 if there is none
        private long node;

        Rest(LongSupplier first, long start) {
            this.first = first;
            this.start = start;
        }

        @Override
        public long byteSize() {
            return Math.max(0, bytes());
        }

        /** Each step is noted without a call, so whoever goes on where an error struck frees nothing twice. */
        @Override
        public void reclaim() {
            if (!begun) {
                node = first.getAsLong();
                begun = true;
            }
            while (node != 0) {
                long word = Words.get(node);
                long next = HashList.address(word);
                // What was removed and is still linked is among the unfinished.
                if (HashList.isNode(word)) {
                    memory().free(node, Node.bytes(node));
                }
                node = next;
            }
            freeWhatIsLeft();
            if (start != 0) {
                memory().free(start, Node.BUCKET_BYTES);
                start = 0;
            }
        }

        @Override
        public boolean isRepeatable() {
            return !begun || node != 0 || hasUnfinished() || start != 0;
        }
    }
}
