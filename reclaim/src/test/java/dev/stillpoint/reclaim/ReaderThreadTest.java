// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What is special about reader threads. What sections mean on them is shown wherever there is a ThreadKind. */
class ReaderThreadTest {

    @Test
    void knowsItsRecordFromTheFirstSectionOn() throws InterruptedException {
        ThreadKind.READER.run(() -> {
            ReaderThread self = (ReaderThread) Thread.currentThread();
            assertThat(self.visitor).isNull();
            boolean reading = ScopedQsbr.read(ScopedQsbr::isReading);
            Visitor visitor = self.visitor;

            assertThat(reading).isTrue();
            assertThat(visitor).isNotNull().isSameAs(CurrentVisitor.get());
            assertThat(visitor.refersTo(self)).isTrue();
        });
    }

    @Test
    void aPoolOfThemReads() throws Exception {
        try (ExecutorService readers = Executors.newFixedThreadPool(2, ReaderThread::new)) {
            assertThat(readers.submit(() -> ScopedQsbr.read(ScopedQsbr::isReading)).get()).isTrue();
            assertThat(readers.submit(Thread::currentThread).get()).isInstanceOf(ReaderThread.class);
            assertThat(readers.submit(ScopedQsbr::isReading).get()).isFalse();
        }
    }

    @Test
    void hasTheGivenName() {
        assertThat(new ReaderThread(() -> {
        }, "lookup").getName()).isEqualTo("lookup");
    }

    @Test
    void needsABodyAndAName() {
        assertThatNullPointerException().isThrownBy(() -> new ReaderThread(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> new ReaderThread(null, "lookup")).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> new ReaderThread(() -> {
        }, null)).withMessage("name");
    }
}
