// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One current version: who gets it, what happens to the old ones, and what is refused. */
class QsbrReferenceTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final Version first = new Version("first");
    private final Version second = new Version("second");
    private final QsbrReference<Version> reference = QsbrReference.of(reclaimer, first);

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @Test
    void readersGetTheCurrentVersion() {
        assertThat(ScopedQsbr.<Version, RuntimeException>read(() -> reference.get())).isSameAs(first);
        assertThat(ScopedQsbr.<Version, RuntimeException>read(guard -> reference.get(guard))).isSameAs(first);
        reference.replace(second);
        assertThat(ScopedQsbr.<Version, RuntimeException>read(() -> reference.get())).isSameAs(second);
        assertThat(ScopedQsbr.<Version, RuntimeException>read(guard -> reference.get(guard))).isSameAs(second);
    }

    @Test
    void replaceFreesTheOldVersionOnceAndNotTheNew() throws InterruptedException {
        reference.replace(second);
        reclaimer.barrier();

        assertThat(first.frees()).isEqualTo(1);
        assertThat(second.frees()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theOldVersionLivesWhileAReaderOfAnyKindIsInside(ThreadKind kind) throws InterruptedException {
        try (OpenReader reader = OpenReader.on(kind, () -> assertThat(first.frees()).isZero())) {
            reference.replace(second);
            Await.never("the old version is freed under its reader", () -> first.frees() != 0);
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aReaderMayReplaceWhatItReadsAndGoOnReading(ThreadKind kind) throws InterruptedException {
        kind.run(() -> ScopedQsbr.run(() -> {
            Version read = reference.get();
            reference.replace(second);
            assertThat(reference.get()).isSameAs(second);
            Await.never("the version is freed under the reader that replaced it", () -> read.frees() != 0);
        }));
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void theCurrentVersionIsNoReplacementForItself() throws InterruptedException {
        assertThatThrownBy(() -> reference.replace(first)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("This version is the current one already: first");
        reclaimer.barrier();

        assertThat(reference.get()).isSameAs(first);
        assertThat(first.frees()).isZero();
    }

    @Test
    void nullIsRefusedEverywhere() throws InterruptedException {
        assertThatThrownBy(() -> reference.replace(null)).isInstanceOf(NullPointerException.class).hasMessage("next");
        assertThatThrownBy(() -> QsbrReference.of(null, second)).isInstanceOf(NullPointerException.class)
                .hasMessage("reclaimer");
        assertThatThrownBy(() -> QsbrReference.of(reclaimer, null)).isInstanceOf(NullPointerException.class)
                .hasMessage("initial");
        assertThatThrownBy(() -> reference.get(null)).isInstanceOf(NullPointerException.class);
        reclaimer.barrier();

        assertThat(reference.get()).isSameAs(first);
        assertThat(first.frees()).isZero();
    }

    @Test
    void closeRetiresTheLastVersionOnce() throws InterruptedException {
        reference.close();
        reference.close();
        reclaimer.barrier();

        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aClosedReferenceGivesAndTakesNothing() throws InterruptedException {
        reference.close();

        assertThatThrownBy(reference::get).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reference is closed");
        ScopedQsbr.<Object, RuntimeException>read(guard -> {
            assertThatThrownBy(() -> reference.get(guard)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reference is closed");
            return "";
        });
        assertThatThrownBy(() -> reference.replace(second)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reference is closed");
        reclaimer.barrier();
        assertThat(second.frees()).as("a refused version is still the caller's").isZero();
    }

    @Test
    void withAClosedReclaimerNothingChangesHands() {
        reclaimer.close();

        assertThatThrownBy(() -> reference.replace(second)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reclaimer").hasMessageContaining("is closed");
        assertThatThrownBy(reference::close).isInstanceOf(IllegalStateException.class);

        assertThat(reference.get()).isSameAs(first);
        assertThat(first.frees()).isZero();
        assertThat(second.frees()).isZero();
    }

    @Test
    void aVersionThatCannotBeRetiredStaysCurrent() throws InterruptedException {
        Version sizeless = new Version("sizeless", -1);
        try (QsbrReference<Version> broken = QsbrReference.of(reclaimer, sizeless)) {
            assertThatThrownBy(() -> broken.replace(second)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
            assertThat(broken.get()).isSameAs(sizeless);
            sizeless.bytes = 1;
        }
        reclaimer.barrier();
        assertThat(sizeless.frees()).isEqualTo(1);
        assertThat(second.frees()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aVersionWhoseSizeCannotBeReadStaysCurrentOrIsFreed(int failingCall) throws InterruptedException {
        Moody old = new Moody(failingCall);
        Moody next = new Moody(0);
        QsbrReference<Moody> moody = QsbrReference.of(reclaimer, old);
        boolean replaced = false;
        try {
            moody.replace(next);
            replaced = true;
        } catch (UnsupportedOperationException expected) {
            assertThat(ScopedQsbr.<Moody, RuntimeException>read(() -> moody.get())).isSameAs(old);
        }
        reclaimer.barrier();
        assertThat(old.frees).isEqualTo(replaced ? 1 : 0);
        assertThat(next.frees).as("it is current, or still the caller's").isZero();

        if (!replaced) {
            moody.replace(next);
        }
        moody.close();
        // Nothing is left reserved, or this would wait for ever.
        reclaimer.close();
        assertThat(List.of(old.frees, next.frees)).containsExactly(1, 1);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
    }

    @Test
    void theSizeOfAVersionIsReadOnce() throws InterruptedException {
        Moody old = new Moody(0);
        try (QsbrReference<Moody> moody = QsbrReference.of(reclaimer, old)) {
            moody.replace(new Moody(0));
            reclaimer.barrier();
        }
        assertThat(old.sizes).isEqualTo(1);
    }

    /** Has another size each time it is asked, and none at one time. */
    private static final class Moody implements Reclaimable {

        private final int failingCall;
        // the writer writes
        private int sizes;
        // the reclaimer writes
        private volatile int frees;

        Moody(int failingCall) {
            this.failingCall = failingCall;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread frees
        public void reclaim() {
            frees++;
        }

        @Override
        public long byteSize() {
            if (++sizes == failingCall) {
                throw new UnsupportedOperationException("expected by the test");
            }
            return sizes;
        }
    }

    @Test
    void writersThatReplaceAtOnceFreeEveryVersionButTheLast() throws InterruptedException {
        List<Version> versions = new ArrayList<>();
        List<Background> writers = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            List<Version> own = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                own.add(new Version(kind + "." + i));
            }
            versions.addAll(own);
            writers.add(kind.start(() -> own.forEach(reference::replace)));
        }
        for (Background writer : writers) {
            writer.join();
        }
        reclaimer.barrier();

        Version last = reference.get();
        assertThat(last.frees()).isZero();
        versions.remove(last);
        assertThat(versions).hasSize(1_999)
                .allSatisfy(version -> assertThat(version.frees()).isEqualTo(1));
        assertThat(first.frees()).isEqualTo(1);
    }

    /** The writer that waits for room waits for this reader; so the reader must not wait for the writer. */
    @ParameterizedTest
    @EnumSource
    void aReaderMayReplaceWhileAWriterWaitsForRoom(ThreadKind kind) throws InterruptedException {
        Reclaimer full = Reclaimer.create(ReclaimerConfig.defaults()
                .withLimits(BacklogLimits.defaults().withFull(Long.MAX_VALUE, 1, BacklogLimits.WhenFull.WAIT)));
        QsbrReference<Version> bounded = QsbrReference.of(full, first);
        CountDownLatch entered = new CountDownLatch(1);
        Gate writerWaits = new Gate();
        Background reader = kind.start(() -> ScopedQsbr.run(() -> {
            entered.countDown();
            writerWaits.await();
            bounded.replace(second);
        }));
        entered.await();
        full.retire(new Version("fills the backlog"));
        Background writer = Background.platform("writer", () -> bounded.replace(new Version("third")));
        Await.until("the writer waits for room", () -> Await.isWaiting(writer.thread()));
        writerWaits.open();
        Await.until("the reader has replaced and left", reader::isDone);
        reader.join();
        writer.join();
        bounded.close();
        full.close();
        assertThat(first.frees()).isEqualTo(1);
        assertThat(second.frees()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSizeThatChangesItsReferenceFreesNothingTwice(boolean closes) {
        Version inner = new Version("inner");
        Version outer = new Version("outer");
        AtomicInteger frees = new AtomicInteger();
        AtomicReference<Runnable> once = new AtomicReference<>();
        try (Reclaimer own = Reclaimer.create()) {
            QsbrReference<Reclaimable> reference = QsbrReference.of(own, new Reclaimable() {

                @Override
                public void reclaim() {
                    frees.incrementAndGet();
                }

                @Override
                public long byteSize() {
                    Runnable change = once.getAndSet(null);
                    if (change != null) {
                        change.run();
                    }
                    return 1;
                }
            });
            once.set(closes ? reference::close : () -> reference.replace(inner));
            assertThatThrownBy(() -> reference.replace(outer)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("byteSize()");
            reference.close();
        }
        assertThat(frees.get()).isEqualTo(1);
        assertThat(inner.frees()).isEqualTo(closes ? 0 : 1);
        assertThat(outer.frees()).isZero();
    }
}
