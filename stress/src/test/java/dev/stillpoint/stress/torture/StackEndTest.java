// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackEndTest {

    private static final long STACK_BYTES = 256 << 10;

    private int begun;
    private int ended;
    private long overflows;

    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }

    private void act() {
        begun++;
        descend(20);
        ended++;
    }

    private void visit(int offset) {
        Thread thread = Thread.ofPlatform().stackSize(STACK_BYTES).start(() -> {
            StackEnd end = new StackEnd(this::act);
            overflows = end.visit(offset);
        });
        Joins.join(thread);
    }

    @Test
    void theStackEndsBeforeTheActWithinItAndNotAtAll() {
        visit(0);

        assertThat(overflows).isPositive().isLessThan(StackEnd.FRAMES);
        assertThat(begun).isGreaterThan(ended);
        assertThat(ended).isPositive();
        // Where the act cannot even be called, its caller begins to count again.
        assertThat(ended).isLessThanOrEqualTo(StackEnd.FRAMES);
    }

    @Test
    void itIsFoundFromEachOffset() {
        List<Long> found = new ArrayList<>();
        for (int offset = 0; offset < StackEnd.OFFSETS; offset++) {
            visit(offset);
            found.add(overflows);
        }

        assertThat(found).allMatch(number -> number > 0);
    }

    @Test
    void aVirtualThreadHasAnEndToo() {
        Thread thread = Thread.ofVirtual().start(() -> overflows = new StackEnd(this::act).visit(0));
        Joins.join(thread);

        assertThat(overflows).isPositive();
        assertThat(ended).isPositive();
    }
}
