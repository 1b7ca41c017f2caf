// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.reclaim.collection.KeptClasses;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collections off the heap as the stories play them. The class that implements it is loaded once more for each variant,
 * so nobody may name it. Public for that alone.
 */
public interface Structures {

    /**
     * Those of the library, over memory that is poisoned when it is freed, and then used again.
     *
     * @param replacements of calls, as in {@link KeptClasses}: none for the real thing
     */
    static Structures with(Map<String, String> replacements) {
        return new KeptClasses(replacements).make("KeptStructures", Structures.class);
    }

    /** An empty map whose keys are their own hashes. */
    PlayedMap map();

    /** An empty queue. */
    PlayedQueue queue();

    /** An empty stack. */
    PlayedStack stack();

    /** A map. */
    interface PlayedMap {

        /** What {@link #read} says of a key that is not there. */
        String NONE = "none";
        /** What it says of memory that was freed. */
        String FREED = "freed";

        void put(long key, long value);

        void remove(long key);

        boolean contains(long key);

        /** Takes a value in place, lets some time pass, and says what it is then. */
        String read(long key, Runnable meanwhile);

        /** Doubles the buckets; there must be more than twelve entries. */
        void grow();

        void close();
    }

    /** A queue. */
    interface PlayedQueue {

        void add(long element);

        @Nullable Long poll();

        /** Whether the tail still named the node that the last call of {@link #poll} by this thread retired. */
        boolean wasTailLeft();

        void close();
    }

    /** A stack. */
    interface PlayedStack {

        void push(long element);

        @Nullable Long pop();

        void close();
    }
}
