// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handles that end by themselves, ended after their readers. */
class ReclaimableHandleTest {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Reclaimer reclaimer = Reclaimer.create();
    private final AtomicInteger ends = new AtomicInteger();

    /** Something with an end. */
    private record Index(AtomicInteger ends) implements AutoCloseable {

        int search() {
            assertThat(ends.get()).isZero();
            return 7;
        }

        @Override
        public void close() {
            ends.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @Test
    void aReplacedHandleIsClosedOnceAfterItsReaders() throws InterruptedException {
        QsbrReference<ReclaimableHandle<Index>> index = QsbrReference.of(reclaimer,
                ReclaimableHandle.closing(new Index(ends), 5));
        assertThat(ScopedQsbr.<Integer, RuntimeException>read(() -> index.get().get().search())).isEqualTo(7);
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            index.replace(ReclaimableHandle.closing(new Index(new AtomicInteger()), 5));
            assertThat(reclaimer.unreclaimedBytes()).isEqualTo(5);
            Await.never("closed under a reader", () -> ends.get() != 0);
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(ends.get()).isEqualTo(1);
        index.close();
    }

    @Test
    void aCleanableIsCleanedOnce() throws Exception {
        Object owner = new Object();
        ReclaimableHandle<Object> handle = ReclaimableHandle.cleaning(owner,
                CLEANER.register(owner, ends::incrementAndGet), 0);
        assertThat(handle.get()).isSameAs(owner);
        reclaimer.retire(handle);
        reclaimer.barrier();
        assertThat(ends.get()).isEqualTo(1);
        assertThatThrownBy(handle::reclaim).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was reclaimed before");
        assertThat(ends.get()).isEqualTo(1);
    }

    @Test
    void aReclaimedHandleIsNotGiven() throws Exception {
        ReclaimableHandle<Index> handle = ReclaimableHandle.closing(new Index(ends), 0);
        handle.reclaim();
        assertThatThrownBy(handle::get).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was reclaimed").hasMessageContaining("inside each read section");
    }

    @Test
    void aCloseThatThrowsIsCountedByTheReclaimer() throws InterruptedException {
        reclaimer.retire(ReclaimableHandle.closing(() -> {
            throw new IOException("meant to fail");
        }, 0));
        reclaimer.barrier();
        assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
    }

    @Test
    void nullAndNegativeSizesAreRefused() {
        assertThatThrownBy(() -> ReclaimableHandle.closing(null, 0)).isInstanceOf(NullPointerException.class)
                .hasMessage("handle");
        assertThatThrownBy(() -> ReclaimableHandle.cleaning("", null, 0)).isInstanceOf(NullPointerException.class)
                .hasMessage("cleanable");
        assertThatThrownBy(() -> ReclaimableHandle.closing(new Index(ends), -1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
        assertThat(ends.get()).isZero();
    }

    @Test
    void aHandleThatIsStillInUseIsEndedLater() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ReclaimableHandle<AutoCloseable> handle = ReclaimableHandle.closing(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new StillInUseException("a handle", new IllegalStateException("on purpose"));
            }
        }, 1);
        assertThatThrownBy(handle::reclaim).isInstanceOf(StillInUseException.class);
        handle.reclaim();
        assertThat(calls.get()).isEqualTo(2);
        assertThatThrownBy(handle::reclaim).isInstanceOf(IllegalStateException.class);
        assertThat(calls.get()).isEqualTo(2);
    }
}
