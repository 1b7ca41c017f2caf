// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import org.junit.jupiter.api.Test;

/** What a change leaves to do is done by those that follow, and does not become their burden. */
class NodeStructureTest {

    private static final int CHANGES = 100;

    /** Unlinking a node fails, for as long as it is to. */
    private static final class Stuck extends NodeStructure {

        private boolean fails = true;
        private int attempts;

        Stuck(Reclaimer reclaimer) {
            super(reclaimer);
        }

        @Override
        void counted(int values) {
            throw new AssertionError("nothing is counted here");
        }

        @Override
        void unlink(long node) {
            attempts++;
            if (fails) {
                throw new IllegalStateException("on purpose");
            }
        }

        void remove() {
            long bytes = Node.bytes(0, 0);
            long node = memory().allocate(bytes);
            Node.fill(node, 1, null, 0);
            make(new Change() {

                @Override
                void make() {
                    retired = new RetiredNode(memory(), node);
                    made = true;
                }
            });
        }
    }

    @Test
    void whatCannotBeFinishedIsNotTriedByEachChangeAsAWhole() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Stuck structure = new Stuck(reclaimer);
            for (int i = 0; i < CHANGES; i++) {
                structure.remove();
            }
            assertThat(structure.hasUnfinished()).isTrue();
            assertThat(structure.attempts).as("two of its own and one of those before").isLessThan(3 * CHANGES);

            structure.fails = false;
            structure.remove();
            assertThat(structure.hasUnfinished()).isFalse();
            reclaimer.barrier();
            assertThat(structure.memory().allocatedBytes()).isZero();
        }
    }
}
