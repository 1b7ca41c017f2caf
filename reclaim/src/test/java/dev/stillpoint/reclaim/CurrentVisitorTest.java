// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.support.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Each thread finds itself, however the numbers of threads fall together. */
class CurrentVisitorTest {

    /** More than the slots in which they are looked up first. */
    private static final int NUMBERS = 1 << 12;

    /** Threads whose numbers differ by a large power of two, so that all share a slot. */
    private static List<Background> sharingASlot(int count, Runnable body) {
        List<Background> threads = new ArrayList<>();
        long slot = new Thread().threadId() % NUMBERS;
        while (threads.size() < count) {
            if ((new Thread().threadId() + 1) % NUMBERS == slot) {
                Background thread = Background.platform("sharing", body::run);
                assertThat(thread.thread().threadId() % NUMBERS).isEqualTo(slot);
                threads.add(thread);
            }
        }
        return threads;
    }

    @Test
    void threadsThatPushEachOtherOutFindThemselves() throws InterruptedException {
        Phaser together = new Phaser(3);
        List<Background> threads = sharingASlot(3, () -> {
            Visitor self = CurrentVisitor.get();
            for (int i = 0; i < 1000; i++) {
                together.arriveAndAwaitAdvance();
                assertThat(CurrentVisitor.get()).isSameAs(self);
                assertThat(self.refersTo(Thread.currentThread())).isTrue();
            }
        });
        for (Background thread : threads) {
            thread.join();
        }
    }

    @Test
    void aSlotOfOneThatHasEndedIsNoAnswerForAnother() throws InterruptedException {
        AtomicReference<Visitor> ended = new AtomicReference<>();
        for (Background thread : sharingASlot(2, () -> {
            Visitor self = CurrentVisitor.get();
            assertThat(self.refersTo(Thread.currentThread())).isTrue();
            assertThat(ended.getAndSet(self)).isNotSameAs(self);
        })) {
            thread.join();
        }
    }
}
