// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.function.LongSupplier;

/**
 * A scheme of safe memory reclamation: it keeps a node from being freed while a thread that came to it in an operation
 * may still read it. {@link MichaelTable} and {@link MichaelScottQueue} are written once against this, and each of them
 * has an instance of its own.
 *
 * <p>The rules for a structure are those of hazard pointers, which ask for the most. A node is read only after
 * {@link Participant#protect}, and after the structure has made sure that it was still linked then. At most
 * {@link #HAZARDS} nodes are in use at a time. Whoever unlinks a node retires it, once, and leaves it alone then.
 */
interface Protection extends AutoCloseable {

    /** How many nodes a participant may protect at a time. */
    int HAZARDS = 3;

    /** Those that free by themselves try it when a thread has retired so many nodes. */
    int BATCH = 64;

    /** Two cache lines in words, because the prefetcher fetches lines in pairs: what one thread writes lies alone. */
    int PADDING = 16;

    /**
     * What the calling thread works under. A thread joins once and hands this to each operation, so nobody is charged
     * for looking up what belongs to the thread. Threads are few, and none leaves before the structure is closed.
     */
    Participant join();

    /** Frees all that is retired. Nobody uses the structure any more. */
    @Override
    void close();

    /** One thread's side of it. */
    interface Participant {

        /** Runs one operation on the structure, and returns what it returns. Operations do not nest. */
        long run(LongSupplier operation);

        /**
         * Reads a link and protects the node to which it leads, until the operation ends or the hazard is used again.
         *
         * @param hazard a number below {@link #HAZARDS}
         * @param link the address of the link
         * @return the link as it was when the node was protected, with its mark
         */
        long protect(int hazard, long link);

        /** Changes a link if it is the expected one. */
        default boolean compareAndSet(long link, long expected, long changed) {
            return Words.compareAndSet(link, expected, changed);
        }

        /** Frees a node that was unlinked, as soon as nobody can hold it any more. Called in an operation. */
        void retire(long node);
    }
}
