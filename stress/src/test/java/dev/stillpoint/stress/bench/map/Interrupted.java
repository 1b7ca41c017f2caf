// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.function.LongSupplier;

/**
 * Another protection, whose first participant can be interrupted in the middle of an operation: just when it has
 * protected a node, somebody else acts, and then this node, or one that it protected before, is looked at.
 */
final class Interrupted implements Protection {

    private final Protection interrupted;
    // the thread of the first participant, as for the following
    private boolean isJoined;
    private Runnable action = () -> {
    };
    private int protections;
    private int watched;
    private int last;
    private long node;
    private long seen;

    Interrupted(Protection interrupted) {
        this.interrupted = interrupted;
    }

    /**
     * Has something done when the participant has protected a number of nodes from now on.
     *
     * @param watched which of them is looked at, the first one being 1
     */
    void after(int number, int watched, Runnable done) {
        protections = 0;
        this.watched = watched;
        last = number;
        action = done;
    }

    /** The second word of the watched node, as it was after the action. */
    long seen() {
        return seen;
    }

    @Override
    public Participant join() {
        Participant participant = interrupted.join();
        if (isJoined) {
            return participant;
        }
        isJoined = true;
        return new Participant() {

            @Override
            public long run(LongSupplier operation) {
                return participant.run(operation);
            }

            @Override
            public long protect(int hazard, long link) {
                long word = participant.protect(hazard, link);
                protections++;
                if (protections == watched) {
                    node = NodeMemory.node(word);
                }
                if (protections == last) {
                    action.run();
                    seen = Words.get(node + Long.BYTES);
                }
                return word;
            }

            @Override
            public void retire(long node) {
                participant.retire(node);
            }
        };
    }

    @Override
    public void close() {
        interrupted.close();
    }
}
